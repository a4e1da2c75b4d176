"""The parts of a plain record besides settings and numbers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runreport.model import Artifact, Cost, Dataset, Environment, Measured, ModelVersion, Source
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.values import amount, flag, shown, text, whole


def artifacts_of(
    record: Mapping[str, Any], ledger: Ledger, lying: Sequence[Artifact]
) -> tuple[Artifact, ...]:
    """Return the files that the record names and those that lie in the artifacts folder, by path."""
    found = {artifact.path: artifact for artifact in lying}
    for entry in ledger.entries("artifacts", record.get("artifacts")):
        given = {"path": entry} if isinstance(entry, str) else ledger.mapping("artifacts", entry)
        path = ledger.take("artifacts.path", given.get("path"), text)
        if path is None:
            continue
        if path.startswith("/") or ".." in path.split("/"):
            ledger.note(f"`artifacts` names a file outside of the run: {path}")
            continue
        size = ledger.take("artifacts.size", given.get("size"), whole)
        found[path] = Artifact(
            path=path,
            size_bytes=found[path].size_bytes if path in found else size,
            digest=ledger.take("artifacts.digest", given.get("digest"), text),
            media_type=ledger.take("artifacts.media_type", given.get("media_type"), text),
        )
    return tuple(found[path] for path in sorted(found))


def datasets_of(record: Mapping[str, Any], ledger: Ledger) -> Iterator[Dataset]:
    """Yield the data that the run read; an entry may be a name alone."""
    for name, given in _named("datasets", record, ledger):
        texts = _texts("datasets", given, ledger, "digest", "source", "context", "profile", "schema")
        yield Dataset(name, rows=ledger.take("datasets.rows", given.get("rows"), whole), **texts)


def models_of(record: Mapping[str, Any], ledger: Ledger) -> Iterator[ModelVersion]:
    """Yield the models that the run made; an entry may be a name alone."""
    for name, given in _named("models", record, ledger):
        texts = _texts("models", given, ledger, "version", "stage", "flavor", "signature", "description")
        aliases = tuple(map(str, ledger.entries("models.aliases", given.get("aliases"))))
        yield ModelVersion(name, aliases=aliases, run=ledger.ref.key, **texts)


def source_of(record: Mapping[str, Any], ledger: Ledger) -> Source:
    """Return the code that ran."""
    given = ledger.mapping("source", record.get("source"))
    texts = _texts("source", given, ledger, "repository", "commit", "branch", "entry_point", "command")
    return Source(dirty=ledger.take("source.dirty", given.get("dirty"), flag), **texts)


def environment_of(record: Mapping[str, Any], ledger: Ledger) -> Environment:
    """Return what the code ran on."""
    given = ledger.mapping("environment", record.get("environment"))
    texts = _texts("environment", given, ledger, "python", "platform", "hardware", "tracker", "user", "host")
    packages = ledger.mapping("environment.packages", given.get("packages"))
    return Environment(packages={name: str(version) for name, version in packages.items()}, **texts)


def cost_of(record: Mapping[str, Any], ledger: Ledger) -> Cost:
    """Return what the run used; an entry is a number, or an object of `value` and `how`."""
    given = ledger.mapping("cost", record.get("cost"))
    names = ("seconds", "energy_kwh", "emissions_kg", "money")
    return Cost(**{name: _measured(name, given.get(name), ledger) for name in names})


def _measured(name: str, value: object, ledger: Ledger) -> Measured | None:
    given = value if isinstance(value, Mapping) else {"value": value}
    found = ledger.take(f"cost.{name}", given.get("value"), amount)
    how = (
        ledger.take(f"cost.{name}.how", given.get("how"), text)
        or f"stated in {ledger.file or ledger.ref.store.path.name}"
    )
    return None if found is None else Measured(found, how)


def _named(
    section: str, record: Mapping[str, Any], ledger: Ledger
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in ledger.entries(section, record.get(section)):
        given = {"name": entry} if isinstance(entry, str) else ledger.mapping(section, entry)
        name = ledger.take(f"{section}.name", given.get("name"), text)
        if name:
            yield name, given
        else:
            ledger.note(f"`{section}` has an entry without a name, which is left out: {shown(entry)}")


def _texts(section: str, given: Mapping[str, Any], ledger: Ledger, *names: str) -> dict[str, Any]:
    return {name: ledger.take(f"{section}.{name}", given.get(name), text) for name in names}
