"""Logged pictures on a run's page: the newest of each name first, earlier ones behind a word."""

from collections.abc import Sequence

from runreport.language import say, say_count
from runreport.model import Media, Omission, Run
from runreport.pages.case import RunCase
from runreport.pages.numbers import counted, fixed
from runreport.pages.slugs import href
from runreport.pages.views import Gallery, PictureView, Section

FOLDER = "files/media"
PICTURES = "pictures"
"""What readers and the pipeline call pictures that were left out."""


def pictures_section(case: RunCase) -> Section | None:
    """Return the pictures of a run, and how many more there are; None where there are none at all."""
    shown = [one for one in case.run.media if one.picture is not None]
    more = " ".join(further(one) for one in case.run.omissions if one.what == PICTURES)
    if not shown and not more:
        return None
    return Section(say("Pictures"), more, gallery=_gallery(case, shown) if shown else None, key="pictures")


def further(omission: Omission) -> str:
    """Return in a sentence how many more there are, and why they are not shown.

    What they are is said by the heading that this stands under.
    """
    return say_count(
        omission.count,
        "{n} more is in the store: {why}.",
        "{n} more are in the store: {why}.",
        why=say(omission.why),
    )


def _gallery(case: RunCase, shown: Sequence[Media]) -> Gallery:
    by_name: dict[str, list[Media]] = {}
    for one in sorted(shown, key=lambda one: -1 if one.step is None else one.step):
        by_name.setdefault(one.name, []).append(one)
    names = list(dict.fromkeys(one.name for one in shown))
    newest = (one for name in names for one in _of_last_step(by_name[name]))
    earlier = ((name, by_name[name][: -len(_of_last_step(by_name[name]))][::-1]) for name in names)
    return Gallery(
        tuple(_view(case, one) for one in newest),
        tuple(
            (_word(name, media), tuple(_view(case, one) for one in media)) for name, media in earlier if media
        ),
    )


def _of_last_step(media: Sequence[Media]) -> list[Media]:
    """Return those of the last step: several samples may have been logged together."""
    return [one for one in media if one.step == media[-1].step]


def _word(name: str, media: Sequence[Media]) -> str:
    return say("{pictures} of {name}", pictures=counted(len(media), "earlier picture"), name=name)


def _view(case: RunCase, media: Media) -> PictureView:
    picture = media.picture
    assert picture is not None
    step = "" if media.step is None else say("step {step}", step=fixed(media.step, 0))
    notes = [step] if step else []
    if picture.scaled_from is not None:
        notes.append(
            say(
                "{width} × {height} pixels in the record, shown smaller",
                width=str(picture.scaled_from[0]),
                height=str(picture.scaled_from[1]),
            )
        )
    if picture.frames > 1:
        notes.append(say("the first of {frames} frames", frames=fixed(picture.frames, 0)))
    return PictureView(
        href=href(case.path, f"{FOLDER}/{picture.file}"),
        alt=_alt(case.run, media, step),
        width=picture.width,
        height=picture.height,
        name=media.name,
        caption=media.caption or "",
        notes=tuple(notes),
    )


def _alt(run: Run, media: Media, step: str) -> str:
    """Return what it is called and where it comes from; what it shows, nobody here can say."""
    said = [
        say("Picture {name}", name=media.name),
        say("at {step}", step=step) if step else "",
        say("of run {title}", title=run.title),
    ]
    return " ".join(part for part in said if part) + (f": {media.caption}" if media.caption else "")
