"""What may leave: one action for each kind of field, and the count of what was done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runreport.model.frozen import frozen_mapping


class Action(StrEnum):
    """What happens to a finding."""

    KEEP = "keep"
    MASK = "mask"
    """Replaced by a word that says what stood there."""
    PSEUDONYMIZE = "pseudonymize"
    """Replaced by a stable name, such as `person-3f9a`, made with a key that stays at home."""
    GENERALIZE = "generalize"
    """Cut down to what says nothing of a person, such as `~` for a home folder."""
    DROP = "drop"
    """Removed with its field."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The actions; the defaults are safe for the open web."""

    secrets: Action = Action.MASK
    users: Action = Action.PSEUDONYMIZE
    hosts: Action = Action.PSEUDONYMIZE
    emails: Action = Action.MASK
    home_folders: Action = Action.GENERALIZE
    url_credentials: Action = Action.MASK
    key: bytes = field(default=b"", repr=False)
    """Key of the pseudonyms; with none, a fixed public key is used and names could be guessed."""
    drop_params: tuple[str, ...] = ()
    """Name patterns (`fnmatch`) of parameters that never leave."""
    drop_tags: tuple[str, ...] = ()
    """Name patterns (`fnmatch`) of tags that never leave."""
    keep_values: tuple[str, ...] = ()
    """Exact texts that are known to be harmless and are left alone."""
    people: tuple[str, ...] = ()
    """Names of people to look for in every run, beside those that a run itself gives away."""
    machines: tuple[str, ...] = ()
    """Names of hosts to look for in every run."""


@dataclass(frozen=True, slots=True)
class Redactions:
    """How many of what was replaced; never a value, nor its length."""

    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Count by (what, kind of field), such as `("e-mail address", "tag")`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", frozen_mapping(self.counts))

    def __add__(self, other: "Redactions") -> "Redactions":
        return Redactions(Counter(self.counts) + Counter(other.counts))

    @property
    def total(self) -> int:
        """Everything that was replaced or removed."""
        return sum(self.counts.values())


NOTHING = Redactions()
"""Where nothing was found."""
