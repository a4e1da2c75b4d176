"""`runreport check`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runreport.cli.errors import TO_MEND
from runreport.cli.options import loaded, with_stores
from runreport.cli.outlet import answer
from runreport.cli.terminal import counted, note, tell

if TYPE_CHECKING:
    from runreport.config import Config
    from runreport.model import Run


@click.command(short_help="Check configuration and stores, and say what a build would find.")
@with_stores
def check(stores: Sequence[str], config_file: Path | None, readers: Sequence[str], no_cache: bool) -> None:
    """Check the configuration and the STOREs, and say what a build would find, without building.

    Exit code 1 where anything is wrong: a fault in the configuration, a name in it that no record has, or
    a record that cannot be read.
    """
    from runreport.archive.thin import FEWEST
    from runreport.pipeline.gather import gather

    config = loaded(config_file, stores, readers, no_cache)
    gathered = gather(config, most_points=FEWEST)
    for store in gathered.stores:
        answer(f"{store.ref.address}: {store.ref.reader}, because {store.because}")
    _tell_runs(gathered.runs)
    tell(gathered.problems, gathered.omissions)
    faults = names_without_records(config, gathered.runs)
    for fault in faults:
        note(f"problem: {fault}")
    if gathered.problems or faults:
        note(f"{counted(len(gathered.problems) + len(faults), 'problem')} to mend")
        raise click.exceptions.Exit(TO_MEND)
    answer("nothing is wrong")


def _tell_runs(runs: Sequence["Run"]) -> None:
    for experiment, count in sorted(Counter(run.experiment for run in runs).items()):
        statuses = Counter(str(run.status) for run in runs if run.experiment == experiment)
        parts = ", ".join(f"{number:,} {status}" for status, number in sorted(statuses.items()))
        answer(f"{experiment}: {counted(count, 'run')} ({parts})")
    answer(f"{counted(len(runs), 'run')} in all")


def names_without_records(config: "Config", runs: Sequence["Run"]) -> list[str]:
    """Return a sentence for each metric and experiment that is loaded and in no record."""
    from runreport.export.table import metric_names

    metrics = {name for run in runs for name in metric_names(run)}
    # Settings of a metric hold for its parts too: `score` for `score/site_a`.
    wholes = {name[:cut] for name in metrics for cut in range(len(name)) if name[cut] == "/"}
    experiments = {run.experiment for run in runs}
    asked_metrics = {f"metrics.{name}": name for name in config.metrics}
    asked_experiments = {f"experiments.{name}": name for name in config.experiments}
    headlines = {"headline": config.headline} | {
        f"experiments.{name}.headline": settings.headline for name, settings in config.experiments.items()
    }
    for number, model in enumerate(config.models):
        headlines[f"models[{number}].choose"] = model.choice.metric
        if model.choice.experiment:
            asked_experiments[f"models[{number}].choose"] = model.choice.experiment
    asked_metrics |= {key: name for key, name in headlines.items() if name}
    return [
        *_missing("metric", asked_metrics, metrics | wholes),
        *_missing("experiment", asked_experiments, experiments),
    ]


def _missing(kind: str, asked: dict[str, str], there: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    known = sorted(there)
    faults = []
    for key, name in asked.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            guess = f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(known[:20]) or 'none'}"
            faults.append(f"{key}: no record has the {kind} `{name}`; {guess}")
    return faults
