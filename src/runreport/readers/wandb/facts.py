"""What the records of a log say of the run as a whole: who, where, when and how it ended.

Field numbers: `wandb/proto/wandb_internal.proto`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runreport.model import Environment, Source
from runreport.readers.wandb.wire import Message, inner, inners, message, number, seconds, text, texts


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run record; empty texts and None where it does not say."""

    id: str = ""
    entity: str = ""
    project: str = ""
    group: str = ""
    job_type: str = ""
    name: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    sweep: str = ""
    host: str = ""
    started: float | None = None
    parent: str = ""
    """Id of the run that it was forked from."""
    source: Source = field(default_factory=Source)
    versions: tuple[str, str] = ("", "")
    """Of Python and of wandb."""


def run_facts(fields: Message) -> RunFacts:
    """Return what a run record says.

    Raises:
        ValueError: a message in it is no protobuf.
    """
    git, telemetry = inner(fields, 21), inner(fields, 19)
    return RunFacts(
        id=text(fields, 1),
        entity=text(fields, 2),
        project=text(fields, 3),
        group=text(fields, 6),
        job_type=text(fields, 7),
        name=text(fields, 8),
        notes=text(fields, 9),
        tags=tuple(texts(fields, 10)),
        sweep=text(fields, 12),
        host=text(fields, 13),
        started=seconds(fields, 17),
        parent=text(inner(fields, 23), 1),
        source=Source(repository=text(git, 1) or None, commit=text(git, 2) or None),
        versions=(text(telemetry, 4), text(telemetry, 5)),
    )


def versions_of(fields: Message) -> tuple[str, str]:
    """Return the versions of Python and wandb in a telemetry record; empty where it does not say."""
    return text(fields, 4), text(fields, 5)


@dataclass(frozen=True, slots=True)
class Exit:
    """How a run ended."""

    code: int
    seconds: int
    """How long it ran by W&B's clock; 0 where the record does not say."""


def exit_of(fields: Message) -> Exit:
    """Return what an exit record says."""
    return Exit(number(fields, 1), number(fields, 2))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and how a program ran."""

    environment: Environment = field(default_factory=Environment)
    source: Source = field(default_factory=Source)
    started: float | None = None


def surroundings_of(data: bytes, records: Sequence[tuple[int, int]]) -> Surroundings:
    """Return what the environment records say together; a later one adds to those before.

    Raises:
        ValueError: one is no protobuf.
    """
    merged: dict[int, list[int | bytes]] = {}
    for start, end in records:
        merged.update({which: list(values) for which, values in message(data, start, end).items()})
    git = inner(merged, 9)
    return Surroundings(
        Environment(
            python=python_version(text(merged, 2)),
            platform=text(merged, 1) or None,
            hardware=hardware(
                text(merged, 17),
                number(merged, 18) if 18 in merged else number(merged, 19),
                number(merged, 16),
                gpus=[text(gpu, 1) for gpu in inners(merged, 24)],
            ),
            user=text(merged, 13) or None,
            host=text(merged, 12) or None,
        ),
        Source(
            repository=text(git, 1) or None,
            commit=text(git, 2) or None,
            entry_point=text(merged, 7) or text(merged, 6) or None,
            command=command(text(merged, 6), texts(merged, 5)),
        ),
        seconds(merged, 3),
    )


def python_version(said: str) -> str | None:
    """Return the version alone; the core puts the implementation in front."""
    return said.removeprefix("CPython ") or None


def command(program: str, arguments: Sequence[str]) -> str | None:
    """Return a command line as W&B keeps it; None where there is no program."""
    return " ".join((program, *arguments)) if program else None


def hardware(gpu: str, gpu_count: int, cpu_count: int, gpus: Sequence[str] = ()) -> str | None:
    """Return what a machine has, in a phrase; None where nothing is said."""
    name = gpu or next((one for one in gpus if one), "")
    count = gpu_count or len(gpus)
    parts = [f"{count} × {name}" if count > 1 else name] if name else []
    parts += [f"{cpu_count} CPU cores" if cpu_count > 1 else "1 CPU core"] if cpu_count else []
    return ", ".join(parts) or None


def fuller(first: Environment, second: Environment) -> Environment:
    """Return the first, with what it leaves open taken from the second."""
    return Environment(
        python=first.python or second.python,
        packages=first.packages or second.packages,
        platform=first.platform or second.platform,
        hardware=first.hardware or second.hardware,
        tracker=first.tracker or second.tracker,
        user=first.user or second.user,
        host=first.host or second.host,
    )


def fuller_source(first: Source, second: Source) -> Source:
    """Return the first, with what it leaves open taken from the second."""
    return replace(
        first,
        repository=first.repository or second.repository,
        commit=first.commit or second.commit,
        dirty=first.dirty if first.dirty is not None else second.dirty,
        entry_point=first.entry_point or second.entry_point,
        command=first.command or second.command,
    )
