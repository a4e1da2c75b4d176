"""`build_report`: from stores to a site, arrow by arrow."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from runreport.config import Config, Store
from runreport.model import Problem
from runreport.pages.compose import TABS, compose_chapters, compose_run_pages
from runreport.pages.numbers import counted, day
from runreport.pages.page import RunPage
from runreport.pages.render import open_templates
from runreport.pages.report import Report
from runreport.parallel import WORTH_A_FORK, default_workers
from runreport.pipeline.assemble import assemble
from runreport.pipeline.datafiles import data_files
from runreport.pipeline.garbage import seldom_collected
from runreport.pipeline.gather import gather
from runreport.pipeline.pictures import left_out, picture_files, stored
from runreport.pipeline.progress import Progress, Silent
from runreport.privacy import Redactions
from runreport.site.build import build_site
from runreport.site.tree import SiteTree


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
) -> BuildResult:
    """Build the report on the runs in the stores, and put it into place whole.

    Args:
        config: what is configured; `load_config()` gives what the command line would use.
        stores: paths or URLs; none for those of the configuration.
        output: folder of the site; None for the configured one.
        force: replace the folder whatever it holds.
        strict: write nothing if anything could not be read.
        workers: processes that read and compose; None for a choice by the number of runs.
        progress: who is told.

    Raises:
        ConfigError: a card that a person wrote is wrong.
        ReaderError: there is no store, or it cannot be settled who reads one.
        TemplateError: a template of the user's is wrong.
        SiteError: the site cannot be built, or not be put into place.
    """
    if stores and tuple(stores) != tuple(config.addresses):
        config = config.with_stores([Store(path=path) for path in stores])
    progress = progress or Silent()
    output = output or config.output_path
    pages = 0
    with tempfile.TemporaryDirectory(prefix="runreport-") as pictures:
        report = _report(config, Path(pictures), workers, progress)
        if not (strict and report.problems):
            progress.start("Drawing and writing pages", len(report.sitemap.runs))
            tree = _tree(report, config, Path(pictures), progress, workers)
            pages = build_site(tree, output, force=force).pages
    return BuildResult(
        output=output,
        stores=tuple((one.address, one.reader, one.because, one.runs) for one in report.stores),
        runs=len(report.runs),
        omitted=sum(omission.count for omission in report.omissions),
        problems=report.problems,
        redactions=report.redactions,
        pages=pages,
    )


def _report(config: Config, pictures: Path, workers: int | None, progress: Progress) -> Report:
    """Return all that is known; the runs' pictures lie in the folder `pictures`."""
    gathered = gather(
        config,
        is_aligned=True,
        most_points=config.output.curve_points,
        pictures=left_out if config.privacy.pictures == "drop" else partial(stored, folder=pictures),
        workers=workers,
        progress=progress,
    )
    progress.start("Comparing runs", None)
    return assemble(gathered, config)


def _tree(
    report: Report, config: Config, pictures: Path, progress: Progress, workers: int | None
) -> SiteTree:
    own = _own_templates(config)
    workers = workers or default_workers(len(report.sitemap.runs), WORTH_A_FORK)
    shown = [report.runs[uid] for uid in report.sitemap.runs]
    # First, since with several processes the work begins here and goes on beside the chapters.
    run_pages = compose_run_pages(report, own, workers)
    composed = compose_chapters(report, open_templates(own))
    figures = (file for drawn in composed.drawn for file in drawn.files)
    return SiteTree(
        title=report.cover.title,
        language=report.cover.language,
        chapters=composed.chapters,
        run_pages=_told(run_pages, progress),
        files=chain(data_files(report), figures, picture_files(shown, pictures)),
        tabs=TABS,
        footer=_footer(report),
        site_url=config.site_url,
        templates=own,
    )


def _own_templates(config: Config) -> Path | None:
    folder = config.folder / "templates"
    return folder if any((folder / kind).is_dir() for kind in ("pages", "partials", "theme")) else None


def _told(pages: Iterator[RunPage], progress: Progress) -> Iterator[RunPage]:
    for page in pages:
        yield page
        progress.advance()


def _footer(report: Report) -> str:
    newest = f"Records up to {day(report.date)}" if report.date else "Records without a date"
    licensed = f" · License: {report.cover.license}" if report.cover.license else ""
    return f"{newest} · {counted(len(report.runs), 'run')} · made by runreport {report.version}{licensed}"
