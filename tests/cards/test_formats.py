import dataclasses
import html
import json
import math
import re

import pytest
import yaml
from markdown_it import MarkdownIt

from runreport.cards.fill import fill_cards
from runreport.cards.formats import SCHEMA, card_json, card_markdown, escaped
from runreport.cards.person import PersonCard
from runreport.model import Dataset

LABELS = {"val_auc": "AUC on validation patients"}


@pytest.fixture
def card(findings, runs):
    person = PersonCard(
        "cards/forest.md",
        {"license": "Apache-2.0", "task": "Tabular classification", "summary": "Ranks patients."},
        "## Background\n\nWords.",
    )
    (made,) = fill_cards(findings, runs, (), {"forest": person})
    return made


def front_of(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_front_matter_has_the_numbers_in_the_form_of_a_model_index(card):
    front = front_of(card_markdown(card, LABELS))
    assert front["license"] == "apache-2.0"
    (index,) = front["model-index"]
    (entry,) = index["results"]
    assert entry["task"] == {"type": "tabular-classification"}
    assert entry["dataset"] == {"type": "holdout", "name": "holdout", "revision": "bb22"}
    metric, result = entry["metrics"][0], card.results[0]
    assert metric["type"] == "val_auc"
    assert metric["name"] == "AUC on validation patients"
    assert metric["value"] == result.value
    assert metric["args"] == {"ci95": [result.low, result.high], "n": 3, "method": result.method}


def test_without_evaluation_data_or_results_there_is_no_model_index(card):
    bare = dataclasses.replace(card, evaluated_on=())
    assert "model-index" not in front_of(card_markdown(bare, LABELS))
    assert "model-index" not in front_of(card_markdown(dataclasses.replace(card, results=()), LABELS))


def test_a_metric_stands_under_the_data_that_its_name_speaks_of(card):
    both = (Dataset("v", context="validation"), Dataset("t", context="test"))
    results = [
        dataclasses.replace(card.results[0], metric=name)
        for name in ("val_auc", "test_auc", "auc", "train_auc")
    ]
    mixed = dataclasses.replace(card, evaluated_on=both, results=tuple(results))
    entries = front_of(card_markdown(mixed, {}))["model-index"][0]["results"]
    assert [(entry["dataset"]["name"], [m["type"] for m in entry["metrics"]]) for entry in entries] == [
        ("v", ["val_auc"]),
        ("t", ["test_auc"]),
    ]


def test_what_is_not_stated_is_said(card):
    text = card_markdown(card, LABELS)
    assert "- **Intended use**: *Not stated, required*" in text
    assert "- **Funded by**: *Not stated*" in text
    assert "More Information Needed" not in text


def test_the_persons_text_is_markdown_and_the_records_is_not(card):
    assert "## Background\n\nWords." in card_markdown(card, LABELS)
    assert escaped("<script> a_b") == "&lt;script&gt; a\\_b"


RECORDED = (
    *("# head", "- item", "1. one", "2) two", "a_b_c *d*", "<b>x</b> &amp; y"),
    *("[a](b)", "> quote", "a | b", "```", "~~gone~~", "back\\slash"),
)


@pytest.mark.parametrize("text", RECORDED)
@pytest.mark.parametrize("before", ["", "- **Field**: ", "# "])
def test_a_records_text_is_shown_as_it_is(text, before):
    shown = MarkdownIt().enable("strikethrough").render(f"{before}{escaped(text)}")
    plain = html.unescape(re.sub("<[^>]*>", "", shown))
    assert plain.strip().removeprefix("Field: ") == text


def test_a_hostile_name_stays_a_name(findings, runs):
    name = 'x"\n---\nlicense: mit'
    changed = {
        uid: dataclasses.replace(run, name=name, params={**run.params, "model": name})
        for uid, run in runs.items()
    }
    (card,) = fill_cards(findings, changed, (), {})
    front = front_of(card_markdown(card, LABELS))
    assert "license" not in front
    assert front["model_name"] == 'x" --- license: mit'


def test_json_holds_the_whole_card_and_reads_back(card):
    found = json.loads(card_json(card))
    assert found["schema"] == SCHEMA
    assert [result["value"] for result in found["results"]] == [result.value for result in card.results]
    texts = {field["key"]: field["text"] for section in found["sections"] for field in section["fields"]}
    assert texts == {field.key: field.text for field in card.fields}
    assert list(found) == sorted(found)


def test_json_has_no_number_that_is_none(card):
    odd = dataclasses.replace(card, results=(dataclasses.replace(card.results[0], value=math.nan),))
    assert json.loads(card_json(odd))["results"][0]["value"] is None


def test_markdown_and_json_agree_in_every_number(card):
    entry = front_of(card_markdown(card, LABELS))["model-index"][0]["results"][0]
    numbers = {metric["type"]: metric["value"] for metric in entry["metrics"]}
    found = {result["metric"]: result["value"] for result in json.loads(card_json(card))["results"]}
    assert numbers == {name: found[name] for name in numbers}
    assert isinstance(numbers["val_auc"], float)


def test_the_same_card_is_the_same_bytes(findings, runs):
    made = [fill_cards(findings, runs, (), {})[0] for _ in range(2)]
    assert card_json(made[0]) == card_json(made[1])
    assert card_markdown(made[0], {}) == card_markdown(made[1], {})
