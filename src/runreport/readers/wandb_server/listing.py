"""The runs of a project, page by page."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from runreport.model import Problem, RunRef, StoreRef
from runreport.readers.wandb_server.address import Address
from runreport.readers.wandb_server.pages import Seen
from runreport.readers.wandb_server.session import asking, known

PAGE = 50
_FORM = 1
"""Of what is kept of a run; counted up when it changes, so that no older answer is taken for a new one."""
_STAMPED = (
    "name",
    "state",
    "createdAt",
    "heartbeatAt",
    "historyLineCount",
    "displayName",
    "notes",
    "tags",
    "group",
    "jobType",
    "sweepName",
    "commit",
)
"""What the list says of a run. Settings and summary are not in it: they move with the heartbeat."""


def projects_of(api: Any, store: StoreRef, address: Address) -> list[str]:
    """Return the names of the projects, in order.

    Raises:
        ReaderError: the server fails, or hands out its pages in a circle.
    """
    if address.project:
        return [address.project]
    what = f"{store.address}: the projects of {address.entity}"
    seen = Seen(what)
    with asking(what):
        for project in api.projects(address.entity):
            seen.is_new(project.name)
    return sorted(seen.keys)


def runs_of(api: Any, store: StoreRef, address: Address, project: str) -> Iterator[RunRef | Problem]:
    """Yield the runs of a project, oldest first, as the server orders them.

    Raises:
        ReaderError: the server fails, or hands out its pages in a circle.
    """
    what = f"{store.address}: the runs of {address.entity}/{project}"
    seen = Seen(what)
    with asking(what):
        options = known(api.runs, order="+created_at", per_page=PAGE, lazy=True, include_sweeps=False)
        runs = iter(api.runs(f"{address.entity}/{project}", **options))
    while (ref := _next(api, runs, what, store, address, project)) is not None:
        if seen.is_new(ref.key):
            yield ref
    count = len(runs)
    if count > len(seen.keys):
        lost = f"the server counts {count} runs in {project}, and lists {len(seen.keys)}"
        yield Problem(lost, "build again; if it stays so, ask its administrators", store.address)


def _next(api: Any, runs: Any, what: str, store: StoreRef, address: Address, project: str) -> RunRef | None:
    with asking(what):
        run = next(runs, None)
        return run and RunRef(store, address.key_of(project, run.id), _stamp(api, run))


def _stamp(api: Any, run: Any) -> str:
    said = [_FORM, api.settings["base_url"], *(getattr(run, name, None) for name in _STAMPED)]
    text = json.dumps(said, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
