"""What is said in a language: messages, plurals, numbers, dates, lists, and texts that wait."""

import pickle
from datetime import UTC, datetime

import pytest

from runreport.errors import ConfigError
from runreport.language import (
    ENGLISH,
    Language,
    Text,
    active,
    available,
    open_language,
    say,
    say_count,
    speaking,
    text,
    text_count,
    translated,
)
from runreport.language.marks import marks_of
from runreport.model import Omission
from runreport.pages.numbers import counted, day, fixed, interval, listed, minute, percent, short, span
from runreport.parallel import CAN_FORK, map_ordered

FIRST, LAST = datetime(2026, 9, 12, 14, 3, tzinfo=UTC), datetime(2026, 9, 14, tzinfo=UTC)


def spoken(code, marks_only=True):
    return Language(code, code, marks=marks_of(code))


def test_english_is_what_stands_in_the_code():
    assert active() is ENGLISH
    assert say("{runs} in {experiments}", runs="3 runs", experiments="a") == "3 runs in a"
    assert say_count(1, "{n} run", "{n} runs") == "1 run"
    assert say_count(1234, "{n} run of {all}", "{n} runs of {all}", all=5) == "1\u202f234 runs of 5"


def test_a_catalog_changes_the_order_of_words_and_the_forms_of_nouns(write_catalog):
    with speaking(open_language("nl", write_catalog())):
        assert say("Summary") == "Samenvatting"
        assert say("{runs} in {experiments}", runs=counted(1, "run"), experiments="a") == "In a: 1 uitvoering"
        assert counted(2000, "run") == "2.000 uitvoeringen"
        assert say("What no catalog says") == "What no catalog says"
    assert say("Summary") == "Summary"


def test_each_number_takes_its_own_one_of_six_forms(write_catalog):
    forms = ["none", "one", "two", "few", "many", "other"]
    entries = '\nmsgid "{n} run"\nmsgid_plural "{n} runs"\n' + "".join(
        f'msgstr[{place}] "{form}"\n' for place, form in enumerate(forms)
    )
    rule = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
    with speaking(open_language("ar", write_catalog("ar", entries, 6, rule))):
        said = [counted(n, "run") for n in (0, 1, 2, 3, 110, 11, 99, 100, 102)]
    assert said == ["none", "one", "two", "few", "few", "many", "many", "other", "other"]


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("fr", ("12\u202f346", "−0,25", "1\u202f234,50", "93\u00a0%", "1,5×10⁻⁵")),
        ("es", ("12.346", "−0,25", "1234,50", "93\u00a0%", "1,5×10⁻⁵")),
        ("pt", ("12.346", "−0,25", "1.234,50", "93%", "1,5×10⁻⁵")),
        ("ar", ("12,346", "\u200e−0.25", "1,234.50", "93\u200e%\u200e", "\u20661.5×10⁻⁵\u2069")),
        ("ar-EG", ("١٢٬٣٤٦", "\u061c−٠٫٢٥", "١٬٢٣٤٫٥٠", "٩٣٪\u061c", "\u2066١٫٥×١٠⁻⁵\u2069")),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(code, numbers):
    with speaking(spoken(code)):
        assert (short(12346), fixed(-0.25, 2), fixed(1234.5, 2), percent("93"), short(1.5e-5)) == numbers


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("fr", ("12 septembre 2026", "12 septembre 2026, 14:03", "12–14 sept. 2026")),
        (
            "es",
            ("12 de septiembre de 2026", "12 de septiembre de 2026, 14:03", "12–14 de septiembre de 2026"),
        ),
        ("de", ("12. September 2026", "12. September 2026, 14:03", "12.–14. Sept. 2026")),
    ],
)
def test_dates_are_written_as_the_language_writes_them(code, dates):
    with speaking(spoken(code)):
        assert (day(FIRST), minute(FIRST), span(FIRST, LAST)) == dates


def test_lists_are_joined_as_the_language_joins_them():
    for code, said in [("fr", "a, b et c"), ("es", "a, b y c"), ("pt", "a, b e c")]:
        with speaking(spoken(code)):
            assert listed(["a", "b", "c"]) == said
    assert (listed(["a", "b", "c"]), listed(["a", "b"]), listed(["a"]), listed([])) == (
        "a, b and c",
        "a and b",
        "a",
        "",
    )


def test_names_of_another_direction_are_kept_apart_in_a_sentence_from_right_to_left():
    with speaking(spoken("ar")):
        assert say("{name} is first", name="run (3)") == "\u2068run (3)\u2069 is first"
        assert interval(-1.0, 2.0, 1).startswith("\u2066[")
    assert say("{name} is first", name="run (3)") == "run (3) is first"


def test_a_text_is_english_until_it_is_said(write_catalog):
    inner = text_count(2, "{n} run", "{n} runs")
    one = text("{runs} in {experiments}", runs=inner, experiments="a")
    assert one == "2 runs in a"
    assert isinstance(one, str)
    again = pickle.loads(pickle.dumps(one))
    omission = Omission(one, 1, "because")
    with speaking(open_language("nl", write_catalog())):
        assert say(one) == say(again) == "In a: 2 uitvoeringen"
        assert translated((omission, {"a": one})) == (
            Omission("In a: 2 uitvoeringen", 1, "because"),
            {"a": "In a: 2 uitvoeringen"},
        )
        assert translated(omission.why) is omission.why
    assert translated(omission) is omission


def test_a_number_in_a_text_is_written_in_the_language_too():
    one = text("(rank correlation {rho:.2f})", rho=-0.5)
    assert one == "(rank correlation −0.50)"
    with speaking(spoken("fr")):
        assert say(one) == "(rank correlation −0,50)"


def test_a_language_is_that_of_its_build_alone(write_catalog):
    dutch = open_language("nl", write_catalog())
    with speaking(dutch):
        with speaking(ENGLISH):
            assert say("Summary") == "Summary"
        assert say("Summary") == "Samenvatting"
    assert say("Summary") == "Summary"


@pytest.mark.skipif(not CAN_FORK, reason="there are no forks here")
def test_forks_speak_it_too(write_catalog):
    with speaking(open_language("nl", write_catalog())):
        assert list(map_ordered(say, ["Summary"] * 40, workers=2)) == ["Samenvatting"] * 40


def test_a_language_travels_to_other_processes(write_catalog):
    dutch = open_language("nl", write_catalog())
    assert dutch.plural_index(3) == 1
    with speaking(pickle.loads(pickle.dumps(dutch))):
        assert counted(3, "run") == "3 uitvoeringen"


def test_a_general_catalog_serves_its_regions_and_a_regional_one_comes_first(write_catalog):
    folder = write_catalog()
    write_catalog("nl-BE", '\nmsgid "Summary"\nmsgstr "Overzicht"\n')
    with speaking(open_language("nl-BE", folder)):
        assert (say("Summary"), counted(1, "run")) == ("Overzicht", "1 uitvoering")


def test_what_a_catalog_lacks_is_counted(write_catalog):
    assert open_language("nl", write_catalog()).missing > 20
    assert open_language("en").missing == 0


def test_english_words_can_be_changed_too(write_catalog):
    folder = write_catalog("en", '\nmsgid "Summary"\nmsgstr "Overview"\n')
    with speaking(open_language("en", folder)):
        assert (say("Summary"), fixed(1234.5, 1)) == ("Overview", "1\u202f234.5")


def test_an_unknown_language_is_refused_with_those_that_there_are(write_catalog):
    with pytest.raises(ConfigError, match=r"no language `xx`; there are `en`.* `nl`.*languages/xx\.po"):
        open_language("xx", write_catalog())
    assert available(None)[0] == "en"


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ('\nmsgid "Summary\nmsgstr "x"\n', r"nl\.po, line \d+: "),
        (
            '\nmsgid "{runs} in {experiments}"\nmsgstr "{runs} bij {experimenten}"\n',
            r"line 6: .*\{experiments\}",
        ),
        ('\nmsgid "Summary"\nmsgstr "Samen {n}"\nmsgid "a"\nmsgstr "{x}"\n', r"line 8: .*no places"),
    ],
)
def test_a_damaged_catalog_is_refused_with_file_and_line(write_catalog, entries, fault):
    with pytest.raises(ConfigError, match=fault) as raised:
        open_language("nl", write_catalog(entries=entries))
    assert "\n" not in str(raised.value)


def test_fuzzy_and_empty_translations_are_not_used(write_catalog):
    entries = '\n#, fuzzy\nmsgid "Summary"\nmsgstr "Som"\n\nmsgid "Data"\nmsgstr ""\n'
    with speaking(open_language("nl", write_catalog(entries=entries))):
        assert (say("Summary"), say("Data")) == ("Summary", "Data")


def test_the_language_for_tests_marks_every_message():
    with speaking(open_language("en-XA")):
        assert say("Summary") == "⟦Šûmmàrý~~~⟧"
        assert say("{runs} in {experiments}", runs="a", experiments="b") == "⟦a îñ b~~⟧"
        assert counted(12, "run") == "⟦１２ rûñš~~⟧"


def test_texts_are_strings_for_everything_that_takes_strings():
    assert {text("a"): 1}["a"] == 1
    assert isinstance(str(text("a")), str)
    assert type(str(text("a"))) is str
    assert Text("a", {}).message == "a"
