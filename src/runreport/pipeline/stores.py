"""What stores are called in public: redacted, and still told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from runreport.model import Run, StoreFacts
from runreport.model.frozen import frozen_mapping
from runreport.pipeline.addresses import shown_run
from runreport.privacy import Redactions
from runreport.privacy.policy import Policy
from runreport.privacy.redaction import redact_text
from runreport.privacy.walk import REMOVED
from runreport.readers.offers import FoundStore


def public_names(names: Iterable[str], policy: Policy) -> tuple[Mapping[str, str], Redactions]:
    """Return what each shown name of a store becomes, and what was taken out of them.

    Two that read alike without a user's name or a secret are numbered, for runs are told apart by store
    and key.
    """
    return _told_apart(dict.fromkeys(names), policy, "store address", "address")


def public_experiments(runs: Iterable[Run], policy: Policy) -> Mapping[str, str]:
    """Return what experiments become that would read like another one, which they are not."""
    names = sorted({run.experiment for run in runs})
    public, _ = _told_apart(names, policy, "experiment name", "experiment")
    plain = {name: redact_text(name, policy, "experiment name", "experiment")[0] for name in names}
    return {name: called for name, called in public.items() if called != (plain[name] or REMOVED)}


def in_experiments(
    runs: Iterable[Run], facts: Iterable[StoreFacts], names: Mapping[str, str]
) -> tuple[list[Run], list[StoreFacts]]:
    """Return runs and facts under the public names of those experiments that have one in `names`."""
    return [replace(run, experiment=names.get(run.experiment, run.experiment)) for run in runs], [
        replace(
            one,
            experiments=tuple(
                replace(work, name=names.get(work.name, work.name)) for work in one.experiments
            ),
        )
        for one in facts
    ]


def _told_apart(
    names: Iterable[str], policy: Policy, kind: str, field: str
) -> tuple[Mapping[str, str], Redactions]:
    total = Redactions()
    public: dict[str, str] = {}
    for name in names:
        text, counts = redact_text(name, policy, kind, field)
        total += counts
        public[name] = _untaken(text or REMOVED, public.values())
    return frozen_mapping(public), total


def public_stores(
    stores: Sequence[FoundStore], names: Mapping[str, str], policy: Policy
) -> tuple[tuple[FoundStore, ...], Redactions]:
    """Return the stores under their public names, and what was taken out of the reasons for their readers."""
    total = Redactions()
    shown = []
    for store in stores:
        # It names files and folders, which are often called by the id of the run in them.
        because, counts = redact_text(store.because, policy, "store address", name="key")
        total += counts
        ref = replace(store.ref, address=names[store.ref.address])
        shown.append(replace(store, ref=ref, because=because))
    return tuple(shown), total


def in_public(run: Run, names: Mapping[str, str]) -> Run:
    """Return the run, and what was joined to it, under the public names of their stores."""
    joined = tuple(
        replace(one, ref=replace(one.ref, store=replace(one.ref.store, address=names[one.ref.store.address])))
        for one in run.joined
    )
    return replace(shown_run(run, names), joined=joined)


def _untaken(name: str, taken: Iterable[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
