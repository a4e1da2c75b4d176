"""`runreport build`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runreport.cli.errors import TO_MEND
from runreport.cli.options import loaded, with_stores
from runreport.cli.outlet import answer
from runreport.cli.terminal import counted, note, tell

if TYPE_CHECKING:
    from runreport.pipeline import BuildResult


@click.command(short_help="Build the report.")
@with_stores
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where the report goes  [default: site]",
)
@click.option("--language", metavar="CODE", help="Language of the report, such as fr  [default: en]")
@click.option("--strict", is_flag=True, help="Fail on anything that could not be read; the old report stays.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read at once  [default: by the number of runs]",
)
@click.option("--force", is_flag=True, help="Replace the output folder even if it is no report of ours.")
def build(
    stores: Sequence[str],
    config_file: Path | None,
    readers: Sequence[str],
    no_cache: bool,
    output: Path | None,
    language: str | None,
    strict: bool,
    workers: int | None,
    force: bool,
) -> None:
    """Build the report on the runs in the STOREs.

    Without STORE, those of the configuration are read, or whatever lies in this folder.
    """
    from runreport.figures.press import Press

    # First, so that it begins while what this process needs is imported.
    with Press(workers) as press:
        from runreport.cli.progress import shown_progress
        from runreport.pipeline import build_report

        config = loaded(config_file, stores, readers, no_cache)
        if language is not None:
            config = config.with_language(language)
        with shown_progress() as progress:
            result = build_report(
                config,
                config.addresses,
                output=output or config.output_path,
                force=force,
                strict=strict,
                workers=workers,
                progress=progress,
                press=press,
            )
    _tell_sources(result)
    if strict and result.problems:
        tell(result.problems)
        note(f"error: --strict and {counted(len(result.problems), 'problem')}; {result.output} is as it was")
        raise click.exceptions.Exit(TO_MEND)
    tell(result.problems, rest=f"all of them are in {result.output / 'problems.html'}")
    note(f"{counted(result.pages, 'page')} on {counted(result.runs, 'run')}; open this file in a browser:")
    answer(str(result.output / "index.html"))


def _tell_sources(result: "BuildResult") -> None:
    if result.untranslated:
        note(f"language: {counted(result.untranslated, 'message')} without a translation, said in English")
    for address, reader, because, n_runs in result.stores:
        note(f"{address}: {counted(n_runs, 'run')}, read by {reader}, because {because}")
    if result.omitted:
        note(f"left out by a rule: {counted(result.omitted, 'part')} of the records, as the report says")
    if result.redactions.total:
        note(f"kept private: {counted(result.redactions.total, 'place')} in the records")
