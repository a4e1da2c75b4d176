"""Writes the study as plain Markdown for a site that Material for MkDocs builds by itself.

One page a run with its settings, its results and one figure in a file of its own; nothing is
configured but the theme, so navigation and search are what it brings.
"""

from pathlib import Path

from study import STEPS, StudyRun, study

CONFIGURATION = "site_name: Runs\ntheme:\n  name: material\n"
FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100" role="img">\
<path fill="none" stroke="currentColor" d="M{points}"/></svg>
"""
SHOWN = "val_loss"


def write_plain_site(folder: Path, runs: int, experiments: int) -> None:
    """Write configuration, pages and figures to a folder that does not exist."""
    pages = folder / "docs" / "runs"
    (pages / "figures").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Runs\n\nOne page a run.\n", encoding="utf-8")
    for run in study(runs, experiments):
        (pages / f"{run.name}.md").write_text(_page(run), encoding="utf-8")
        (pages / "figures" / f"{run.name}.svg").write_text(_figure(run), encoding="utf-8")


def _page(run: StudyRun) -> str:
    results = {name: f"{values[-1]:.4g}" for name, values in run.metrics.items()}
    tables = (_table("Settings", run.params), _table("Results", results), _table("Tags", run.tags))
    figure = f"![Validation loss by step](figures/{run.name}.svg)\n"
    return "\n".join((f"# {run.name}\n", *tables, figure))


def _table(title: str, rows: dict[str, str]) -> str:
    lines = "".join(f"| {name} | {value} |\n" for name, value in rows.items())
    return f"## {title}\n\n| name | value |\n| --- | --- |\n{lines}"


def _figure(run: StudyRun) -> str:
    values = run.metrics[SHOWN]
    points = " ".join(f"{4 * step},{100 * (1 - value):.1f}" for step, value in enumerate(values))
    return FIGURE.format(width=4 * STEPS, points=points)
