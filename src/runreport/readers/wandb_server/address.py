"""What an address of the form `wandb://ENTITY/PROJECT` names."""

from dataclasses import dataclass
from urllib.parse import unquote

from runreport.errors import ReaderError

SCHEME = "wandb"
_REMEDY = (
    "write wandb://ENTITY/PROJECT, or wandb://ENTITY for all projects; "
    "a server of your own is named by WANDB_BASE_URL"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A project, or all projects of a user or team."""

    entity: str
    """A user or a team."""
    project: str = ""
    """Empty for all."""

    def key_of(self, project: str, run: str) -> str:
        """Return a run's key in this store."""
        return run if self.project else f"{project}/{run}"

    def run_of(self, key: str) -> tuple[str, str]:
        """Return project and id of the run with this key."""
        if self.project:
            return self.project, key
        project, _, run = key.partition("/")
        return project, run


def parsed(address: str) -> Address:
    """Return what an address names.

    Raises:
        ReaderError: it names neither a project nor an entity.
    """
    scheme, _, path = address.partition("://")
    parts = [unquote(part) for part in path.removesuffix("/").split("/")]
    if scheme.lower() != SCHEME or not 1 <= len(parts) <= 2 or not all(parts):
        raise ReaderError(f"{address}: this names no project of Weights & Biases; {_REMEDY}")
    return Address(*parts)
