"""How stores are called in a report: the same on every machine and from every folder.

A store is opened by the address that the user gave. What the report shows is only the part of it that
tells the stores apart, so that a report says nothing of the folders above, and is the same to the byte
wherever the records lie.
"""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from runreport.model import Omission, Problem, Run, StoreFacts, StoreRef
from runreport.model.frozen import frozen_mapping
from runreport.readers.remote.address import ARCHIVE, clean, is_remote, remote_at

LOCAL = ("sqlite", ARCHIVE)
"""Schemes whose addresses are paths on this machine."""


def shown_addresses(stores: Sequence[StoreRef], given: Sequence[str], base: Path | None) -> Mapping[str, str]:
    """Return what each store's address, each given one, and each copy's path is called in the report.

    Args:
        stores: as detection found them.
        given: the addresses that the user gave.
        base: folder that the given addresses start from where a configuration names them; None where
            they came from the command line.
    """
    paths = {store.address: _path(store.address) for store in stores}
    parts = {address: _parts(path) for address, path in paths.items()}
    depth = {address: len(_tail(paths[address], given, base)) for address in paths}
    while True:
        shown = {address: "/".join(parts[address][-depth[address] :]) for address in paths}
        twins = {name for name, count in Counter(shown.values()).items() if count > 1}
        deeper = [a for a in paths if shown[a] in twins and depth[a] < len(parts[a])]
        if not deeper:
            called = dict.fromkeys(name for address in given for name in (address, _called(address)))
            others = {a: "/".join(_tail(_path(a), given, base)) for a in called if a not in shown}
            copies = {store.at: shown[store.address] for store in stores if store.at}
            return frozen_mapping({**copies, **others, **shown})
        depth.update({address: depth[address] + 1 for address in deeper})


def local_places(stores: Sequence[StoreRef]) -> tuple[Path, ...]:
    """Return where the stores lie on this machine, those aside that lie elsewhere."""
    paths = (_path(store.address) for store in stores)
    return tuple(Path(path) for path in paths if "://" not in path)


def _called(address: str) -> str:
    return remote_at(address).address if is_remote(address) else clean(address)


def _path(address: str) -> str:
    """Return the absolute path of an address, or its URL without secrets."""
    address = _called(address)
    scheme, separator, rest = address.partition("://")
    if separator and (scheme not in LOCAL or "://" in rest):
        return rest if scheme == ARCHIVE else address
    path = rest.removeprefix("/") if scheme == "sqlite" else rest or address
    # Not `resolve`: what a link is called is how the user knows it.
    return os.path.normpath(Path.cwd() / path)


def _parts(path: str) -> list[str]:
    scheme, separator, rest = path.partition("://")
    if separator:
        return [f"{scheme}:/", *filter(None, rest.split("/"))]
    return [part for part in path.replace(os.sep, "/").split("/") if part] or ["store"]


def _tail(path: str, given: Sequence[str], base: Path | None) -> list[str]:
    """Return the parts below the folder that was given, at least one."""
    roots = [str(base.absolute())] if base is not None else []
    roots += sorted((_path(address) for address in given), key=len, reverse=True)
    for root in roots:
        if path != root and path.startswith(root.rstrip("/" + os.sep) + ("/" if "://" in root else os.sep)):
            return _parts(path[len(root) :])
    return _parts(path)[-1:]


def shown_store(store: StoreRef, names: Mapping[str, str]) -> StoreRef:
    """Return the store under its shown name; where its copy lies is nobody's business."""
    return replace(store, address=names[store.address], at="")


def shown_run(run: Run, names: Mapping[str, str]) -> Run:
    """Return the run under its store's shown name."""
    store = shown_store(run.ref.store, names)
    problems = tuple(shown_problem(problem, names) for problem in run.problems)
    return replace(run, ref=replace(run.ref, store=store, stamp=""), problems=problems)


def shown_facts(facts: StoreFacts, names: Mapping[str, str]) -> StoreFacts:
    """Return what a store says beside its runs, under its shown name."""
    return replace(facts, store=shown_store(facts.store, names))


def shown_omission(omission: Omission, names: Mapping[str, str]) -> Omission:
    """Return an omission under its store's shown name."""
    return replace(omission, store=names.get(omission.store, omission.store))


def shown_problem(problem: Problem, names: Mapping[str, str]) -> Problem:
    """Return a problem in which every store has its shown name."""

    def said(text: str) -> str:
        for address, name in sorted(names.items(), key=lambda item: -len(item[0])):
            if len(address) > 1:
                text = text.replace(address, name)
        return text

    store = names.get(problem.store, said(problem.store))
    return replace(
        problem,
        what=said(problem.what).removeprefix(f"{store}: "),
        remedy=said(problem.remedy),
        store=store,
        file=None if problem.file is None else said(problem.file),
    )
