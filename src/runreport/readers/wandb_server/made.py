"""The artifacts that a run logged and used: data sets, models and other files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runreport.model import Artifact, Dataset, ModelVersion
from runreport.readers.wandb_server.values import leaves, moment, scalar, text_or_none

MODEL, DATASET = "model", "dataset"
MADE, USED = "made by the run", "used by the run"
_OWN_TYPES = frozenset({"run_table", "wandb-history", "wandb-run-history", "code", "job"})
"""What W&B makes by itself: copies of tables, of the history and of the program, which stand elsewhere."""
Said = Mapping[str, Any]


def artifacts_in(logged: Iterable[Said]) -> tuple[Artifact, ...]:
    """Return what the run left behind, an artifact as a whole."""
    return tuple(
        Artifact(str(one["name"]), one["size"] if isinstance(one["size"], int) else None, _digest(one))
        for one in _others(logged)
    )


def datasets_in(logged: Iterable[Said], used: Iterable[Said]) -> tuple[Dataset, ...]:
    """Return what the run used, and what it made and calls a data set."""
    made = [(one, MADE) for one in _others(logged) if one["type"] == DATASET]
    return tuple(
        Dataset(
            name=str(one["name"]),
            digest=_digest(one),
            source=f"{one['source_entity']}/{one['source_project']}",
            context=context,
            profile=text_or_none(one["description"]),
        )
        for one, context in [*((one, USED) for one in _others(used)), *made]
    )


def models_in(logged: Iterable[Said], run: str) -> tuple[ModelVersion, ...]:
    """Return the models that the run made."""
    return tuple(
        ModelVersion(
            str(one["name"]),
            aliases=tuple(map(str, one["aliases"] or ())),
            run=run,
            description=text_or_none(one["description"]),
            created=moment(one["created_at"]),
            tags={name: str(scalar(value)) for name, value in leaves(one["metadata"])},
        )
        for one in _others(logged)
        if one["type"] == MODEL
    )


def _others(artifacts: Iterable[Said]) -> Sequence[Said]:
    return [one for one in artifacts if one["type"] not in _OWN_TYPES]


def _digest(one: Said) -> str | None:
    digest = text_or_none(one["digest"])
    return f"md5:{digest}" if digest else None
