"""From all that is known to the site: its pages, composed, and its files."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from runreport.config import Config
from runreport.figures.press import Press
from runreport.language import say
from runreport.pages.compose import compose_pages
from runreport.pages.contents import tabs
from runreport.pages.numbers import counted, day
from runreport.pages.page import RunPage
from runreport.pages.report import Report
from runreport.parallel import WORTH_A_FORK, default_workers
from runreport.pipeline.assemble import in_words
from runreport.pipeline.datafiles import data_files
from runreport.pipeline.labels import with_labels
from runreport.pipeline.pictures import picture_files
from runreport.pipeline.progress import Progress
from runreport.site.tree import SiteTree


def site_tree(
    records: Report, config: Config, pictures: Path, progress: Progress, workers: int | None, press: Press
) -> SiteTree:
    """Return the site on a report: chapters composed, pages of runs as they are asked for.

    Args:
        records: all that is known.
        config: where the user's templates lie, and where the site will be found.
        pictures: the folder that holds the runs' pictures; pages wait there for their turn.
        progress: told of each run's page.
        workers: processes that compose; None for a choice by the number of runs.
        press: prints the charts; it ends with the last of them.

    Raises:
        TemplateError: a template of the user's is wrong.
    """
    report = with_labels(in_words(records), config.labels)
    own = _own_templates(config)
    workers = workers or default_workers(len(report.sitemap.runs), WORTH_A_FORK)
    shown = [report.runs[uid] for uid in report.sitemap.runs]
    chapters, run_pages = compose_pages(report, own, workers, pictures, press)
    press.end()
    made = (file for one in chapters for file in one.files)
    return SiteTree(
        title=report.cover.title,
        language=report.cover.language,
        chapters=tuple(one.chapter for one in chapters),
        run_pages=_told(run_pages, progress),
        files=chain(data_files(report, records), made, picture_files(shown, pictures)),
        tabs=tabs(),
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
    newest = (
        say("Records up to {day}", day=day(report.date)) if report.date else say("Records without a date")
    )
    made = say("made by runreport {version}", version=report.version)
    licensed = say("License: {license}", license=report.cover.license) if report.cover.license else ""
    return " · ".join(filter(None, (newest, counted(len(report.runs), "run"), made, licensed)))
