"""Whole reports in other languages: that nothing of ours is left in English, and what stays as it is."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from runreport.config import load_config
from runreport.language.pseudo import CODE
from runreport.pipeline import build_report
from runreport.pipeline.gather import gather

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "sample_runs"
SHOWN = {"alt", "title", "aria-label", "placeholder"}
ALONE = {"meta", "link", "br", "img", "input", "path", "rect", "line", "circle", "use", "hr"}
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,}(?![0-9A-Za-z])")
NAMES = {"runreport", "sha", "sum", "manifest", "nan", "files", "csv", "json", "svg", "png", "pdf", "md"}
"""Names of the program, of files and formats."""


class Texts(HTMLParser):
    """Collects what a reader of a page sees or hears, but for code."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Enter an element; some of its attributes are said."""
        if tag not in ALONE:
            self.open.append(tag)
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        """Leave an element, and those that nobody closed."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        """Take a text, unless it is code."""
        if not {"script", "style", "code", "pre"} & set(self.open):
            self.found.append(data)


def unmarked(text):
    """Return a text without what our brackets enclose."""
    while (rest := MARKED.sub("", text)) != text:
        text = rest
    return text


def built(tmp_path_factory, language):
    """Return the folder of the sample report in a language."""
    output = tmp_path_factory.mktemp(language) / "site"
    config = load_config(SAMPLE / "runreport.toml").with_language(language)
    return build_report(config, output=output)


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """The sample report in the language for tests."""
    return built(tmp_path_factory, CODE).output


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    """The sample report in French."""
    return built(tmp_path_factory, "fr")


@pytest.fixture(scope="module")
def theirs():
    """Words that records, configuration and people's cards brought along."""
    gathered = gather(load_config(SAMPLE / "runreport.toml"))
    runs = [replace(run, problems=(), omissions=(), joined=()) for run in gathered.runs]
    files = (SAMPLE / "runreport.toml", *sorted((SAMPLE / "cards").glob("*.md")))
    texts = [*map(repr, runs), repr(gathered.facts), *(file.read_text(encoding="utf-8") for file in files)]
    return {word.lower() for text in texts for word in WORD.findall(text.replace("\\n", " "))} | NAMES


def test_no_text_of_ours_is_left_in_english(pseudo, theirs):
    left = {}
    for page in sorted(pseudo.rglob("*.html")):
        for text in Texts(page.read_text(encoding="utf-8")).found:
            rest = unmarked(text)
            # A cell or an alternative that was cut lost the bracket at its end.
            rest = rest if rest.count("⟦") == rest.count("⟧") else rest.partition("⟦")[0]
            rest = re.sub(r"\w*…", "", rest)
            words = {word.lower() for word in WORD.findall(rest)}
            if words - theirs and not is_spelling(rest):
                left.setdefault(rest.strip()[:100], page.relative_to(pseudo).as_posix())
    assert left == {}


def is_spelling(text):
    """Tell whether a text lists the spellings by which well-known metrics are recognized."""
    return re.fullmatch(r"[a-z0-9]+(, [a-z0-9]+)*", text.strip()) is not None and len(text.split()) < 12


def test_what_machines_read_is_the_same_in_every_language(pseudo, french):
    for name in ("report.json", "files/runs.csv"):
        assert (pseudo / name).read_bytes() == (french.output / name).read_bytes()


def test_a_french_reader_sees_french_words_numbers_and_dates(french):
    page = (french.output / "index.html").read_text(encoding="utf-8")
    assert french.untranslated == 0
    assert '<html lang="fr" dir="ltr"' in page
    assert "0,9477 en moyenne sur 5 répétitions" in page
    assert "26 novembre 2026" in page or "novembre 2026" in page
    assert "Enregistrements jusqu" in page
    explained = page.partition('id="reading"')[2].partition("<h2")[0]
    assert "Référence" in explained, "the words of the answer are explained whatever they are called"


def test_only_reports_in_other_languages_bring_the_words_of_the_browsers_code(french):
    script = (french.output / "assets" / "words.js").read_text(encoding="ascii")
    assert script.startswith("rrWords={")
    assert '"Search this report":"Chercher dans ce rapport"' in script
    assert '"plural":n=>Number(' in script
