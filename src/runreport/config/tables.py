"""The tables of `runreport.toml`, each key with its description."""

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, get_type_hints

from runreport.config import checks
from runreport.config.annotations import After, Before, Lax
from runreport.model.filters import Filter, parse_filter
from runreport.model.frozen import frozen_mapping
from runreport.model.metric import Better, MetricInfo
from runreport.privacy.policy import Action

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Text = Annotated[str, After(checks.is_written)]


def nothing() -> Mapping[str, Any]:
    """Return what a table of names holds that is left out."""
    return frozen_mapping({})


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the file: frozen, without unknown keys, every value of its own type.

    One that is made by hand is checked as well: pydantic's `ValidationError` says all that is wrong with it.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"extra": "forbid", "strict": True}

    def __post_init__(self) -> None:
        """Check what was given; where everything has its default, there is nothing to check."""
        values = {key: getattr(self, key.name) for key in fields(self) if key.init}
        given = {key.name: value for key, value in values.items() if not _is_default(value, key)}
        if given:
            # Here, since it takes long to import, and most reports are built without a configuration.
            from runreport.config.validation import validated

            vars(self).update(vars(validated(type(self), given)))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from runreport.config.validation import table_schema

        return table_schema(source, handler)


def _is_default(value: Any, key: Field[Any]) -> bool:
    """Return whether a value is of the default's type and equal to it; True, that is, is not 1."""
    default = key.default if key.default_factory is MISSING else key.default_factory()
    return type(value) is type(default) and bool(value == default)


def keys_of(table: type[Table]) -> Mapping[str, Any]:
    """Return the type of each key of a table, without what else its annotation says."""
    types = get_type_hints(table)
    return {key.name: types[key.name] for key in fields(table) if key.init}


@dataclass(frozen=True, kw_only=True)
class Author(Table):
    """A person who answers for the report."""

    name: Text
    """The person's name."""
    email: str | None = None
    """Shown on the report; leave it out to show none."""
    role: str | None = None
    """Such as `principal investigator`."""


@dataclass(frozen=True, kw_only=True)
class Store(Table):
    """A place with records."""

    path: Text
    """A file, a folder to search, or an address; relative to this file."""
    reader: str | None = None
    """The reader to use where several could, or none recognizes the store; see `runreport readers`."""


@dataclass(frozen=True, kw_only=True)
class Runs(Table):
    """Which runs the report is about."""

    where: Annotated[str, After(checks.is_filter)] | None = None
    """A filter; the other runs are left out, and the report says how many. See [filters](#filters)."""

    @property
    def filter(self) -> Filter | None:
        """The filter, parsed."""
        return None if self.where is None else parse_filter(self.where)


@dataclass(frozen=True, kw_only=True)
class Metric(Table):
    """What one metric means; the table's name is the metric's name in the records."""

    label: str | None = None
    """What people call it."""
    unit: str = ""
    """Such as `s` or `mmol/l`; empty for a number without a unit."""
    better: Literal["higher", "lower"] | None = None
    """Which way it improves; where it is left out, the records say so, or well-known names."""
    explain: str = ""
    """One sentence for readers who know no machine learning."""
    range: Annotated[tuple[float, float], After(checks.is_ordered)] | None = None
    """The least and the greatest possible value; `inf` and `-inf` where there is no limit."""

    def info(self, name: str) -> MetricInfo:
        """Return the settings as a metric's description; the direction is unknown where not given."""
        low, high = (limit if math.isfinite(limit) else None for limit in self.range or (-math.inf, math.inf))
        return MetricInfo(
            name=name,
            label=self.label or name,
            unit=self.unit,
            better=Better(self.better or Better.UNKNOWN),
            explain=self.explain,
            low=low,
            high=high,
            known_from="configuration" if self.better else "",
        )


@dataclass(frozen=True, kw_only=True)
class Experiment(Table):
    """What the report says of one experiment; the table's name is the experiment's name."""

    title: str | None = None
    """Shown instead of the name."""
    question: str | None = None
    """The question that the experiment answers."""
    description: str | None = None
    """A paragraph, Markdown."""
    headline: str | None = None
    """The metric by which its runs are compared."""
    baseline: str | None = None
    """What the other runs are held against; as in `compare.baseline`."""
    tradeoffs: tuple[Text, ...] | None = None
    """Metrics drawn against the headline, in this order; else the two that disagree with it most."""


@dataclass(frozen=True, kw_only=True)
class Compare(Table):
    """How runs are held against one another."""

    baseline: str | None = None
    """A run's name or id, or a filter such as `params.model = ridge`."""
    seeds: tuple[str, ...] | None = None
    """Parameters that only tell repeats of a training apart; else well-known ones such as `seed`."""


def _as_names(value: Any) -> Any:
    """Return a list of names as the tuple that it stands for; a single name as one of them."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Names = Annotated[Mapping[str, Annotated[tuple[Text, ...], Before(_as_names)]], After(frozen_mapping)]


Labels = Annotated[Mapping[str, Text], After(frozen_mapping)]


@dataclass(frozen=True, kw_only=True)
class Align(Table):
    """Names that mean the same: on the left the one to use, on the right those that the records use.

    Where a run holds two of them, all stay as they are, and the page on methods says so.
    """

    metrics: Names = field(default_factory=nothing)
    """Such as `val_accuracy = ["val/acc", "eval_accuracy"]`."""
    params: Names = field(default_factory=nothing)
    """Such as `learning_rate = ["lr", "optimizer.lr"]`."""
    experiments: Names = field(default_factory=nothing)
    """Such as `digits = ["digits-wandb", "logs"]`: groups of runs that are one experiment."""
    well_known: bool = True
    """Whether names that differ by separators, case and well-known words such as `acc` are one."""


class Choice(NamedTuple):
    """Which run a model comes from; None for what is not named."""

    metric: str | None = None
    experiment: str | None = None
    run: str | None = None


@dataclass(frozen=True, kw_only=True)
class Model(Table):
    """A model that gets a card."""

    name: Text
    """The model's name, in the registry where it has one."""
    choose: Annotated[str, After(checks.is_choice)] | None = None
    """`best METRIC in EXPERIMENT`, `best METRIC`, or `run ID`; left out for a registered model."""
    card: Annotated[str, After(checks.is_file)] | None = None
    """The Markdown file with what people say of the model; else `NAME.md` in the folder `cards`."""

    @property
    def choice(self) -> Choice:
        """What `choose` says, in its parts."""
        found = checks.CHOICE.fullmatch(self.choose or "")
        return Choice(**found.groupdict()) if found else Choice()


@dataclass(frozen=True, kw_only=True)
class Privacy(Table):
    """What may leave; the defaults are safe for the open web.

    An action is `keep`, `mask` (a word says what stood there), `pseudonymize` (a stable name),
    `generalize` (cut down to what says nothing of a person) or `drop`.
    """

    users: Annotated[Action, Lax()] = Action.PSEUDONYMIZE
    """User names."""
    hosts: Annotated[Action, Lax()] = Action.PSEUDONYMIZE
    """Names and addresses of computers."""
    emails: Annotated[Action, Lax()] = Action.MASK
    """E-mail addresses in the records."""
    home_folders: Annotated[Action, Lax()] = Action.GENERALIZE
    """Paths such as `/home/NAME`."""
    url_credentials: Annotated[Action, Lax()] = Action.MASK
    """User and password in an address."""
    secrets: Annotated[Action, Lax()] = Action.MASK
    """Passwords, tokens and keys."""
    pictures: Literal["keep", "drop"] = "keep"
    """Logged pictures: `keep` shows them without their metadata, `drop` leaves them out and counts them."""
    drop_params: tuple[str, ...] = ()
    """Parameters that never leave, by name; `*` stands for anything."""
    drop_tags: tuple[str, ...] = ()
    """Tags that never leave, by name; `*` stands for anything."""
    keep_values: tuple[str, ...] = ()
    """Texts that are known to be harmless and are left as they are."""
    key_file: Annotated[str, After(checks.is_key_file)] | None = None
    """File with the secret from which pseudonyms are made; without one, they could be guessed."""


@dataclass(frozen=True, kw_only=True)
class Output(Table):
    """What is written."""

    path: Text = "site"
    """The folder of the report, relative to this file."""
    run_pages: Annotated[str, After(checks.is_run_pages)] = "all"
    """`all`, or `top:N` for the N best runs of each experiment; all stand in the tables either way."""
    curve_points: Annotated[int, After(checks.is_curve)] = 500
    """Points kept of each curve; extremes and ends are always among them."""
    figures: tuple[Literal["svg", "pdf", "png"], ...] = ("svg",)
    """Formats in which figures can be taken from the report."""
    previous: Annotated[str, After(checks.is_file)] | None = None
    """The `report.json` of an earlier report, kept outside this one: the summary says what changed since."""
    cache: bool = True
    """Whether what servers said is kept in the folder `.runreport/cache` beside this file."""
