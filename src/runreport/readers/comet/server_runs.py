"""The runs on Comet's server: found and read."""

import inspect
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.comet.answered import run_from
from runreport.readers.comet.answers import Asker, answers_of, file_of, kept
from runreport.readers.comet.client import Client, client_of
from runreport.readers.comet.jsontext import as_text
from runreport.readers.comet.server import SCHEMES
from runreport.readers.shelf import shelf_of

PAGE = 500
_ADDRESS = "write comet://WORKSPACE/PROJECT, or comet://WORKSPACE for all its projects"


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by project, start and key, from lists alone; archived ones are counted.

    Raises:
        ReaderError: the server refuses, or does not answer.
    """
    workspace, project = _place(store)
    client = client_of(store.address)
    archived = 0
    for name in [project] if project else _projects(client, workspace):
        problems: list[Problem] = []
        for one in _listed(client, workspace, name, problems):
            yield RunRef(store, one.id, _stamp(one))
        yield from problems
        found = client.ask(
            f"the list of archived runs of {name}", partial(_archived, workspace=workspace, project=name)
        )
        archived += len(found)
    if archived:
        why = "runs that were archived on the server are left out"
        yield Omission("archived runs", archived, why, store.address)


def read(ref: RunRef) -> Run:
    """Return one run, from the shelf where it is there as the list of runs had it.

    Raises:
        ReaderError: the server has no such run, refuses, or does not answer.
    """
    _place(ref.store)
    shelf = shelf_of(ref.store)
    answers = shelf.get(ref.key, ref.stamp) if ref.stamp else None
    if answers is not None:
        return run_from(ref, answers, partial(_shelved, answers), [])
    asker = Asker(client_of(ref.store.address), ref.key)
    answers = answers_of(asker)
    answers["files"] = {}

    def fetch(asset: str) -> bytes | None:
        if asset not in answers["files"]:
            data = file_of(asker, asset)
            answers["files"][asset] = None if data is None else kept(data)
        return _shelved(answers, asset)

    run = run_from(ref, answers, fetch, asker.faults)
    # A run that goes on may be listed with the same times again, and have more points.
    if ref.stamp and not asker.faults and not answers["metadata"].get("running"):
        shelf.put(ref.key, ref.stamp, answers)
    return run


def _shelved(answers: Mapping[str, Any], asset: str) -> bytes | None:
    """Return the bytes of a file that was fetched before."""
    data = answers["files"].get(asset)
    return None if data is None else b64decode(data)


def _place(store: StoreRef) -> tuple[str, str]:
    """Return workspace and project, which may be empty, of an address."""
    scheme, mark, rest = store.address.partition("://")
    parts = [unquote(part) for part in rest.removesuffix("/").split("/")]
    if not mark or scheme.lower() not in SCHEMES or not all(parts) or len(parts) > 2:
        raise ReaderError(f"{store.address}: this is no address of Comet's server; {_ADDRESS}")
    return parts[0], parts[1] if len(parts) > 1 else ""


def _projects(client: Client, workspace: str) -> list[str]:
    found = client.ask(f"workspace {workspace}", lambda api: api.get_projects(workspace))
    return sorted(as_text(name) for name in found or ())


def _archived(api: Any, workspace: str, project: str) -> list[Any]:
    return list(api.get_archived_experiments(workspace, project))


def _page(api: Any, workspace: str, project: str, page: int) -> list[Any]:
    """Return one page of a project's runs; all of them where the client knows no pages."""
    if "page" not in inspect.signature(api.get_experiments).parameters:
        return list(api.get_experiments(workspace, project)) if page == 1 else []
    given = {"page": page, "page_size": PAGE, "sort_by": "startTime", "sort_order": "asc"}
    return list(api.get_experiments(workspace, project, **given))


def _listed(client: Client, workspace: str, project: str, problems: list[Problem]) -> list[Any]:
    """Return a project's runs by start and key, asking page after page until one is not full."""
    found: dict[str, Any] = {}
    page, count = 0, PAGE
    while count == PAGE:
        page += 1
        ask = partial(_page, workspace=workspace, project=project, page=page)
        listed = client.ask(f"project {workspace}/{project}", ask)
        new = {one.id: one for one in listed if one.id not in found}
        found |= new
        count = len(listed)
        if listed and not new:
            what = f"page {page} of the runs of {project} repeats earlier ones, so that runs may be missing"
            problems.append(Problem(what, "build the report again later", client.address))
            break
    return sorted(found.values(), key=lambda one: (one.start_server_timestamp or 0, one.id))


def _stamp(one: Any) -> str:
    """Return what changes when a run goes on, ends or is renamed; the list of runs tells no more."""
    # Its property `name` asks the server again for every run that has none.
    name = getattr(one, "_name", None)
    parts = (name, one.start_server_timestamp, one.end_server_timestamp, one.duration_millis)
    return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()
