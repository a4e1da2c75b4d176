"""Whether every link of a finished site leads somewhere."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

DATA = re.compile(r"<(script|style)\b[^>]*>.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
LINK = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:href|src|data|poster)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
NAME = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def broken_links(site: Path) -> list[str]:
    """Return what is wrong with the links in the site's pages, one line each, sorted.

    A link is right if its file is in the site, written as it is written there, and if its fragment
    is the id or name of an element of the target. Addresses elsewhere are not looked up. A link that
    starts with a slash, or leads to a folder, is wrong: neither opens from a disk.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    names = lru_cache(maxsize=64)(lambda path: _names(site / path))
    faults = []
    for page in sorted(path for path in files if path.endswith(".html")):
        for link in dict.fromkeys(_links(site / page)):
            path, _, fragment = link.partition("#")
            target = normpath(join(dirname(page), unquote(path.partition("?")[0]))) if path else page
            if target not in files:
                faults.append(f"{page}: {link} leads to no file of the site")
            elif fragment and target.endswith(".html") and unquote(fragment) not in names(target):
                faults.append(f"{page}: {link} leads to no element of {target}")
    return faults


def _links(page: Path) -> Iterator[str]:
    for double, single in LINK.findall(_markup(page)):
        link = _plain(double or single)
        if link and not ELSEWHERE.match(link):
            yield link


def _names(page: Path) -> frozenset[str]:
    return frozenset(_plain(double or single) for double, single in NAME.findall(_markup(page)))


def _markup(page: Path) -> str:
    """Return the page without what stands in scripts, styles and comments; their own tags stay."""
    text = page.read_text(encoding="utf-8")
    return DATA.sub(lambda match: match[0].partition(">")[0] + ">" if match[1] else "", text)


def _plain(value: str) -> str:
    return html.unescape(value).strip()
