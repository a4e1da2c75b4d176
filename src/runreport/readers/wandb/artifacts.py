"""Artifacts that a run made and used: data sets, models and other files.

Field numbers: `wandb/proto/wandb_internal.proto`, messages `ArtifactRecord` and `UseArtifactRecord`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from runreport.model import Artifact, Dataset, ModelVersion
from runreport.readers.wandb.tree import decoded, leaves, scalar
from runreport.readers.wandb.wire import Message, inner, inners, number, text, texts

OWN_TYPES = frozenset({"run_table", "wandb-history", "wandb-run-history", "code", "job"})
"""What W&B makes by itself: copies of tables, of the log and of the program, which stand elsewhere."""
MODEL, DATASET = "model", "dataset"
MADE, USED = "made by the run", "used by the run"


@dataclass(frozen=True, slots=True)
class Made:
    """An artifact that a run logged, or used."""

    name: str
    type: str
    is_used: bool = False
    digest: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Artifact, ...] = ()
    """By path in the artifact."""
    references: tuple[str, ...] = ()
    """Addresses of files that lie elsewhere."""


def made_of(fields: Message) -> Made:
    """Return what an artifact record says.

    Raises:
        ValueError: a message in it is no protobuf.
    """
    contents = inners(inner(fields, 12), 4)
    return Made(
        name=text(fields, 5),
        type=text(fields, 4),
        digest=text(fields, 6),
        description=text(fields, 7),
        aliases=tuple(texts(fields, 11)),
        metadata=_metadata(text(fields, 8)),
        files=tuple(
            Artifact(
                text(one, 1), number(one, 4) if 4 in one else None, _digest(text(one, 2), bool(text(one, 3)))
            )
            for one in contents
        ),
        references=tuple(text(one, 3) for one in contents if text(one, 3)),
    )


def used_of(fields: Message) -> Made:
    """Return what a record of an artifact's use says."""
    return Made(name=text(fields, 3) or text(fields, 1), type=text(fields, 2), is_used=True)


def datasets_in(found: list[Made]) -> tuple[Dataset, ...]:
    """Return what was used, and what was made and is called a data set."""
    return tuple(
        Dataset(
            name=one.name,
            digest=_digest(one.digest),
            source=one.references[0] if one.references else None,
            context=USED if one.is_used else MADE,
            profile=one.description or None,
        )
        for one in found
        if (one.is_used and one.type not in OWN_TYPES) or (one.type == DATASET and not one.is_used)
    )


def models_in(found: list[Made], run: str) -> tuple[ModelVersion, ...]:
    """Return the models that a run made."""
    return tuple(
        ModelVersion(
            one.name,
            aliases=one.aliases,
            run=run,
            description=one.description or None,
            tags=one.metadata,
        )
        for one in found
        if one.type == MODEL and not one.is_used
    )


def files_in(found: list[Made]) -> list[Artifact]:
    """Return the files of the artifacts that a run made, under the artifact's name."""
    return [
        Artifact(f"{one.name}/{file.path}", file.size_bytes, file.digest, file.media_type)
        for one in found
        if not one.is_used and one.type not in OWN_TYPES
        for file in one.files
    ]


def _digest(said: str, is_reference: bool = False) -> str | None:
    """Return a digest with its algorithm; that of a file elsewhere is the other system's own."""
    if not said:
        return None
    return said if is_reference else f"md5:{said}"


def _metadata(said: str) -> dict[str, str]:
    try:
        tree = decoded(said.encode() or b"{}")
    except ValueError:
        return {"metadata": said}
    return {name: str(scalar(value)) for name, value in leaves(tree)} if isinstance(tree, dict) else {}
