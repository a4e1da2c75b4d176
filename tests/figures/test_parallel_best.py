"""Which runs the parallel axes call the best."""

import dataclasses

from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.figures.parallel import parallel_chart
from runreport.model import Run, RunRef, Series, Status, StoreRef


def a_run(number: int, status: Status = Status.FINISHED) -> Run:
    return Run(
        ref=RunRef(StoreRef("plain-table", "runs.csv"), f"r{number}"),
        name=f"r{number}",
        experiment="study",
        status=status,
        params={"lr": number, "depth": number % 3},
        metrics={"val_auc": Series.of([0], [number / 20])},
    )


def test_only_runs_that_are_compared_are_among_the_best() -> None:
    runs = [a_run(number) for number in range(8)]
    runs += [a_run(number, status) for number, status in ((12, Status.KILLED), (13, Status.RUNNING))]
    findings = understand(runs, Options())
    (found,) = findings.experiments
    by_uid = {run.uid: run for run in runs}
    chart = parallel_chart(found, by_uid, findings.metrics)
    assert chart is not None
    best = {found.runs[line.row] for line in chart.lines if line.is_best}
    assert {by_uid[uid].name for uid in best} == {"r7", "r6", "r5"}
    assert "best 3 of 8 runs" in chart.title
    mixed = dataclasses.replace(found, ranking=dataclasses.replace(found.ranking, top=()))
    chart = parallel_chart(mixed, by_uid, findings.metrics)
    assert chart is not None
    assert not any(line.is_best for line in chart.lines)
