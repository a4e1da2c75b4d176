"""The report on the sample runs, as its readers get it."""

import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

LOADING = {
    "src",
    "srcset",
    "poster",
    "data",
    "action",
    "formaction",
    "background",
    "xlink:href",
    "ping",
    "manifest",
}
STATES = {"failed": "Failed", "killed": "Stopped"}
PLANTED = ("analyst@example.org", "/home/analyst", "not-a-real-password", "not_a_real_password")


@pytest.fixture(scope="module")
def pages(demo_site: Path, parsed: Any) -> dict[str, Any]:
    """Return every page of the report by its path."""
    files = sorted(demo_site.rglob("*.html"))
    return {
        path.relative_to(demo_site).as_posix(): parsed(path.read_text(encoding="utf-8")) for path in files
    }


@pytest.fixture(scope="module")
def record(demo_site: Path) -> dict[str, Any]:
    """Return the report's record for machines."""
    return json.loads((demo_site / "report.json").read_bytes())


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def reached_from(page: str, link: str) -> str:
    """Return where a relative link on a page leads, as a path in the report."""
    return normpath(join(dirname(page), unquote(link)))


def test_every_link_picture_script_and_anchor_leads_somewhere(demo_site: Path, pages: dict[str, Any]) -> None:
    files = set(contents(demo_site))
    ids = {path: {element.attributes.get("id") for element in page.elements} for path, page in pages.items()}
    wrong, links = [], 0
    for path, page in pages.items():
        for element in page.elements:
            for name in ("href", "src"):
                link = element.attributes.get(name)
                if link is None or urlsplit(link).scheme:
                    continue
                links += 1
                target, _, anchor = link.partition("#")
                place = reached_from(path, target) if target else path
                if (
                    link.startswith("/")
                    or place not in files
                    or (anchor and unquote(anchor) not in ids[place])
                ):
                    wrong.append(f"{path}: {link}")
    assert wrong == []
    assert links > 1000


def test_nothing_is_asked_of_another_host(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        for element in page.elements:
            for name, value in element.attributes.items():
                if name in LOADING or (name == "href" and element.tag != "a"):
                    assert not re.match(r"\s*((?!data:)[a-z][a-z0-9+.-]*:|//)", value, re.IGNORECASE), (
                        path,
                        element,
                    )
                elif name == "href":
                    assert re.match(r"(https://|mailto:)", value) or not re.match(r"[a-z]+:|/", value), (
                        path,
                        value,
                    )
            assert "style" not in element.attributes, (path, element)
            assert not any(name.startswith("on") for name in element.attributes), (path, element)


def test_style_sheets_and_scripts_ask_nothing_of_another_host(demo_site: Path) -> None:
    for name, data in contents(demo_site).items():
        if not name.endswith((".css", ".js")):
            continue
        text = data.decode("utf-8")
        if name.endswith(".css"):
            assert "@import" not in text
            assert not re.search(r"url\(\s*(?!['\"]?(?:data:|#))", text), name
        if name.endswith(".js"):
            assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|importScripts", text), name


def test_every_page_says_what_it_is(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        assert [element.attributes.get("lang") for element in page.all("html")] == ["en"], path
        assert len(list(page.all("h1"))) == 1, path
        tags = [element.tag for element in page.elements]
        # Below, a drawing's cut names have titles of their own.
        assert tags[: tags.index("body")].count("title") == 1, path
        seen = [element.attributes["id"] for element in page.elements if element.attributes.get("id")]
        assert len(seen) == len(set(seen)), path
    titles = [next(page.all("title")).text for page in pages.values()]
    assert all(titles)


def test_no_page_shows_what_only_a_program_understands(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        for odd in ("{{", "{%", "rr:block", "RR-", "&amp;", "&lt;", "&#", "Undefined", "Traceback"):
            assert odd not in page.text, (path, odd)
        assert not re.search(r"datetime\.|<object|Status\.[A-Z]", page.text), path
        assert not {"nan", "inf", "-inf", "NaT"} & {cell for row in page.rows() for cell in row}


BUILD = """
import time
now = time.time
time.time = lambda: now() + {days} * 86400
from runreport.cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("days", "environment"),
    [
        (
            400,
            {
                "TZ": "Pacific/Kiritimati",
                "LC_ALL": "C",
                "PYTHONHASHSEED": "1",
                "PYTHONUTF8": "0",
                "COLUMNS": "40",
            },
        ),
        (-400, {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "HOME": "/nowhere"}),
    ],
    ids=["east", "west"],
)
def test_the_same_records_give_the_same_bytes_elsewhere_and_on_another_day(
    demo_site: Path, sample_runs: Path, tmp_path: Path, days: int, environment: dict[str, str]
) -> None:
    copy = tmp_path / "some where" / "records"
    shutil.copytree(sample_runs, copy, copy_function=shutil.copy)
    command = [sys.executable, "-c", BUILD.format(days=days), "build", "-c", str(copy / "runreport.toml")]
    inherited = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [*command, "-o", str(tmp_path / "site")],
        cwd=tmp_path,
        env={**inherited, **environment},
        capture_output=True,
        check=True,
    )
    ours, theirs = contents(demo_site), contents(tmp_path / "site")
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_no_page_knows_where_it_was_built(demo_site: Path, sample_runs: Path) -> None:
    for name, data in contents(demo_site).items():
        for place in (str(sample_runs), str(demo_site), str(Path.home()) + "/", sys.prefix):
            assert place.encode() not in data, (name, place)


def forms_of(text: str) -> set[str]:
    """Return a text as HTML, JSON and addresses may write it."""
    escaped = {
        text,
        html.escape(text),
        json.dumps(text)[1:-1],
        text.replace("/", "%2F"),
        text.replace("@", "%40"),
    }
    escaped |= {re.sub(r"\W", lambda found: f"&#{ord(found[0])};", text)}
    escaped |= {re.sub(r"\W", lambda found: f"&#x{ord(found[0]):x};", text)}
    return escaped | {text.replace("/", "\\/")}


def test_what_was_planted_in_the_records_is_there_and_in_no_byte_of_the_report(
    demo_site: Path, sample_runs: Path
) -> None:
    records = b"".join(path.read_bytes() for path in sample_runs.rglob("*") if path.is_file())
    planted = [text for text in PLANTED if text.encode() in records]
    assert len(planted) >= 3
    for name, data in contents(demo_site).items():
        text = data.decode("utf-8", "replace")
        for private in planted:
            for form in forms_of(private):
                assert form.lower() not in text.lower(), (name, form)
        assert not re.search(r"\banalyst\b", html.unescape(text), re.IGNORECASE), name


def stored_runs(sample_runs: Path) -> dict[str, int]:
    """Return how many runs there are by kind of store, counted without our readers."""
    rows = (sample_runs / "diabetes/runs.csv").read_text(encoding="utf-8").splitlines()
    with sqlite3.connect(f"file:{sample_runs / 'digits/mlflow.db'}?mode=ro", uri=True) as database:
        (in_database,) = database.execute("select count(*) from runs").fetchone()
    database.close()
    return {
        "mlflow-files": len(list((sample_runs / "screening/mlruns").glob("*/*/params"))),
        "mlflow-database": in_database,
        "plain-table": len(rows) - 1,
        "plain-folder": sum(
            len(list((sample_runs / of).glob("*/run.json"))) for of in ("diabetes/boosting", "chances")
        ),
        "wandb-files": len(list((sample_runs / "wandb").glob("*run-*/*.wandb"))),
        "comet-offline": len(list((sample_runs / "comet").glob("*.zip"))),
        "tensorboard": len({path.parent for path in (sample_runs / "tensorboard").rglob("*tfevents*")}),
    }


def test_every_run_of_the_stores_is_shown_or_accounted_for(
    sample_runs: Path, record: dict[str, Any], pages: dict[str, Any]
) -> None:
    shown: dict[str, int] = Counter()
    for store in record["stores"]:
        shown[store["reader"]] += store["runs"]
    left_out = sum(one["count"] for one in record["left_out"] if one["what"].endswith("runs"))
    assert record["problems"] == []
    assert sum(stored_runs(sample_runs).values()) == sum(shown.values()) + left_out
    assert len(record["runs"]) == sum(shown.values())
    for run in record["runs"]:
        assert run["name"] in pages[run["page"]].text
    statuses = {run["status"] for run in record["runs"]}
    assert {"finished", "failed"} <= statuses


def test_runs_that_failed_are_told_where_results_are_told(
    record: dict[str, Any], pages: dict[str, Any]
) -> None:
    for experiment in record["experiments"]:
        failed = experiment["statuses"].get("failed", 0)
        if failed:
            assert re.search(rf"\b{failed} failed\b", pages[experiment["page"]].text)
    for run in record["runs"]:
        if run["status"] == "failed":
            assert "failed" in pages[run["page"]].text.lower()


def test_what_was_left_out_stands_on_the_page_of_problems(
    record: dict[str, Any], pages: dict[str, Any]
) -> None:
    assert record["left_out"]
    for one in record["left_out"]:
        assert one["why"] in pages["problems.html"].text
    for one in record["withheld"]:
        assert [one["what"], one["kind"], str(one["count"])] in pages["problems.html"].rows()


def test_every_run_is_reached_by_links_from_the_first_page(demo_site: Path, pages: dict[str, Any]) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached or path not in pages:
            continue
        reached.add(path)
        for link in pages[path].links:
            if not urlsplit(link).scheme:
                waiting.append(reached_from(path, link.partition("#")[0]))
    assert set(pages) - reached <= {"404.html"}


def test_a_key_figure_leads_to_exactly_the_runs_that_it_is_the_mean_of(
    pages: dict[str, Any], record: dict[str, Any]
) -> None:
    """By a link, a part of a table and the records alone: nothing here needs a script."""
    links = [link for link in pages["index.html"].links if "#runs-of-" in link]
    groups = {
        one["key"]: (one, experiment) for experiment in record["experiments"] for one in experiment["groups"]
    }
    pages_of = {f"{run['store']}::{run['id']}": run["page"] for run in record["runs"]}
    assert links
    for link in links:
        page, _, anchor = link.partition("#")
        group, experiment = groups[anchor.removeprefix("runs-of-")]
        rows = rows_of_part(pages[page], anchor)
        led = [reached_from(page, row[0][1]) for row in rows[:-1]]
        assert led == [pages_of[uid] for uid in group["runs"]]
        values = [float(row[3][0]) for row in rows]  # After the run, its setting and its seed.
        assert sum(values[:-1]) / len(values[:-1]) == pytest.approx(values[-1], abs=1e-4)
        mean = group["estimates"][experiment["headline"]]["value"]
        assert values[-1] == pytest.approx(mean, abs=1e-4)


def rows_of_part(page: Any, anchor: str) -> list[list[tuple[str, str]]]:
    """Return (text, link) of each cell of each row of the part of a table with that anchor."""
    rows: list[list[tuple[str, str]]] = []
    is_inside = False
    for element in page.elements:
        if element.tag == "tbody":
            is_inside = element.attributes.get("id") == anchor
        elif element.tag == "tr" and is_inside:
            rows.append([])
        elif element.tag in {"td", "th"} and is_inside:
            rows[-1].append((element.text, ""))
        elif element.tag == "a" and is_inside:
            rows[-1][-1] = (rows[-1][-1][0], element.attributes["href"])
        elif element.tag in {"section", "h2"}:
            is_inside = False
    return rows


def test_numbers_of_the_first_page_lead_to_their_records(
    pages: dict[str, Any], record: dict[str, Any]
) -> None:
    first = pages["index.html"]
    linked = [element.text for element in first.all("a")]
    for text in (f"{count} {word}" for word in ("finished", "failed", "stopped") for count in range(1, 200)):
        if re.search(rf"(?<!\d){text}", first.text):
            assert text in linked
    states = Counter(run["status"] for run in record["runs"])
    for status in ("failed", "killed"):
        link = next(link for link in first.links if link.endswith(f"#{status}"))
        anchors = [element.attributes.get("id") for element in pages[link.partition("#")[0]].elements]
        assert status in anchors
        assert pages["runs/index.html"].text.count(STATES[status]) == 2 * states[status]
    assert any(text.startswith("over") and text.endswith("runs") for text in linked)


def test_names_are_words_where_the_report_speaks_and_as_recorded_where_it_shows_records(
    pages: dict[str, Any], record: dict[str, Any]
) -> None:
    answer = next(element for element in pages["index.html"].all("strong"))
    assert "logistic regression" in answer.text
    assert "_" not in answer.text
    experiment = pages["experiments/screening-simulated-sites.html"].text
    assert "small neural network" in experiment
    assert "neural_network" in experiment
    labels = [group["label"] for one in record["experiments"] for group in one["groups"]]
    assert "logistic_regression" in labels


def test_the_first_page_answers_the_question_and_names_its_limits(pages: dict[str, Any]) -> None:
    first = pages["index.html"]
    assert "Can a simple model flag breast cancer" in first.text
    assert "simulated" in first.text
    assert "cannot tell" in first.text.lower()
