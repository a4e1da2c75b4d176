"""Where the numbers behind curves lie: scripts beside the pages, loaded when a reader comes near the curves.

A classic script is the only data that loads from a disk. Each calls `rrCurves(place, groups)` for the pages
that share it; a group is the JSON of `figures.curve_data`, by the name of the page's section.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from runreport.analysis.metrics import is_counter
from runreport.figures.align import is_curve
from runreport.model import Run, Series
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import PageView, Section

FOLDER = "data/curves"
NUMBERS_A_SHARD = 16_000
"""Points of the runs that share a shard, at some nine bytes each; one run alone may have more."""
BARE = 50
"""What a run without curves counts, so that no shard belongs to endless runs."""


def curve_places(report: Report) -> dict[str, str]:
    """Return where the numbers of each run's curves are told: the shard's number, `#` and the place in it.

    Every run with a page has its place, by uid: neighbors share a shard, and what lies where depends on the
    records alone.
    """
    shown = [uid for uid, _ in neighbors(report)]
    return dict(zip(shown, shared_places(points_of(report.runs[uid]) for uid in shown), strict=True))


def neighbors(report: Report) -> list[tuple[str, str]]:
    """Return uid and page of each run that has one, those of a store together, whichever store came first."""
    return sorted(report.sitemap.runs.items(), key=lambda one: one[1].rpartition("/")[0])


def shared_places(sizes: Iterable[int]) -> Iterator[str]:
    """Yield the place of each run, by the points of its curves: a shard is full at `NUMBERS_A_SHARD`."""
    shard = place = filled = 0
    for points in sizes:
        size = BARE + points
        if place and filled + size > NUMBERS_A_SHARD:
            shard, place, filled = shard + 1, 0, 0
        yield f"{shard}#{place}"
        place, filled = place + 1, filled + size


def points_of(run: Run) -> int:
    """Return how many points the curves of a run have; 0 where it has none."""
    return sum(len(one) for one in _drawn(run) if is_curve(one))


def has_curves(run: Run) -> bool:
    """Return whether a run has a curve: whether `points_of` is not 0."""
    return any(is_curve(one) for one in _drawn(run))


def _drawn(run: Run) -> Iterator[Series]:
    """Yield what a run's page draws where it is a curve."""
    yield from (one for name, one in run.metrics.items() if not is_counter(name))
    yield from run.system.values()


def shard_path(place: str) -> str:
    """Return the file of the site in which a place lies."""
    return f"{FOLDER}/{place.partition('#')[0]}.js"


def shelved(view: PageView, page: str, shard: str, place: str) -> tuple[PageView, str]:
    """Return the page with addresses at its curves, and what the shard tells of them; empty for none.

    Args:
        view: whose groups of curves have no address yet.
        page: its path.
        shard: path of the script.
        place: what the script calls the page.
    """
    groups = [section for section in view.sections if section.panels and section.panels.data]
    if not groups:
        return view, ""
    names = {id(section): section.key or f"group-{at}" for at, section in enumerate(groups)}
    address = f"{href(page, shard)}#{place}"
    sections = tuple(
        _addressed(section, f"{address}.{names[id(section)]}") if id(section) in names else section
        for section in view.sections
    )
    told = ",".join(f'"{names[id(section)]}":{_numbers(section)}' for section in groups)
    return replace(view, sections=sections), f"rrCurves({place},{{{told}}});\n"


def _addressed(section: Section, address: str) -> Section:
    return replace(section, panels=section.panels and replace(section.panels, address=address))


def _numbers(section: Section) -> str:
    return section.panels.data.text if section.panels and section.panels.data else ""
