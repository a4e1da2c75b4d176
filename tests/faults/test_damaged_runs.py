"""Runs that are damaged: each costs only itself, and says so in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMES = {
    "slash": "a/b/../../c",
    "dots": "..",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover=alert(1) x='",
    "template": "{{ 7*7 }} {% raw %} <!--rr:block:b1--> <!--rr:body--> RR-TITLE ../../..",
    "entity": "AT&T &amp; &lt;b&gt; &#65;",
    "markdown": "# *a* [b](javascript:alert(1)) | c | `d` \\ --- {: #id }",
    "planes": "ä日\U0001f600\U00020000\U000e0041\U000f0000\U0010fffd",
    "rtl": "\u202eabc\u202c \u200f\u2066x\u2069",
    "long": "x" * 4000,
    "blanks": "  two  blanks\tand a tab ",
    "upper": "NAME",
    "lower": "name",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, mlflow_store: Any, mlflow_run: Any) -> Path:
    """Return a folder with a store in which nearly every run is damaged or odd, and one good table."""
    folder = tmp_path_factory.mktemp("shop")
    store = mlflow_store(folder / "mlruns")

    def write(run: str, **parts: Any) -> Path:
        return mlflow_run(store, run, **parts)  # type: ignore[no-any-return]

    (write("no-metadata") / "meta.yaml").unlink()
    write("metadata-unparsable", meta=b"{[ not: yaml\n\x00")
    write("metric-empty", metrics={"loss": b"", "auc": b"1 0.5 0\n"})
    write("metric-torn", metrics={"loss": b"1767323046000 0.5 0\n1767323047000 0.2"})
    write("metric-binary", metrics={"loss": bytes(range(256)) * 4, "auc": b"1 0.5 0\n"})
    write(
        "metric-column",
        metrics={"loss": b"1767323046000 0.5 0\n1767323047000 0.4 1 7 8 9\n1767323048000 0.3 2\n"},
    )
    write(
        "non-finite",
        metrics={
            "loss": b"1 0.5 0\n2 nan 1\n3 inf 2\n4 -inf 3\n",
            "huge": b"1 1e400 0\n",
            "none": b"1 nan 0\n",
        },
    )
    for kind, start, end in [
        ("seconds", 1767323045, 1767323105),
        ("microseconds", 1767323045000000, 1767323105000000),
        ("negative", -5000, -1000),
        ("absent", "null", "null"),
        ("2286", 9972000000000, 9972000001000),
        ("beyond", 10**18, 10**19),
        ("backwards", 1767323105000, 1767323045000),
        ("words", "yesterday", "today"),
    ]:
        write(f"time-{kind}", start=start, end=end)
    write("steps-repeated", metrics={"loss": b"1 0.5 0\n2 0.4 0\n3 0.3 0\n"})
    write("steps-descending", metrics={"loss": b"1 0.1 5\n2 0.2 4\n3 0.3 3\n"})
    write("steps-huge", metrics={"loss": b"1 0.1 9007199254740993\n2 0.2 9223372036854775807\n"})
    write("steps-beyond", metrics={"loss": b"1 0.1 0\n2 0.2 9223372036854775808\n"})
    write("big-param", params={"config": b"y" * 1_000_000, "lr": b"0.1"})
    write("big-note", tags={"mlflow.note.content": b"- " * 5000 + b"[" * 50_000})
    write("nul", params={"a\x01b": b"x\x00y", "bytes": b"\xff\xfe\x80"})
    write("circle-a", tags={"mlflow.parentRunId": b"circle-b"})
    write("circle-b", tags={"mlflow.parentRunId": b"circle-a"})
    write("circle-self", tags={"mlflow.parentRunId": b"circle-self"})
    write("orphan", tags={"mlflow.parentRunId": b"nobody"})
    write("deleted", stage="deleted")
    for kind, name in NAMES.items():
        write(
            f"name-{kind}", name=name, tags={"mlflow.runName": name.encode()}, params={"note": name.encode()}
        )
    (folder / "runs.csv").write_text(
        "id,name,metric.loss,metric.auc\ngood,a good run,0.5,0.9\ntwice,first,0.1,\ntwice,second,0.2,\n"
        "case,lower,0.1,\nCASE,upper,0.2,\n../../escape,out,0.3,\n,nameless,0.4,\n"
    )
    return folder


@pytest.fixture(scope="module")
def built(shop: Path, build: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the report on the shop."""
    return build(shop, tmp_path_factory.mktemp("faults") / "site")


def test_the_good_runs_are_all_there(built: Any) -> None:
    assert "0.5" in built.page("good").text
    assert built.run("good")["problems"] == []


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("no-metadata", ("no-metadata", "meta.yaml")),
        ("metadata-unparsable", ("metadata-unparsable", "meta.yaml")),
    ],
)
def test_a_run_that_cannot_be_read_is_named_and_counted(built: Any, run: str, words: tuple[str, ...]) -> None:
    assert built.told(*words)
    assert run not in {one["id"] for one in built.record["runs"]}


@pytest.mark.parametrize(
    "run", ["metric-empty", "metric-binary", "metric-column", "steps-beyond", "time-beyond", "time-words"]
)
def test_a_damaged_part_costs_only_itself_and_is_told_on_the_runs_page(built: Any, run: str) -> None:
    problems = built.run(run)["problems"]
    assert problems, run
    page = built.page(run)
    for problem in problems:
        assert " ".join(problem["what"].split()) in page.text
        assert problem["remedy"]
        assert "\n" not in problem["what"] + problem["remedy"]
    for problem in problems:
        assert built.told(problem["what"], problem["file"] or run)


def test_what_is_whole_in_a_damaged_run_is_shown(built: Any) -> None:
    assert built.run("metric-empty")["metrics"]["auc"]["last"] == 0.5
    assert built.run("metric-binary")["metrics"]["auc"]["last"] == 0.5
    column = built.run("metric-column")["metrics"]["loss"]
    assert (column["count"], column["last"]) == (2, 0.3)
    assert built.run("metric-torn")["metrics"]["loss"]["min"] in {0.2, 0.5}
    assert built.run("steps-beyond")["metrics"]["loss"]["count"] == 1


def test_what_is_not_finite_is_shown_as_that_and_never_as_a_result(built: Any) -> None:
    metrics = built.run("non-finite")["metrics"]
    assert (metrics["loss"]["count"], metrics["loss"]["last"], metrics["loss"]["max"]) == (
        4,
        "-Infinity",
        0.5,
    )
    assert metrics["none"]["max"] is None
    text = built.page("non-finite").text
    assert "not a number" in text
    assert "\u2212∞" in text
    assert "∞" in next(row for row in built.page("non-finite").rows() if row[0].endswith(" huge"))[1]


@pytest.mark.parametrize(
    "kind", ["seconds", "microseconds", "negative", "absent", "2286", "beyond", "backwards", "words"]
)
def test_a_run_with_an_odd_clock_is_there_with_its_results(built: Any, kind: str) -> None:
    assert built.run(f"time-{kind}")["metrics"]["loss"]["last"] == 0.25
    assert "0.25" in built.page(f"time-{kind}").text


def test_a_run_that_ended_before_it_started_took_no_time(built: Any) -> None:
    run = built.run("time-backwards")
    assert run["ended"] < run["started"]
    assert "took" not in built.page("time-backwards").text


def test_steps_are_kept_as_they_are(built: Any) -> None:
    assert built.run("steps-repeated")["metrics"]["loss"]["count"] == 3
    assert built.run("steps-descending")["metrics"]["loss"]["last"] == 0.1
    huge = built.run("steps-huge")["metrics"]["loss"]
    assert (huge["last_step"], huge["last"]) == (9223372036854775807, 0.2)
    assert "9\u202f007\u202f199\u202f254\u202f740\u202f993" in built.page("steps-huge").text


def test_a_long_setting_is_on_its_page_and_makes_no_other_page_long(built: Any) -> None:
    sizes = {path: path.stat().st_size for path in built.site.rglob("*.html")}
    long = built.site / built.run("big-param")["page"]
    assert sizes.pop(long) > 1_000_000
    assert max(sizes.values()) < 500_000


def test_a_note_without_end_is_shown_as_it_was_written(built: Any) -> None:
    assert "- - - - " in built.page("big-note").text


def test_runs_that_are_each_others_parents_hold_nothing_up(built: Any) -> None:
    for run, parent in [("circle-a", "circle-b"), ("circle-b", "circle-a"), ("circle-self", "circle-self")]:
        assert built.run(run)["parent"] == parent
        assert f"run {run}" in built.page(run).text


def test_a_parent_that_is_not_there_is_said_to_be_missing(built: Any) -> None:
    page = built.page("orphan")
    assert "nobody" in page.text
    assert not [link for link in page.links if "nobody" in link]


def test_deleted_runs_are_counted_and_not_shown(built: Any) -> None:
    (omission,) = [one for one in built.record["left_out"] if "deleted" in one["what"]]
    assert omission["count"] == 1
    assert "deleted" not in {run["id"] for run in built.record["runs"]}


def test_the_second_run_with_one_id_is_told_and_not_lost_silently(built: Any) -> None:
    assert built.told("twice", "runs.csv")
    assert [run["name"] for run in built.record["runs"] if run["id"] == "twice"] == ["first"]


def test_ids_that_differ_only_by_case_or_climb_out_have_pages_of_their_own(built: Any) -> None:
    pages = [run["page"] for run in built.record["runs"]]
    assert len({page.lower() for page in pages}) == len(pages)
    assert all((built.site / page).resolve().is_relative_to(built.site.resolve()) for page in pages)
    assert "out" in built.page("../../escape").text
    assert not (built.site.parent / "escape.html").exists()
    assert any(run["name"] == "nameless" for run in built.record["runs"])


def visible(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_text_on_every_page_and_never_markup(built: Any, kind: str) -> None:
    page = built.page(f"name-{kind}")
    assert visible(NAMES[kind]) in visible(next(page.all("h1")).text)
    assert visible(NAMES[kind]) in visible(next(page.all("title")).text)


def test_nothing_in_the_records_becomes_markup_on_any_page(built: Any) -> None:
    for path in built.site.rglob("*.html"):
        page = built.page_type(path.read_text(encoding="utf-8"))
        for element in page.elements:
            assert element.tag not in {"img", "iframe", "object", "embed", "base"}, (path, element)
            assert not any(name.startswith("on") for name in element.attributes), (path, element)
            assert (
                not element.attributes.get("href", "")
                .strip()
                .lower()
                .startswith(("javascript:", "data:text/html"))
            )
        assert {element.attributes.get("src", "")[-3:] for element in page.all("script")} <= {".js", ""}
        for script in page.all("script"):
            runs = (
                script.attributes.get("type") != "application/json"
                and script.attributes.get("id") != "__config"
            )
            assert "src" in script.attributes or not runs, (path, script)


def test_every_link_still_leads_somewhere(built: Any) -> None:
    from runreport.site.links import broken_links

    assert broken_links(built.site) == []


def test_the_command_line_says_what_is_wrong_a_line_each_and_where_the_rest_is(built: Any) -> None:
    lines = [line for line in built.result.stderr.splitlines() if line.startswith("problem: ")]
    assert lines
    assert all("; " in line for line in lines)
    assert "problems.html" in built.result.stderr
    assert not any("\x00" <= letter < " " for line in lines for letter in line)


def test_every_record_found_is_shown_or_told(built: Any, shop: Path) -> None:
    folders = {path.name for path in (shop / "mlruns/0").iterdir() if path.is_dir()}
    shown = {run["id"] for run in built.record["runs"] if run["store"].endswith("mlruns")}
    assert folders - shown == {"no-metadata", "metadata-unparsable", "deleted"}
    assert len([run for run in built.record["runs"] if run["store"].endswith("runs.csv")]) == 6
