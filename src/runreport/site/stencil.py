"""Run pages, stamped from one page that the engine built: no template engine, only joining."""

import html
import re
from collections import Counter
from dataclasses import dataclass

from runreport.errors import SiteError
from runreport.site.tree import RunPage

ROOT = "../../.."
MARKS = re.compile(r"(RR-TITLE|RR-DESCRIPTION|<!--rr:body-->|\.\./\.\./\.\.)")
ONCE = ("RR-TITLE", "RR-DESCRIPTION", "<!--rr:body-->")
LINK = re.compile(r'\s(?:href|src)="(?!#|[a-z]+:)([^"]*)"')


@dataclass(frozen=True, slots=True)
class Stencil:
    """A page cut at its marks."""

    pieces: tuple[str, ...]
    """Text at even places, marks at odd ones."""

    @classmethod
    def of(cls, page: str) -> "Stencil":
        """Return the stencil of a page that the engine built.

        Raises:
            SiteError: a mark is not there, is there too often, or a link does not start at the root:
                this version of the engine writes its pages differently.
        """
        pieces = MARKS.split(re.sub(r">\s+<", "><", page.strip()))
        counts = Counter(pieces[1::2])
        wrong = {mark: counts[mark] for mark in ONCE if counts[mark] != 1}
        if wrong:
            raise SiteError(
                f"the engine's page for runs holds {wrong} marks instead of one each; check the theme"
            )
        links = LINK.findall(page)
        astray = [link for link in links if not link.startswith(ROOT)]
        if astray or counts[ROOT] != len(links):
            raise SiteError(
                f"the engine's page for runs has {counts[ROOT]} roots in {len(links)} links; "
                f"not from the root: {astray}; check the theme"
            )
        return cls(tuple(pieces))


def stamp(stencil: Stencil, page: RunPage) -> str:
    """Return the finished HTML of a run's page; its values are escaped and never searched."""
    values = {
        "RR-TITLE": html.escape(page.title),
        "RR-DESCRIPTION": html.escape(page.description),
        "<!--rr:body-->": page.body,
        ROOT: "/".join([".."] * page.path.count("/")) or ".",
    }
    pieces = list(stencil.pieces)
    pieces[1::2] = [values[mark] for mark in pieces[1::2]]
    return "".join(pieces)
