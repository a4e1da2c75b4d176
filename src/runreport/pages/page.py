"""A page as a plain value, before any engine sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from runreport.model.frozen import frozen_mapping


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page that the engine builds from Markdown."""

    path: str
    """Relative to the site, with forward slashes, ending in `.html`."""
    title: str
    """Plain text, for the window's title."""
    description: str
    """One plain sentence."""
    markdown: str
    """Ours or an author's; blocks stand in it as `<!--rr:block:KEY-->`, alone on a line."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Finished HTML by key, put in after the engine has run, so nothing in it is Markdown."""
    kind: str = "chapter"
    """Kind of page, a class on the body: `summary`, `experiment`, `card` …"""
    nav: str = ""
    """Path of the tab this page belongs to; empty for none."""
    has_toc: bool = False
    """Whether a table of contents stands beside the text."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", frozen_mapping(self.blocks))


@dataclass(frozen=True, slots=True)
class RunPage:
    """A page stamped from the stencil."""

    path: str
    """Relative to the site, ending in `.html`."""
    title: str
    """Plain text."""
    description: str
    body: str
    """Finished HTML whose links are relative to the page."""
    shard: str = ""
    """File of the site that neighboring pages share, which holds numbers of theirs; empty for none."""
    numbers: str = ""
    """What this page has in it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry of the navigation."""

    title: str
    path: str
