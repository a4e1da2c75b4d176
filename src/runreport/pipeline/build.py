"""`build_report`: from stores to a site, arrow by arrow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import active_count
from typing import TYPE_CHECKING

from runreport.config import Config
from runreport.errors import ConfigError, SiteError
from runreport.figures.press import Press
from runreport.interruption import temporary_folder
from runreport.language import open_language, speaking
from runreport.model import Problem
from runreport.parallel import workers_ended
from runreport.pipeline.ahead import import_ahead
from runreport.pipeline.garbage import records_made, seldom_collected
from runreport.pipeline.gather import gather
from runreport.pipeline.pictures import left_out, stored
from runreport.pipeline.progress import Progress, Silent
from runreport.privacy import Redactions

if TYPE_CHECKING:
    from runreport.pages.report import Report


_OURS = ("runreport.toml", "pyproject.toml", "templates", "languages")
"""What a person writes beside the records."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, or found to stand in its way."""

    output: Path
    stores: tuple[tuple[str, str, str, int], ...]
    """Address, reader, why it was taken, and number of runs."""
    runs: int
    omitted: int
    """Records left out by a rule."""
    problems: tuple[Problem, ...]
    redactions: Redactions
    pages: int
    """Pages written; 0 where `strict` kept the old site."""
    untranslated: int = 0
    """Messages that are said in English, since the language's catalog lacks them."""


@seldom_collected()
def build_report(
    config: Config,
    stores: Sequence[str] = (),
    *,
    output: Path | None = None,
    force: bool = False,
    strict: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    press: Press | None = None,
) -> BuildResult:
    """Build the report on the runs in the stores, and put it into place whole.

    Args:
        config: what is configured; `load_config()` gives what the command line would use.
        stores: paths or URLs; none for those of the configuration.
        output: folder of the site; None for the configured one.
        force: replace the folder whatever it holds, unless the report is made from it.
        strict: write nothing if anything could not be read.
        workers: processes that read and compose; None for a choice by the number of runs.
        progress: who is told.
        press: prints the charts, and ends with the build; None for one that begins now.

    Raises:
        ConfigError: a card that a person wrote, the earlier report or a catalog of the language is wrong.
        ReaderError: there is no store, or it cannot be settled who reads one.
        TemplateError: a template of the user's is wrong.
        SiteError: the site cannot be built, or not be put into place.
    """
    if stores and tuple(stores) != tuple(config.addresses):
        config = config.with_stores(stores)
    progress = progress or Silent()
    output = output or config.output_path
    _check_earlier(config, output)
    _check_sources(output, [config.folder / name for name in _OURS] + [config.cards_path])
    pages = 0
    language = open_language(config.language, config.languages_path)
    if press is None:
        # A fork beside threads of somebody else's could wait for one of them forever.
        press = Press(workers if active_count() == 1 else 1)
    with (
        temporary_folder() as pictures,
        workers_ended(),
        press,
        speaking(language),
    ):
        with records_made():
            report = _report(config, output, pictures, workers, progress, press)
        if not (strict and report.problems):
            progress.start("Drawing and writing pages", len(report.sitemap.runs))
            pages = _show(report, config, pictures, progress, workers, press, output, force)
    return BuildResult(
        output=output,
        stores=tuple((one.address, one.reader, one.because, one.runs) for one in report.stores),
        runs=len(report.runs),
        omitted=sum(omission.count for omission in report.omissions),
        problems=report.problems,
        redactions=report.redactions,
        pages=pages,
        untranslated=language.missing,
    )


def _check_earlier(config: Config, output: Path) -> None:
    """Refuse an earlier report that lies where this one will.

    Each build would be compared with the one before, and no two be alike.
    """
    path = config.previous_path
    if path is not None and path.resolve().is_relative_to(output.resolve()):
        message = f"{path.name} lies in {output}, which this report replaces; keep a copy elsewhere"
        raise ConfigError(f"output.previous: {message}")


def _check_sources(output: Path, sources: Iterable[Path]) -> None:
    """Refuse an output folder in which something lies that the report is made from: it would be lost."""
    folder = output.resolve()
    lost = next((path for path in sources if path.resolve().is_relative_to(folder) and path.exists()), None)
    if lost is not None:
        message = f"holds {lost.name}, which the report is made from and would be lost"
        raise SiteError(f"{output}: {message}; give another output folder")


def _report(
    config: Config, output: Path, pictures: Path, workers: int | None, progress: Progress, press: Press
) -> "Report":
    """Return all that is known; the runs' pictures lie in the folder `pictures`."""
    gathered = gather(
        config,
        is_aligned=True,
        most_points=config.output.curve_points,
        pictures=left_out if config.privacy.pictures == "drop" else partial(stored, folder=pictures),
        workers=workers,
        progress=progress,
        meanwhile=import_ahead,
        press=press,
    )
    _check_sources(output, gathered.places)
    progress.start("Comparing runs", None)
    # Here and below, so that reading begins before what only comparing and drawing need is imported.
    from runreport.pipeline.assemble import assemble

    return assemble(gathered, config)


def _show(
    report: "Report",
    config: Config,
    pictures: Path,
    progress: Progress,
    workers: int | None,
    press: Press,
    output: Path,
    force: bool,
) -> int:
    """Write the site and put it into place; return the number of its pages."""
    from runreport.pipeline.show import site_tree
    from runreport.site.build import build_site

    tree = site_tree(report, config, pictures, progress, workers, press)
    return build_site(tree, output, force=force).pages
