"""The site as a plain value, before any engine sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from runreport.pages.page import Chapter, RunPage, Tab

__all__ = ["Chapter", "RunPage", "SiteTree", "Tab"]


@dataclass(frozen=True, slots=True)
class SiteTree:
    """Everything that the site consists of."""

    title: str
    language: str
    chapters: tuple[Chapter, ...]
    run_pages: Iterable[RunPage]
    """May be lazy; gone through once."""
    files: Iterable[tuple[str, bytes | Path]]
    """Path in the site, and content or a file to copy; may be lazy."""
    tabs: tuple[Tab, ...]
    footer: str
    """One plain line at the foot of every page."""
    site_url: str | None = None
    templates: Path | None = None
    """The user's own template folder, searched first."""
