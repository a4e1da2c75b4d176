"""A planted corpus: what the first layer promises to take out, and what it must leave alone.

Every secret is made up and put together from parts, so that no scanner takes this file for a leak.
"""

import base64

import pytest

from runreport.privacy import Policy
from runreport.privacy.redaction import redact_text

RANDOM = "q7Zt4Lw9Xb2Rk8Vn5Mp1Hc6Jd3Gf0Sy" + "T2aE9uK4"
"""Forty letters and digits without a pattern."""
LETTERS = "QxJkLmZpWvTrYsHnBd" + "GfKcXaMeUoRiTyPq"
"""Thirty-four letters, as the model hub makes its tokens: without a figure."""
HEX40 = "3f9a1c" + "7be2d40586f1" + "9c3ad8e7b0" + "42f6a15d8c97"
WORD = "winter" + "-is-" + "long"
JWT = ".".join(
    base64.urlsafe_b64encode(part.encode()).decode().rstrip("=")
    for part in ('{"alg":"HS256","typ":"JWT"}', '{"sub":"nobody","iat":1}', RANDOM)
)

LEAKS = {
    # name: (setting's name, text, what must be gone)
    "cloud key id": ("note", "used " + "AKIA" + "Q7ZT4LW9XB2RK8VN", "Q7ZT4LW9XB2RK8VN"),
    "cloud secret by its name": ("aws_secret_access_key", RANDOM, RANDOM),
    "cloud secret in a shell line": ("note", f"AWS_SECRET_ACCESS_KEY={RANDOM} python t.py", RANDOM),
    "code host token": ("note", "ghp_" + RANDOM[:36], RANDOM[:36]),
    "code host token, new form": ("cfg", "github_pat_" + RANDOM, RANDOM),
    "second code host token": ("note", "glpat-" + RANDOM[:24], RANDOM[:24]),
    "model hub token": ("note", "login with hf_" + RANDOM[:34], RANDOM[:34]),
    "model hub token of letters alone": ("note", f"login with hf_{LETTERS}.", LETTERS),
    "language model key": ("note", "sk-" + "proj-" + RANDOM, RANDOM),
    "second language model key": ("cfg", "sk-" + "ant-api03-" + RANDOM, RANDOM),
    "search company key": ("note", "AIza" + RANDOM[:35], RANDOM[:35]),
    "chat token": ("note", "xoxb-" + "123456789012-" + RANDOM[:24].lower(), RANDOM[:24].lower()),
    "payment key": ("note", "sk_live_" + RANDOM[:24], RANDOM[:24]),
    "mail service key": ("note", "SG." + RANDOM[:22] + "." + RANDOM + "abc", RANDOM[:22]),
    "notebook platform token": ("note", "dapi" + HEX40[:32], HEX40[:32]),
    "web token": ("note", "sent " + JWT, JWT),
    "tracker key by its name": ("WANDB_API_KEY", HEX40, HEX40),
    "tracker key in a shell line": ("cmd", f"WANDB_API_KEY={HEX40} python train.py", HEX40),
    "tracker key as base64 of JSON": (
        "note",
        base64.b64encode(b'{"api_address":"https://a.example","api_key":"zz"}').decode(),
        "eyJhcGlf",
    ),
    "hexadecimal key under a name that says nothing": ("thing", HEX40, HEX40),
    "random text under a name that says nothing": ("thing", RANDOM, RANDOM),
    "random text in a sentence": ("note", f"we used '{RANDOM}' for it", RANDOM),
    "human password by its name": ("db_password", WORD, WORD),
    "human password on a command line": ("command", f"train.py --password {WORD} --lr 0.1", WORD),
    "human password on a command line, behind a word": ("id", f"try-1--password {WORD} x", WORD),
    "human password after an equals sign": ("command", f"train.py --db-password={WORD} --lr 0.1", WORD),
    "password in a dict": ("config", f"{{'user_count': 3, 'password': '{WORD}', 'lr': 0.1}}", WORD),
    "password in JSON": ("config", f'{{"a": {{"password": "{WORD}"}}}}', WORD),
    "password in JSON in JSON": ("config", f'{{"a": "{{\\"password\\": \\"{WORD}\\"}}"}}', WORD),
    "password in YAML": ("note", f"host: x\npassword: {WORD}\nport: 1", WORD),
    "passwords in a list": ("config", f'{{"passwords": ["{WORD}", "{WORD}2"]}}', WORD),
    "number as a password": ("password", "20" + "240117", "20240117"),
    "bearer header": ("headers", f"{{'Authorization': 'Bearer {RANDOM[:20]}'}}", RANDOM[:20]),
    "basic header": ("note", "Authorization: Basic " + "dXNlcjp4eXo9", "dXNlcjp4eXo9"),
    "token on a command line": ("command", f"pull --token {RANDOM[:12]}", RANDOM[:12]),
    "database address": ("storage", f"postgresql://ann:{WORD}@db.example.org:5432/s", WORD),
    "address without a user": ("broker", f"redis://:{WORD}@cache.example.org/0", WORD),
    "package index": ("note", f"--extra-index-url https://ci:{WORD}@pypi.example.org/simple", WORD),
    "repository with a token": ("git", f"https://{RANDOM}@code.example.org/lab/x.git", RANDOM),
    "presigned address": (
        "source",
        f"https://b.example.org/x?X-Amz-Date=20240101&X-Amz-Signature={HEX40}{HEX40[:24]}",
        HEX40,
    ),
    "shared access signature": ("source", f"https://a.example.net/c?sv=2022&sig={RANDOM}%3D", RANDOM),
    "storage account": ("conn", f"AccountName=a;AccountKey={RANDOM}{RANDOM}abcdef==;E=x", RANDOM),
    "private key": (
        "note",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE" + RANDOM + "\n-----END RSA PRIVATE KEY-----",
        RANDOM,
    ),
    "private key in one line": ("note", "-----BEGIN " + "PRIVATE KEY-----\\nMIIE" + RANDOM, RANDOM),
    "e-mail address": ("note", "ask marguerite.okafor@hospital.example.org", "okafor"),
    "e-mail address, percent-encoded": ("url", "u=marguerite.okafor%40hospital.example", "okafor"),
    "e-mail address in a list": ("to", "<m.okafor@uni.example>,<x@y.example>", "okafor"),
    "home folder": ("path", "/home/mokafor/data/x.csv", "mokafor"),
    "home folder on a Mac": ("path", "open /Users/mokafor/x.csv now", "mokafor"),
    "home folder on Windows": ("path", "C:\\Users\\mokafor\\x.csv", "mokafor"),
    "home folder on Windows, two names": ("path", "C:\\Users\\Marguerite Okafor\\x.csv", "Okafor"),
    "home folder on Windows, JSON": ("path", '{"p": "C:\\\\Users\\\\mokafor\\\\x"}', "mokafor"),
    "home folder in a file address": ("path", "file:///C:/Users/mokafor/x", "mokafor"),
    "home folder in a file address, encoded": ("path", "file:///C:/Users/Marguerite%20Okafor/x", "Okafor"),
    "home folder, percent-encoded": ("path", "p=%2Fhome%2Fmokafor%2Fx", "mokafor"),
    "home folder on a cluster": ("path", "/gpfs/home/mokafor/x", "mokafor"),
    "home folder in a flag": ("command", "gcc -I/home/mokafor/include x.c", "mokafor"),
    "home folder in a list of folders": ("path", "PATH=/usr/bin:/home/mokafor/bin", "mokafor"),
    "home folder in a subsystem": ("path", "/mnt/c/Users/mokafor/x", "mokafor"),
    "home folder of a notebook": ("path", "dbfs:/Users/mokafor@uni.example/nb", "mokafor"),
    "home folder, slashes escaped": ("path", '"\\/home\\/mokafor\\/x"', "mokafor"),
    "user in a tracker's greeting": ("log", "wandb: Currently logged in as: mokafor (lab)", "mokafor"),
    "user in a shell's prompt": ("log", "mokafor@gpu-3:~/runs$ python train.py", "mokafor"),
    "host in a shell's prompt": ("log", "root@ward7-pc:/data# ls", "ward7"),
    "user": ("mlflow.user", "mokafor", "mokafor"),
    "user with a domain": ("username", "HOSPITAL\\mokafor", "mokafor"),
    "host": ("hostname", "ward7-pc.hospital.example", "ward7"),
}

CLEAN = {
    "commit": ("mlflow.source.git.commit", HEX40),
    "commit in a sentence": ("note", f"trained at commit {HEX40}, twice"),
    "data digest": ("data_md5", HEX40[:32]),
    "digest with its algorithm": ("note", f"image@sha256:{HEX40}{HEX40[:24]}"),
    "run id": ("mlflow.parentRunId", HEX40[:32]),
    "run id in JSON": ("history", f'[{{"run_id": "{HEX40[:32]}", "model_uuid": "{HEX40[8:]}"}}]'),
    "picture of a tracker": ("path", f"media/images/val/weights of 3_15_{HEX40[:20]}.png"),
    "artifact folder": ("uri", f"./mlruns/1/{HEX40[:32]}/artifacts"),
    "model id": ("source", f"models:/m-{HEX40[:32]}"),
    "unique id": ("dataset_uuid", "b5b2c7a0-4f1e-4d0b-9a57-0d5c1f1c2e3a"),
    "number": ("lr", "0.00012"),
    "small number": ("tol", "1e-08"),
    "large number": ("n_parameters", "1234567890123456789012345"),
    "numbers": ("betas", "(0.9, 0.999)"),
    "boolean": ("shuffle", "True"),
    "nothing": ("seed", "None"),
    "date": ("split_date", "2025-07-01"),
    "time": ("utc_time_created", "2024-12-08 15:24:37.175548"),
    "version": ("driver", "535.104.05"),
    "version of four parts": ("opencv", "4.8.1.78"),
    "package pin": ("requirement", "scikit-learn==1.5.2"),
    "package from a repository": ("requirement", "x @ git+https://github.com/lab/x@v1.2"),
    "class": ("estimator", "sklearn.neural_network._multilayer_perceptron.MLPClassifier"),
    "long class": ("m", "HistGradientBoostingClassifierWithMonotonicConstraints2"),
    "long class with capitals": ("m", "AutoModelForSeq2SeqLM"),
    "long class without figures": ("m", "bert_layers_2.BertForSequenceClassification"),
    "short unique id": ("task_id", RANDOM[:22]),
    "offline id": ("folder", f"cache/offline-{HEX40[:32]}.zip"),
    "identifier of a document": ("id", HEX40[:24]),
    "override of a group": ("overrides", "optimizer@model.optimizer=adam"),
    "representation": ("model", "RandomForestClassifier(max_depth=7, n_jobs=-1, random_state=42)"),
    "address of an object": ("loss", "<function l1_loss at 0x0000019E237653A0>"),
    "settings": ("search", "{'n_trials': 50, 'sampler': 'tpe', 'random_state': 42, 'metric': 'mae'}"),
    "file with digits": ("file", "data/winequality-red-2024_v12_final.csv"),
    "checkpoint": ("ckpt", "checkpoints/epoch=12-step=10400-val_loss=0.1234.ckpt"),
    "run name": ("name", "best_run_n_estimators_400_max_depth_10"),
    "made-up run name": ("name", "beautiful-toad-174"),
    "hub model": ("model", "meta-llama/Meta-Llama-3.1-8B-Instruct-GPTQ-INT4"),
    "token settings": ("args", "--max-tokens 512 --pad-token [PAD] --tokenizer bert-base-uncased"),
    "token setting": ("eos_token", "<|endoftext|>"),
    "number of tokens": ("num_tokens", "128000000"),
    "key that is none": ("sort_key", "length"),
    "key of a dict": ("x", "key=value, keys=['a', 'b']"),
    "author's class": ("authentication", "none"),
    "repository": ("git_url", "git@github.com:lab/screening.git"),
    "repository over https": ("repo", "https://github.com/lab/screening"),
    "web page": ("note", "see https://example.org/home/about and https://example.org/users/"),
    "bucket": ("source", "s3://bucket/data/train.parquet?versionId=3"),
    "container": ("source", "abfss://images@account.dfs.core.windows.net/x"),
    "database file": ("mlflow_tracking_uri", "sqlite:///mlflow.db"),
    "retina picture": ("file", "figure@2x.png"),
    "windows path": ("path", "d:/Arctic_project/tests/test_model.py"),
    "relative path": ("path", "..\\datasets"),
    "command": ("cmd", "kedro run --pipeline=production_full_train_process --env base"),
    "schema": ("schema", '{"mlflow_colspec": [{"type": "double", "name": "alcohol", "required": true}]}'),
    "profile": ("profile", '{"num_rows": 1199, "num_elements": 13189}'),
    "sentence": ("note", "Baseline of 3 March: AUC 0.91, better than last year's 0.88 (n = 1,204)."),
    "Markdown": ("note", "## Results\n\n| site | AUC |\n|---|---:|\n| a | 0.91 |\n"),
    "other writing": ("note", "Оценка модели: точность 0,91; 评估结果良好"),
    "empty": ("note", ""),
}


@pytest.mark.parametrize(("name", "text", "secret"), LEAKS.values(), ids=LEAKS.keys())
def test_a_planted_leak_is_gone_and_counted(name: str, text: str, secret: str) -> None:
    shown, redactions = redact_text(text, Policy(), "tag", name)
    assert secret.lower() not in shown.lower()
    assert redactions.total >= 1
    assert secret not in repr(redactions)


@pytest.mark.parametrize(("name", "text"), CLEAN.values(), ids=CLEAN.keys())
def test_a_harmless_text_stays_as_it_is(name: str, text: str) -> None:
    shown, redactions = redact_text(text, Policy(), "tag", name)
    assert shown == text
    assert not redactions.counts


@pytest.mark.parametrize(("name", "text", "secret"), LEAKS.values(), ids=LEAKS.keys())
def test_what_was_redacted_stays_as_it_is(name: str, text: str, secret: str) -> None:
    shown, _ = redact_text(text, Policy(), "tag", name)
    again, redactions = redact_text(shown, Policy(), "tag", name)
    assert again == shown
    assert not redactions.counts


def test_the_corpus_is_as_large_as_it_claims() -> None:
    assert len(LEAKS) >= 40
    assert len(CLEAN) >= 40
