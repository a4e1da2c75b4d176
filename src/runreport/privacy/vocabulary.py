"""The words by which names, secrets and provenance are told apart."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


USER_KEYS = _words("user username user_name user_id userid login author committer created_by")
"""Last parts of the names under which a record says who ran it, in lower case."""

HOST_KEYS = _words("host hostname host_name node_name nodename machine_name computer_name")
"""Last parts of the names under which a record says where it ran."""

_ACCOUNTS = _words(
    """
    root user users admin administrator ubuntu debian centos fedora runner jovyan colab test tests tester
    guest default docker container nobody system service daemon jenkins github gitlab git build builder
    worker agent airflow spark hadoop hdfs databricks dbfs sagemaker azureuser ec2user mlflow wandb kaggle
    anaconda conda miniconda python jupyter notebook vscode codespace public shared share owner local
    localhost server client host node master slave head login cluster compute gpuserver workstation desktop
    laptop home work project projects student students staff info contact support mail noreply office team
    data datasets unknown anonymous postgres mysql oauth2 x-access-token __token__ none null self example
    sample demo lab labs research researcher science person people secret address credential folder
    removed withheld
    """
)
_TRADE_WORDS = _words(
    """
    accuracy adam adagrad adamw batch best beta bias binary blue boost cell chance class classifier cost
    cross decay deep dense depth dice dropout early embed encoder decoder epoch epochs error eval
    evaluation experiment feature features final first fold forest frame gain gamma gate grace grad grant
    green group hidden image index input iris kernel label last layer layers learn learning level linear
    logistic loss lower mark mask matrix mean median metric metrics mini minimum maximum mode model models
    momentum name network neural noise norm normal number optimizer output pipeline pool pooling precision
    predict prediction proba probe random rank rate ratio recall regression relu ridge rose rows score
    screening search seed sequence sigma site size softmax source space speed split stage standard state
    step steps stop store summary table target task text threshold time titanic token tokens torch total
    train training transformer tree trial tune tuning uniform unit update upper valid validation value
    values vector version vision weight weights white wine width will windows word words xgboost zero alpha
    delta epsilon lambda omega theta
    """
)
ORDINARY = _ACCOUNTS | _TRADE_WORDS
"""Accounts that are nobody, and words of the trade: never searched for outside of their own field."""

SECRET_WORDS = _words(
    """
    password passwords passwd passphrase pwd pw secret secrets credential credentials apikey authtoken
    accesstoken secretkey privatekey accesskey contraseña contrasena passwort kennwort motdepasse
    """
)
"""A name with one of these in it is set to a secret."""

KEYS_OF = _words(
    """
    api access auth private priv service account client db database encryption signing ssh secret master
    license subscription wandb comet neptune openai aws azure gcp hf shared storage deploy
    """
)
"""With `key` behind it, each of these is a secret too."""

TOKENS_OF_TEXT = _words(
    """
    pad eos bos cls sep mask unk special max min num n new image prompt completion total per end start stop
    input output text vocab additional add use first last target source drop ignore class tokens context
    avg mean count audio video word sub system begin prefix suffix blank
    """
)
"""Before `token`, each of these speaks of what a language model reads."""

PROVENANCE = _words(
    """
    commit sha md hash hexsha digest checksum etag revision rev id ids uuid guid parent run
    version fingerprint name experiment model stamp artifact dataset data tree ref git store uri path file
    source task trial job trace span session sweep study
    """
)
"""What a name, without its figures, ends in that is set to a digest or an id."""
