import pytest

from runreport.cards.fields import FIELDS, Filler
from runreport.cards.fill import fill_cards
from runreport.cards.person import PersonCard, read_person_card
from runreport.cards.template import person_template


@pytest.fixture
def read_back(tmp_path):
    def back(card):
        path = tmp_path / "card.md"
        path.write_text(person_template(card), encoding="utf-8")
        return read_person_card(path)

    return back


def test_a_fresh_template_states_nothing(findings, runs, read_back):
    (card,) = fill_cards(findings, runs, (), {})
    found = read_back(card)
    assert (dict(found.fields), found.body) == ({}, "")


def test_it_has_every_field_that_a_person_can_fill_with_its_hint_and_no_other(findings, runs):
    (card,) = fill_cards(findings, runs, (), {})
    text = person_template(card)
    for spec in FIELDS:
        assert (f"\n{spec.key} = " in text or f"\n# {spec.key} = " in text) == (
            spec.filler is not Filler.RECORD
        )
        assert spec.filler is Filler.RECORD or spec.hint in text


def test_required_fields_are_open_and_optional_ones_are_not(findings, runs):
    (card,) = fill_cards(findings, runs, (), {})
    lines = person_template(card).splitlines()
    assert 'intended_use = ""' in lines
    assert '# funder = ""' in lines
    # The record names the training data, so that nobody has to.
    assert '# training_data = ""' in lines


def test_what_a_person_stated_stands_in_it(findings, runs, read_back):
    person = PersonCard(
        "cards/forest.md",
        {
            "summary": "It “ranks”.",
            "risks": 'Line one.\n\n"Quoted" \\ \U0001f600 \x7f',
            "model_type": "100 trees",
        },
        "# Body",
    )
    (card,) = fill_cards(findings, runs, (), {"forest": person})
    found = read_back(card)
    assert dict(found.fields) == dict(person.fields)
    assert found.body == person.body
