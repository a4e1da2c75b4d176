"""Pictures on their way from the records into the site: cleaned, and kept in a folder, not in memory."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from runreport.language import text
from runreport.model import Media, Omission, Picture, Problem, Run
from runreport.site.place import refusals_of_the_disk

Handling = Callable[[Run], Run]
"""What becomes of a run's pictures as soon as it is read."""

_LOG_AGAIN = "log it again, or leave it out; the rest of the run is shown"


def as_recorded(run: Run) -> Run:
    """Return the run with its pictures' bytes as they were logged."""
    return run


def without_bytes(run: Run) -> Run:
    """Return the run without its pictures' bytes; their names stay."""
    if all(one.content is None for one in run.media):
        return run
    return replace(run, media=tuple(replace(one, content=None) for one in run.media))


def left_out(run: Run) -> Run:
    """Return the run without its pictures' bytes, and how many these were."""
    count = sum(one.content is not None for one in run.media)
    if not count:
        return run
    omission = Omission(
        text("pictures"), count, text("the configuration leaves pictures out"), run.ref.store.address
    )
    return replace(without_bytes(run), omissions=(*run.omissions, omission))


def stored(run: Run, folder: Path) -> Run:
    """Return the run with its pictures cleaned and written into `folder`, each content once.

    One that cannot be shown is a problem of the run.

    Raises:
        SiteError: the disk refuses.
    """
    problems: list[Problem] = []
    media = tuple(_stored(one, run, folder, problems) for one in run.media)
    if media == run.media:
        return run
    return replace(run, media=media, problems=(*run.problems, *problems))


def _stored(media: Media, run: Run, folder: Path, problems: list[Problem]) -> Media:
    # What a page shows is made here, never by a reader.
    has_any = media.content is not None or media.picture is not None
    without = replace(media, content=None, picture=None) if has_any else media
    if media.content is None:
        return without
    # Here, since most runs have none, and reading is not to wait for it.
    from runreport.privacy.pictures import UnshowableError, clean_picture

    try:
        clean = clean_picture(media.content)
    except UnshowableError as fault:
        what = f"the picture {media.path} is not shown: it {fault}"
        problems.append(Problem(what, _LOG_AGAIN, run.ref.store.address, run.id))
        return without
    file = f"{hashlib.sha256(clean.data).hexdigest()[:16]}.{clean.ending}"
    with refusals_of_the_disk(folder / file):
        try:
            with (folder / file).open("xb") as opened:
                opened.write(clean.data)
        except FileExistsError:
            pass  # The same picture, from this run or another.
    return replace(without, picture=Picture(file, clean.width, clean.height, clean.scaled_from, clean.frames))


def picture_files(runs: Iterable[Run], folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield path in the site and place on the disk of each picture of the runs, once."""
    from runreport.pages.gallery import FOLDER

    files = {one.picture.file for run in runs for one in run.media if one.picture is not None}
    for file in sorted(files):
        yield f"{FOLDER}/{file}", folder / file


def omissions_of(runs: Iterable[Run]) -> list[Omission]:
    """Return what limits left out of the runs, counted together for each store and rule."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for run in runs:
        for one in run.omissions:
            counts[one.store or run.ref.store.address, one.what, one.why] += one.count
    return [Omission(what, count, why, store) for (store, what, why), count in sorted(counts.items())]
