"""The earlier report that a configuration names, and what changed since."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from runreport.analysis.changes import (
    FORMAT,
    Changes,
    EarlierExperiment,
    EarlierModel,
    EarlierReport,
    EarlierRun,
    Value,
    changes_since,
)
from runreport.analysis.findings import Findings
from runreport.cards.card import Card
from runreport.config import Config
from runreport.errors import ConfigError
from runreport.model import Run
from runreport.privacy.policy import Policy
from runreport.privacy.redaction import learn_texts, redactor
from runreport.privacy.walk import REMOVED, Visit

KEY = "output.previous"


def changes_of(
    config: Config, policy: Policy, runs: Mapping[str, Run], findings: Findings, cards: Sequence[Card]
) -> Changes | None:
    """Return what changed since the earlier report; None where the configuration names none.

    Args:
        config: names the earlier report.
        policy: what may leave, as it was applied to `runs`.
        runs: of this report, by uid.
        findings: of this report.
        cards: of this report.

    Raises:
        ConfigError: the earlier report's file cannot be read, or is no report's.
    """
    path = config.previous_path
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{KEY}: {path.name} cannot be read: {error.strerror}; correct the path") from error
    earlier = _parsed(path.name, data)
    shown = _as_shown(earlier, policy)
    found = changes_since(shown, runs, findings, {card.name: card.run for card in cards})
    return replace(found, file=path.name, digest=sha256(data).hexdigest())


def _parsed(name: str, data: bytes) -> EarlierReport:
    # Here, since it takes long to import, and most reports name no earlier one.
    from pydantic import TypeAdapter, ValidationError

    try:
        earlier = TypeAdapter(EarlierReport).validate_json(data)
    except ValidationError as error:
        _check_format(name, _format_of(data))
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        whole = "it is no JSON" if first["type"] == "json_invalid" else "it is no object"
        what = f"`{place}` is missing or wrong" if place else whole
        message = f"{KEY}: {name} is no report that can be compared: {what}; name the report.json of one"
        raise ConfigError(message) from error
    _check_format(name, earlier.format)
    return earlier


def _format_of(data: bytes) -> object:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(dict[str, Any]).validate_json(data).get("format", FORMAT)
    except ValidationError:
        return FORMAT


def _check_format(name: str, stated: object) -> None:
    """Refuse a report in a format that only a later version of runreport knows."""
    if stated != FORMAT:
        message = f"{name} is in the format `{stated}`, and this version compares `{FORMAT}`"
        raise ConfigError(f"{KEY}: {message}; install a later runreport, or name another report")


def _as_shown(earlier: EarlierReport, policy: Policy) -> EarlierReport:
    """Return the earlier report as today's policy lets it be seen.

    It may have been made under a laxer one, and name people whom no record of today names.
    """
    visit = redactor(learn_texts(policy, _texts(earlier)))
    runs = tuple(_run(run, visit) for run in earlier.runs)
    uids = {before.uid: run.uid for before, run in zip(earlier.runs, runs, strict=True)}
    # What groups are called is made of their settings.
    is_less = any(
        visit(name, name, "parameter") is None
        for name in dict.fromkeys(name for run in earlier.runs for name in run.params)
    )
    text = _text(visit)
    return replace(
        earlier,
        title=text(earlier.title, "title", "title"),
        experiments=tuple(_experiment(one, text, uids, is_less=is_less) for one in earlier.experiments),
        models=tuple(EarlierModel(one.name, uids.get(one.run or "")) for one in earlier.models),
        runs=runs,
    )


def _texts(earlier: EarlierReport) -> Iterator[tuple[str, str]]:
    """Yield every text, with the name that it stands under."""
    yield earlier.title, "title"
    for experiment in earlier.experiments:
        yield experiment.name, "experiment"
        yield from ((group.label, "") for group in experiment.groups)
    for run in earlier.runs:
        yield from ((getattr(run, part), part) for part in ("id", "name", "store"))
        for name, value in run.params.items():
            yield name, ""
            if isinstance(value, str):
                yield value, name
        yield from ((name, "") for name in run.metrics)


def _text(visit: Visit) -> Callable[[str, str, str], str]:
    def text(value: str, name: str, kind: str) -> str:
        shown = visit(value, name, kind)
        return REMOVED if shown is None else str(shown)

    return text


def _run(run: EarlierRun, visit: Visit) -> EarlierRun:
    """Return a run as `redact` would: each text under the name and kind that it has in a record."""
    text = _text(visit)
    values = {name: _value(visit, value, name) for name, value in run.params.items()}
    return replace(
        run,
        id=text(run.id, "key", "run key"),
        name=text(run.name, "name", "run name"),
        experiment=text(run.experiment, "experiment", "experiment name"),
        store=text(run.store, "address", "store address"),
        params={
            text(name, "", "parameter"): value
            for name, value in values.items()
            if value is not None or run.params[name] is None
        },
        metrics={text(name, "", "metric name"): metric for name, metric in run.metrics.items()},
    )


def _value(visit: Visit, value: Value, name: str) -> Value:
    return value if value is None or isinstance(value, bool) else visit(value, name, "parameter")


def _experiment(
    experiment: EarlierExperiment,
    text: Callable[[str, str, str], str],
    uids: Mapping[str, str],
    *,
    is_less: bool,
) -> EarlierExperiment:
    """Return an experiment; `is_less` where a setting may no longer be shown."""
    return replace(
        experiment,
        name=text(experiment.name, "experiment", "experiment name"),
        groups=tuple(
            replace(
                group,
                label=REMOVED if is_less else text(group.label, "", "parameter"),
                runs=tuple(uids.get(uid, "") for uid in group.runs),
            )
            for group in experiment.groups
        ),
    )
