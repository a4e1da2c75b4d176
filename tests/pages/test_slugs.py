import hashlib
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runreport.pages.slugs import href, sitemap, slugs

# Devices on Windows, whatever their extension: Microsoft, "Naming Files, Paths, and Namespaces".
RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
HOSTILE = [
    "",
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "a\0b",
    "CON",
    "con.txt",
    "nul ",
    "lpt9",
    "COM¹",
    "index",
    "INDEX",
    "a",
    "A",
    " a ",
    "ä",
    "日本語",
    "日本",
    "\U0001f600",
    "\U00020000",
    "\U000e0001",
    "\U000f0000",
    "\U0010ffff",
    "\ud800",
    "\u202ea\u202c",
    "x" * 4000,
    "x" * 3999 + "y",
    "-",
    "--",
    ".hidden",
]
planes = st.text(st.characters(exclude_categories=()), max_size=40)  # of all planes, half pairs as well
words = st.sampled_from(HOSTILE) | planes | st.text("aAbB-_ ./", max_size=6)


def sixth(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:6]


@given(st.lists(words))
@example(HOSTILE)
@example(["A", "a", f"a-{sixth('a')}", f"a-{sixth('A')}"])
@example(["", sixth(""), "日", sixth("日")])
@example(["con", f"con-{sixth('con')}"])
def test_no_two_names_share_an_address_and_every_file_system_takes_it(names: list[str]) -> None:
    made = slugs(names)
    assert set(made) == set(names)
    assert len(set(made.values())) == len(made)
    for slug in made.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= 100
        assert slug not in RESERVED
        assert slug != "index"


@given(st.lists(words, unique=True), st.randoms(use_true_random=False))
def test_addresses_do_not_depend_on_the_order_of_the_names(names: list[str], by: random.Random) -> None:
    mixed = names * 2
    by.shuffle(mixed)
    assert dict(slugs(names)) == dict(slugs(mixed))


@given(words, st.lists(st.from_regex(r"[a-z]{3}x[0-9]{1,3}", fullmatch=True)))
def test_a_name_keeps_its_address_when_others_with_other_addresses_come(name: str, others: list[str]) -> None:
    alone = slugs([name])[name]
    together = slugs([name, *others])
    if name not in others and alone not in others:
        assert together[name] == alone


def test_many_names_that_say_nothing_in_ascii_are_told_apart() -> None:
    names = [chr(0x4E00 + place // 100) + chr(0x4E00 + place % 100) for place in range(20_000)]
    assert len(set(slugs(names).values())) == len(names)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Breast cancer screening", "breast-cancer-screening"),
        ("Été 2026", "ete-2026"),
        ("768256f070ac456d8cd62d2a54ca2519", "768256f070ac456d8cd62d2a54ca2519"),
        ("val/auc@1", "val-auc-1"),
    ],
)
def test_an_address_can_be_read(name: str, slug: str) -> None:
    assert slugs([name])[name] == slug


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "runs/s/a.html", "runs/s/a.html"),
        ("runs/s/a.html", "index.html", "../../index.html"),
        ("runs/s/a.html", "runs/s/b.html", "b.html"),
        ("experiments/a.html", "runs/s/a.html", "../runs/s/a.html"),
    ],
)
def test_links_are_relative_to_their_page(page: str, target: str, link: str) -> None:
    assert href(page, target) == link


def test_pages_stand_where_the_kind_of_thing_says() -> None:
    rows = [("s::1", "s", "1"), ("t::1", "t", "1"), ("t::A", "t", "A"), ("t::a", "t", "a")]
    found = sitemap(["One", "Two"], rows, ["model"])
    assert found.experiments == {"One": "experiments/one.html", "Two": "experiments/two.html"}
    assert found.comparisons == {"One": "compare/one.html", "Two": "compare/two.html"}
    assert found.models == {"model": "models/model.html"}
    assert found.runs["s::1"] == "runs/s/1.html"
    assert found.runs["t::1"] == "runs/t/1.html"
    assert len({path.lower() for path in found.runs.values()}) == 4


@given(st.lists(st.tuples(words, words), unique=True, max_size=20))
def test_no_run_takes_anothers_page(keys: list[tuple[str, str]]) -> None:
    rows = [(f"{store}::{key}{number}", store, key) for number, (store, key) in enumerate(keys)]
    pages = sitemap([], rows, []).runs
    assert len(set(pages.values())) == len(rows)
    assert all(re.fullmatch(r"runs/[a-z0-9-]+/[a-z0-9-]+\.html", page) for page in pages.values())
