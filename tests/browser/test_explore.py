"""The table of all runs, sorted, filtered, grouped and compared in the reader's browser, from the disk."""

import csv
import io
import json
from urllib.parse import quote

import pytest

from runreport.config import Config
from runreport.pipeline import build_report

pytestmark = pytest.mark.browser

PAGE = "compare/screening-simulated-sites.html"
HEADS = "() => [...document.querySelectorAll('.explored thead button')].map(one => one.textContent)"
ROWS = """() => [...document.querySelectorAll(".explored tbody tr:not(.base):not(.group) th > :is(a, span)")]
  .map(one => one.textContent)"""


def explored(opened, fragment="", **options):
    """Return the comparison's page with its table made explorable."""
    tab = opened(f"{PAGE}", **options)
    if fragment:
        tab.goto(f"{tab.url}#{fragment}")
        tab.reload()
    tab.wait_for_selector(".explored tbody tr")
    return tab


@pytest.fixture(scope="module")
def data(demo_site):
    """What the page's script brings."""
    text = (demo_site / PAGE.replace(".html", ".js")).read_text("ascii")
    return json.loads(text.removeprefix("rrTable(").removesuffix(");\n"))


def values(data, key):
    """Return a column's values by run's title."""
    columns = {column["key"]: column for column in data["columns"]}
    names = [columns["run"]["words"][code] for code in columns["run"]["codes"]]
    column = columns[key]
    found = column.get("values") or [
        None if code is None else column["words"][code] for code in column["codes"]
    ]
    return dict(zip(names, found, strict=True))


def fill(tab, text):
    tab.get_by_role("searchbox", name="Filter").fill(text)
    return tab.get_by_role("status").first.inner_text()


def test_the_script_brings_what_the_records_hold(demo_site, data):
    with (demo_site / "files/runs.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] in data["ids"]]
    auc = values(data, "metrics.val_auc")
    assert len(rows) == len(data["ids"]) == len(auc)
    for row in rows:
        text = row["metric.val_auc"]
        assert auc[row["name"]] == (pytest.approx(float(text), rel=1e-8) if text else None)


def test_a_heading_sorts_the_better_end_up_then_down_then_lets_go(opened, data):
    tab = explored(opened)
    before = tab.evaluate(ROWS)
    auc = {name: value for name, value in values(data, "metrics.val_auc").items() if value is not None}
    head = tab.locator(".explored thead th:has([data-key='metrics.val_auc'])")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    shown = [name for name in tab.evaluate(ROWS) if name in auc]
    assert [auc[name] for name in shown] == sorted(auc.values(), reverse=True)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    rows = tab.evaluate(ROWS)
    assert [auc[name] for name in rows if name in auc] == sorted(auc.values())
    assert all(name in auc for name in rows[: len(auc)]), "what is not recorded comes last"
    head.get_by_role("button").click()
    assert tab.evaluate(ROWS) == before


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        (
            "val_auc > 0.947",
            lambda row: row["metrics.val_auc"] is not None and row["metrics.val_auc"] > 0.947,
        ),
        ("model = random_forest", lambda row: row["params.model"] == "random_forest"),
        (
            "val_auc > 0.945 and (model = random_forest or not params.model = logistic_regression)",
            lambda row: (
                (row["metrics.val_auc"] or 0) > 0.945
                and (row["params.model"] == "random_forest" or row["params.model"] != "logistic_regression")
            ),
        ),
        ("SEED3", lambda row: "seed3" in row["run"]),
        ("status != finished", lambda row: row["status"] != "finished"),
        ('"seed3" forest', lambda row: "seed3" in row["run"] and "forest" in row["run"]),
    ],
)
def test_the_filter_keeps_what_meets_it(opened, data, text, meets):
    keys = ("metrics.val_auc", "params.model", "status")
    rows = {name: {"run": name} for name in values(data, "run")}
    for key in keys:
        for name, value in values(data, key).items():
            rows[name][key] = value
    wanted = sorted(name for name, row in rows.items() if meets(row))
    assert 0 < len(wanted) < len(rows)
    tab = explored(opened)
    assert fill(tab, text) == f"{len(wanted)} of {len(rows)} runs"
    assert sorted(tab.evaluate(ROWS)) == wanted


@pytest.mark.parametrize("text", ["val_auc >", "(model = a", "nowhere = 1", "val_auc > 0.9)", "= 3"])
def test_a_filter_that_is_not_understood_says_so_and_changes_nothing(opened, text):
    tab = explored(opened)
    before = fill(tab, "seed3"), tab.evaluate(ROWS)
    assert fill(tab, text).startswith("The filter is not understood: ")
    assert tab.evaluate(ROWS) == before[1]
    assert tab.get_by_role("searchbox").get_attribute("aria-invalid") == "true"
    assert fill(tab, "seed3") == before[0]


def test_groups_count_their_runs_and_average_their_numbers(opened, data):
    tab = explored(opened)
    tab.get_by_role("combobox", name="Group by").select_option(label="model")
    models = values(data, "params.model")
    group = tab.locator("tr.group", has_text="model: random_forest")
    count = sum(model == "random_forest" for model in models.values())
    assert f"{count} runs" in group.inner_text()
    auc = [
        value
        for name, value in values(data, "metrics.val_auc").items()
        if models[name] == "random_forest" and value is not None
    ]
    at = tab.evaluate(HEADS).index("AUC (validation)")
    shown = group.locator(f":scope > :nth-child({at + 1})").inner_text()
    assert shown.split()[0] == f"{sum(auc) / len(auc):.4f}"
    assert tab.evaluate(ROWS) == []
    group.get_by_role("button").click()
    assert sorted(tab.evaluate(ROWS)) == sorted(
        name for name, model in models.items() if model == "random_forest"
    )
    assert group.get_by_role("button").get_attribute("aria-expanded") == "true"


def test_a_baseline_gives_every_value_its_difference(opened, data):
    tab = explored(opened)
    auc = values(data, "metrics.val_auc")
    base, other = "logistic_regression-seed1", "random_forest-seed3"
    tab.get_by_role("button", name=f"Compare all with {base}").click()
    row = tab.locator(".explored tbody tr", has_text=other).first
    at = tab.evaluate(HEADS).index("AUC (validation)")
    difference = row.locator(f":nth-child({at + 1}) small").first
    assert difference.inner_text().strip() == f"{auc[other] - auc[base]:+.4f}".replace("-", "−")
    assert difference.get_attribute("class") == ("up" if auc[other] > auc[base] else "down")
    assert tab.locator("tr.base").inner_text().startswith(base)


def test_chosen_runs_stand_side_by_side_at_an_address_that_can_be_sent(opened, data):
    tab = explored(opened)
    for name in ("random_forest-seed3", "logistic_regression-seed1"):
        tab.get_by_role("checkbox", name=f"Select {name}").check()
    tab.get_by_role("button", name="Compare 2 runs").click()
    heads = tab.locator("#side-by-side thead th").all_inner_texts()
    assert [head.split()[0] for head in heads[1:]] == ["random_forest-seed3", "logistic_regression-seed1"]
    assert "model" in tab.locator("#side-by-side tbody").inner_text()
    again = opened(PAGE)
    again.goto(tab.url)
    again.reload()
    again.wait_for_selector("#side-by-side")
    assert again.locator("#side-by-side").inner_text() == tab.locator("#side-by-side").inner_text()


def test_the_address_carries_the_whole_view(opened):
    tab = explored(opened)
    fill(tab, "seed3 or seed1")
    tab.locator("[data-key='metrics.val_auc']").click()
    tab.get_by_label("Only what differs").check()
    state = tab.evaluate(HEADS), tab.evaluate(ROWS)
    again = explored(opened, tab.url.partition("#")[2])
    assert (again.evaluate(HEADS), again.evaluate(ROWS)) == state
    assert again.get_by_role("searchbox").input_value() == "seed3 or seed1"
    again.get_by_role("button", name="Reset").click()
    assert "#" not in again.url
    assert len(again.evaluate(ROWS)) > len(state[1])


def test_columns_are_chosen_and_moved_by_keyboard(opened):
    tab = explored(opened)
    before = tab.evaluate(HEADS)
    tab.locator("summary", has_text="Columns").press("Enter")
    tab.get_by_role("checkbox", name=before[1], exact=True).press("Space")
    assert tab.evaluate(HEADS) == [before[0], *before[2:]]
    tab.get_by_role("button", name=f"Move {before[3]} up").press("Enter")
    assert tab.evaluate(HEADS)[1:3] == [before[3], before[2]]
    tab.get_by_role("button", name="As at first").click()
    assert tab.evaluate(HEADS) == before


def test_what_differs_alone_leaves_out_columns_with_one_value(opened, data):
    tab = explored(opened)
    fill(tab, "model = logistic_regression")
    tab.get_by_label("Only what differs").check()
    heads = tab.evaluate(HEADS)
    models = values(data, "params.model")
    for column in data["columns"]:
        shown = {
            value
            for name, value in values(data, column["key"]).items()
            if models[name] == "logistic_regression"
        }
        if column["title"] in heads and column["key"] != "run":
            assert len(shown) > 1, column["title"]
    assert "model" not in heads


def test_a_difference_too_small_for_the_places_of_its_column_is_told_by_two_digits(opened, demo_site):
    page = "compare/digits-network.html"
    sent = (demo_site / page.replace(".html", ".js")).read_text("ascii")
    sent = json.loads(sent.removeprefix("rrTable(").removesuffix(");\n"))
    loss = next(values(sent, one["key"]) for one in sent["columns"] if one["title"] == "Loss (training)")
    names = [f"digits_network/sgd-0.2-seed{seed}" for seed in (0, 2, 1)]
    ids = dict(zip(loss, sent["ids"], strict=True))
    tab = opened(page)
    chosen = "%2C".join(quote(quote(ids[name], safe=""), safe="") for name in names)
    tab.goto(f"{tab.url}#runs={chosen}&compare=1")
    tab.reload()
    tab.wait_for_selector("#side-by-side")
    row = tab.locator("#side-by-side tbody tr", has=tab.get_by_text("Loss (training)"))
    said = [text.strip() for text in row.locator("td small").all_inner_texts()]
    told = [float(text.replace("−", "-")) for text in said]
    assert told == [pytest.approx(loss[name] - loss[names[0]], rel=0.05) for name in names[1:]]
    assert all("e" not in text and len(text.strip("+−0.")) <= 2 for text in said)


def test_on_a_phone_names_that_begin_alike_can_be_told_apart(opened):
    tab = opened("compare/screening-simulated-sites.html", width=390)
    tab.wait_for_selector(".explored tbody tr")
    shown = tab.locator(".explored tbody th > a").all_inner_texts()
    assert len(set(shown)) == len(shown) > 5
    assert all(text.startswith(("rando", "gradi", "logis", "neura")) and "…" in text for text in shown[:5])
    is_whole = "one => one.scrollWidth <= one.clientWidth"
    assert all(one.evaluate(is_whole) for one in tab.locator(".explored tbody th > a").all())


@pytest.mark.parametrize("form", ["Markdown", "LaTeX", "CSV"])
def test_the_table_is_taken_along_as_text(opened, data, form):
    tab = explored(opened, width=1280)
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill(tab, "seed3")
    tab.locator("summary", has_text="Take along").click()
    tab.get_by_role("button", name=form).click()
    tab.locator(".menu [role=status]:not(:empty)").wait_for()
    if "Saved" in tab.locator(".menu [role=status]").inner_text():
        pytest.fail("copying is allowed here")
    text = tab.evaluate("navigator.clipboard.readText()")
    rows = tab.evaluate(ROWS)
    if form == "CSV":
        read = list(csv.DictReader(io.StringIO(text)))
        assert [row["run"] for row in read] == rows
        auc = values(data, "metrics.val_auc")
        assert [float(row["metrics.val_auc"]) for row in read] == [auc[name] for name in rows]
    else:
        assert len(text.splitlines()) == len(rows) + {"Markdown": 2, "LaTeX": 6}[form]
        assert rows[0].replace("_", "\\_") in text


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_in_the_explored_table(opened, axe, width, scheme):
    tab = explored(opened, width=width, scheme=scheme)
    for name in ("random_forest-seed3", "logistic_regression-seed1"):
        tab.get_by_role("checkbox", name=f"Select {name}").check()
    tab.get_by_role("button", name="Compare 2 runs").click()
    tab.locator("summary", has_text="Columns").click()
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_first_runs_stand_there(opened):
    tab = opened(PAGE, javascript=False)
    assert tab.locator("[data-rows] tbody tr").count() > 10
    assert tab.locator(".tools").count() == 0


def test_a_run_that_did_not_finish_is_not_best(browser_page, tmp_path):
    table = (
        "id,status,param.lr,metric.val_auc\na,finished,1,0.8\nb,killed,2,0.99\nc,finished,3,0.7\nd,,4,0.6\n"
    )
    (tmp_path / "runs.csv").write_text(table)
    build_report(Config(), [str(tmp_path / "runs.csv")], output=tmp_path / "site")
    tab = browser_page()
    tab.goto((tmp_path / "site/compare/runs.html").as_uri())
    marked = """() => ['best', 'second'].map(look =>
      [...document.querySelectorAll(`.explored td.${look}`)].map(one => one.firstChild.textContent))"""
    tab.wait_for_selector(".explored tbody tr")
    assert tab.evaluate(marked) == [["0.8000"], ["0.7000"]]
