"""One log, read whole: everything that its records say, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from runreport.readers.console import NOTHING, Console, console_tail
from runreport.readers.wandb import records as kinds
from runreport.readers.wandb.artifacts import Made, made_of, used_of
from runreport.readers.wandb.definitions import Definition, definition_of
from runreport.readers.wandb.facts import (
    Exit,
    RunFacts,
    Surroundings,
    exit_of,
    run_facts,
    surroundings_of,
    versions_of,
)
from runreport.readers.wandb.framing import Fault, frame
from runreport.readers.wandb.history import History, history_of, readings_of
from runreport.readers.wandb.items import UPDATES, items_of
from runreport.readers.wandb.tree import Tree, merged
from runreport.readers.wandb.wire import Message, message, text
from runreport.readers.wandb.wire import spans as spans_in

T = TypeVar("T")

_MEND = "everything else of the run is in the report; restore the log from a copy to have them"


@dataclass(slots=True)
class Journal:
    """What a log, or the files of before 0.10, say of a run."""

    facts: RunFacts = field(default_factory=RunFacts)
    config: Tree = field(default_factory=dict)
    """W&B's own settings are under `_wandb`."""
    summary: Tree = field(default_factory=dict)
    history: History = field(default_factory=History)
    readings: History = field(default_factory=History)
    """Of the machine."""
    exit: Exit | None = None
    surroundings: Surroundings = field(default_factory=Surroundings)
    versions: tuple[str, str] = ("", "")
    """Of Python and of wandb."""
    definitions: list[Definition] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    """Artifacts, each as its last record has it."""
    folders: list[str] = field(default_factory=list)
    """Log folders of TensorBoard that wandb watched."""
    printed: Console = NOTHING
    """The end of what the program printed; runs that nobody synchronized have it here alone."""
    faults: list[Fault] = field(default_factory=list)
    records: int = 0
    """Records that are whole."""


def journal_of(data: bytes) -> Journal:
    """Return what a log says.

    Args:
        data: the whole file.
    """
    framed = frame(data)
    sorted_records = kinds.sort(framed.data, framed.spans)
    reading = _Reading(framed.data, sorted_records, bad=sorted_records.bad)
    found = Journal(faults=list(framed.faults), records=len(framed.spans))
    for fields in reading.messages(kinds.RUN):
        found.facts = reading.get(run_facts, fields) or found.facts
    found.versions = found.facts.versions
    for fields in reading.messages(kinds.TELEMETRY)[-1:]:
        found.versions = versions_of(fields)
    for fields in reading.messages(kinds.EXIT):
        found.exit = exit_of(fields)
    definitions = (reading.get(definition_of, fields) for fields in reading.messages(kinds.METRIC))
    found.definitions = [one for one in definitions if one is not None]
    found.made = _made(reading)
    folders = (text(fields, 1) for fields in reading.messages(kinds.TENSORBOARD))
    found.folders = list(dict.fromkeys(filter(None, folders)))
    try:
        found.surroundings = surroundings_of(framed.data, sorted_records.of(kinds.ENVIRONMENT).tolist())
    except ValueError:
        reading.bad += 1
    found.printed = _printed(reading)
    _take_items(reading, found)
    found.history = history_of(framed.data, sorted_records.of(kinds.HISTORY))
    found.readings = readings_of(framed.data, sorted_records.of(kinds.STATS))
    _tell(found, reading.bad + found.history.bad + found.readings.bad)
    return found


@dataclass(slots=True)
class _Reading:
    """Records of a log while they are read, and how many of them are damaged."""

    data: bytes
    records: kinds.Sorted
    bad: int = 0
    texts: int = 0
    """Values that are no JSON."""

    def messages(self, kind: int) -> list[Message]:
        found = []
        for start, end in self.records.of(kind).tolist():
            try:
                found.append(message(self.data, start, end))
            except ValueError:
                self.bad += 1
        return found

    def get(self, take: Callable[[Message], T], fields: Message) -> T | None:
        try:
            return take(fields)
        except ValueError:
            self.bad += 1
            return None


def _made(reading: _Reading) -> list[Made]:
    found: dict[tuple[str, str, bool], Made] = {}
    for kind, take in ((kinds.ARTIFACT, made_of), (kinds.USE_ARTIFACT, used_of)):
        for fields in reading.messages(kind):
            one = reading.get(take, fields)
            if one is not None:
                found[one.name, one.digest, one.is_used] = one
    return list(found.values())


def _printed(reading: _Reading) -> Console:
    """Return the end of what was printed: records hold pieces of it, lines and ends of lines apart."""
    kept = (kinds.OUTPUT, kinds.RAW_OUTPUT)
    return console_tail("".join(text(fields, 3) for kind in kept for fields in reading.messages(kind)))


def _take_items(reading: _Reading, found: Journal) -> None:
    """Apply the updates of settings and summary; those that begin a run stand in its own record."""
    for kind, own_field, tree in ((kinds.CONFIG, 4, found.config), (kinds.SUMMARY, 5, found.summary)):
        own = np.asarray(_within_run(reading, own_field), dtype=np.int64).reshape(-1, 2)
        spans = np.concatenate((own, reading.records.of(kind)))
        items = items_of(reading.data, spans, UPDATES)
        reading.texts += merged(tree, items)
        reading.bad += items.bad


def _within_run(reading: _Reading, which: int) -> list[tuple[int, int]]:
    found = []
    for start, end in reading.records.of(kinds.RUN).tolist():
        try:
            found += [
                (at, stop)
                for number, kind, at, stop in spans_in(reading.data, start, end)
                if (number, kind) == (which, 2)
            ]
        except ValueError:
            continue
    return found


def _tell(found: Journal, bad: int) -> None:
    if bad:
        what = (
            "a record is damaged, and left out" if bad == 1 else f"{bad:,} records are damaged, and left out"
        )
        found.faults.append(Fault(what, _MEND))
