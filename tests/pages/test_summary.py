"""What the first page calls best, and what it adds up."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from runreport.model import Omission
from runreport.pages.experiment import compose_experiment
from runreport.pages.models import compose_models
from runreport.pages.problems import compose_problems
from runreport.pages.report import Report
from runreport.pages.summary import compose_summary
from runreport.pages.views import Cell, PageView

TIMES = {"started": "2026-01-02T00:00:00Z", "ended": "2026-01-02T01:00:00Z"}


def on_different_data(report_of: Callable[..., Report]) -> Report:
    return report_of(
        {
            digest: {
                "params": {"lr": value},
                "metrics": {"val_auc": value},
                "datasets": [{"name": "v", "digest": digest, "context": "validation"}],
                **TIMES,
            }
            for digest, value in (("aa", 0.7), ("bb", 0.8), ("cc", 0.9))
        }
    )


def best_cell(page: PageView) -> Cell:
    (table,) = (section.table for section in page.sections if section.key == "experiments" and section.table)
    return table.rows[0][3]


def said_of(page: PageView) -> Iterator[str]:
    hero = page.hero
    yield from (hero.lead, *hero.more, *(entry.text for entry in hero.answers))
    for section in page.sections:
        yield from (section.title, section.text)
        if section.table is not None:
            yield section.table.caption
            yield from (cell.said for row in section.table.rows for cell in row)


def test_the_best_single_run_needs_no_time(report_of: Callable[..., Report]) -> None:
    report = report_of(
        {
            "timed": {"params": {"lr": 1}, "metrics": {"val_auc": 0.7}, **TIMES},
            "untimed": {"params": {"lr": 2}, "metrics": {"val_auc": 0.9}},
        }
    )
    cell = best_cell(compose_summary(report))
    assert cell.text == "0.9"
    assert "untimed" in cell.href


def test_nothing_is_called_best_where_the_data_differ(report_of: Callable[..., Report]) -> None:
    report = on_different_data(report_of)
    summary = compose_summary(report)
    assert best_cell(summary).text == "–"
    assert not [figure.label for figure in summary.figures if "Best" in figure.label]
    (found,) = report.findings.experiments
    experiment, _ = compose_experiment(report, found)
    for page in (summary, experiment):
        said = [text for text in said_of(page) if "best" in text.lower()]
        assert all(
            text.startswith(("No setting is called best", "Nothing is marked best", "How many runs", "none"))
            for text in said
        ), said
    assert any("different data" in line.text for line in summary.boxes[0].lines)


def test_a_search_and_its_trials_take_no_time_twice(report_of: Callable[..., Report]) -> None:
    report = report_of(
        {
            "search": {"started": "2026-01-02T00:00:00Z", "ended": "2026-01-02T02:00:00Z"},
            "search/a": {"params": {"lr": 1}, "metrics": {"val_auc": 0.7}, **TIMES},
            "search/b": {"params": {"lr": 2}, "metrics": {"val_auc": 0.8}, **TIMES},
        }
    )
    (figure,) = (one for one in compose_summary(report).figures if "Time" in one.label)
    assert figure.value == "2 h"
    assert [note.text for note in figure.notes] == [
        "over 2 runs",
        "1 run not added, with the time of others in it",
    ]


def test_what_was_left_out_reads_well_of_one_and_of_many(report_of: Callable[..., Report]) -> None:
    left = (Omission("deleted run", 1, "by a rule"), Omission("logged tables", 6, "by a rule"))
    facts = compose_summary(replace(on_different_data(report_of), omissions=left)).hero.facts
    said = [(one.number, one.rest) for one in facts]
    assert ("1", "left out: deleted run") in said
    assert ("6", "left out: logged tables") in said


def test_an_experiment_without_a_card_is_no_record_left_out(report_of: Callable[..., Report]) -> None:
    report = report_of(
        {
            "best": {"metrics": {"val_auc": 0.9}},
            "failed": {"experiment": "other", "metrics": {"val_auc": 0.8}, "status": "failed"},
        }
    )
    assert report.omissions == ()
    summary = compose_summary(report)
    assert not [fact for fact in summary.hero.facts if "left out" in fact.rest]
    said = "1 experiment has no card: no run of it could be called best"
    (models,) = (section for section in summary.sections if section.key == "models")
    assert said in models.text
    assert said in compose_models(report).hero.more[0]
    assert "Nothing was left out by a rule." in compose_problems(report).hero.more


def test_without_any_card_that_is_said_once(report_of: Callable[..., Report]) -> None:
    hero = compose_models(on_different_data(report_of)).hero
    assert hero.lead.endswith("so there is no model card.")
    assert hero.more == ()


def test_of_many_experiments_the_first_are_told_in_whole_sentences(report_of: Callable[..., Report]) -> None:
    report = report_of({name: {"experiment": name, "metrics": {"val_auc": 0.9}} for name in "abcde"})
    hero = compose_summary(report).hero
    assert hero.more == (
        "Here is what came out of the first 3 experiments; the table below has all of them.",
    )
    assert len(hero.answers) == 3


def test_the_key_figure_has_the_digits_of_the_sentence(report_of: Callable[..., Report]) -> None:
    runs = {f"{lr}": {"params": {"lr": lr}, "metrics": {"val_auc": lr}} for lr in (0.9, 0.93)}
    page = compose_summary(report_of(runs))
    (figure,) = (one for one in page.figures if "AUC" in one.label)
    assert f"It reaches {figure.value}." in " ".join(said_of(page))


def test_a_best_run_without_a_name_is_called_by_its_key(report_of: Callable[..., Report]) -> None:
    key = "419c45a2383d4660b2de1ff481152bb3"
    report = report_of({key: {"name": " ", "metrics": {"val_auc": 0.7}, **TIMES}})
    summary = compose_summary(report)
    assert best_cell(summary).sub == "419c45a2383d"
    assert any("419c45a2383d" in text for text in said_of(summary))
