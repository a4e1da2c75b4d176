"""Addresses of pages: made once, here; safe on every file system; the same at every build."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, relpath

from runreport.model.frozen import frozen_mapping

_UNSAFE = re.compile(r"[^a-z0-9]+")
_RESERVED = frozenset(
    {"index", "con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
)
_LONGEST = 64


def slugs(names: Iterable[str]) -> Mapping[str, str]:
    """Return a file name for each of the names: lower-case ASCII, no two alike.

    A name whose slug another one would share, that is too long, or that a file system keeps for itself,
    gets the first digits of its SHA-256 at the end, six unless that leaves two alike, so that the order
    in which the names come does not matter.
    """
    plain = {name: _fold(name) for name in names}
    marked = {name for name, slug in plain.items() if not 0 < len(slug) <= _LONGEST or slug in _RESERVED}
    marked |= _twins(plain)
    digits = 6
    while True:
        made = {name: _marked(name, slug, digits) if name in marked else slug for name, slug in plain.items()}
        twins = _twins(made)
        if not twins:
            return frozen_mapping(made)
        marked |= twins
        digits += 6


def _fold(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("-", ascii_name.lower()).strip("-")


def _twins(slugs: Mapping[str, str]) -> set[str]:
    counts = Counter(slugs.values())
    return {name for name, slug in slugs.items() if counts[slug] > 1}


def _marked(name: str, slug: str, digits: int) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
    return "-".join(filter(None, (slug[:_LONGEST].rstrip("-"), digest)))


def href(page: str, target: str) -> str:
    """Return the relative link from one page of the site to another."""
    folder, _, name = target.rpartition("/")
    return f"{_way(dirname(page), folder)}{name}"


@lru_cache(maxsize=1024)
def _way(start: str, folder: str) -> str:
    """Return what stands before the names of all files of a folder in links from another folder."""
    way = relpath(folder or ".", start or ".")
    return "" if way == "." else f"{way}/"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Where every page stands, relative to the site."""

    experiments: Mapping[str, str]
    """Page by experiment name."""
    comparisons: Mapping[str, str]
    """Page by experiment name."""
    runs: Mapping[str, str]
    """Page by run uid; a run without a page of its own is absent."""
    models: Mapping[str, str]
    """Page by card key."""


def sitemap(
    experiments: Iterable[str], runs: Iterable[tuple[str, str, str]], models: Iterable[str]
) -> Sitemap:
    """Return the addresses for experiment names, runs as (uid, store address, key), and card keys."""
    names, rows = list(experiments), list(runs)
    by_experiment, by_model = slugs(names), slugs(models)
    by_store = slugs(store for _, store, _ in rows)
    keys: dict[str, list[str]] = {}
    for _, store, key in rows:
        keys.setdefault(store, []).append(key)
    by_key = {store: slugs(found) for store, found in keys.items()}
    return Sitemap(
        experiments={name: f"experiments/{by_experiment[name]}.html" for name in names},
        comparisons={name: f"compare/{by_experiment[name]}.html" for name in names},
        runs={uid: f"runs/{by_store[store]}/{by_key[store][key]}.html" for uid, store, key in rows},
        models={key: f"models/{slug}.html" for key, slug in by_model.items()},
    )
