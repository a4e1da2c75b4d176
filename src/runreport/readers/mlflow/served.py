"""The model registry behind a server: `registered-models/search` and `model-versions/search` of MLflow."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from runreport.model import RegisteredModel
from runreport.readers.mlflow.answers import MissingError
from runreport.readers.mlflow.lists import Lists, logged_models_of, rows_in, texts_in
from runreport.readers.mlflow.record import IS_PROMPT, Faults, moment, text_or_none
from runreport.readers.mlflow.registered import logged_model_id, version_of, with_copied_runs
from runreport.readers.mlflow.wire import Wire

_PAGE = 100


def registered_models_of(wire: Wire, lists: Lists, faults: Faults) -> tuple[RegisteredModel, ...]:
    """Return the registered models, sorted by name; none from a server without a registry.

    Raises:
        ReaderError: the server does not answer.
    """
    asked = {"max_results": _PAGE}
    try:
        models = wire.search("registered-models/search", "registered_models", asked, _name, faults)
        rows = wire.search("model-versions/search", "model_versions", asked, _version, faults)
    except MissingError:
        return ()
    versions: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        versions[_name(row)].append(row)
    makers = _makers(wire, lists, rows, faults)
    found = []
    for row in sorted(models, key=_name):
        if IS_PROMPT not in texts_in(row, "tags"):
            found.append(_model(row, versions[_name(row)], makers, faults))
    return tuple(found)


def _model(
    row: Mapping[str, Any], versions: list[dict[str, Any]], makers: Mapping[str, str | None], faults: Faults
) -> RegisteredModel:
    named = {str(one.get("alias")): str(one.get("version")) for one in rows_in(row, "aliases")}
    aliases = dict(sorted(named.items()))
    made = []
    for fields in versions:
        run = makers.get(logged_model_id(fields) or "")
        made.append((version_of(fields, aliases, texts_in(fields, "tags"), run, {}, faults), fields))
    return RegisteredModel(
        name=_name(row),
        versions=tuple(with_copied_runs(made)),
        description=text_or_none(row.get("description")),
        tags=texts_in(row, "tags"),
        aliases=aliases,
        created=moment(row.get("creation_timestamp"), "creation_timestamp", faults),
    )


def _makers(
    wire: Wire, lists: Lists, versions: list[dict[str, Any]], faults: Faults
) -> dict[str, str | None]:
    """Return which run made each logged model, where versions do not say it themselves."""
    wanted = {logged_model_id(row) for row in versions if not row.get("run_id")} - {None}
    models = lists.models
    if wanted - models.keys():
        models = {**models, **logged_models_of(wire, [*lists.experiments], faults)}
    return {key: text_or_none(row.get("source_run_id")) for key, row in models.items()}


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("name"))


def _version(row: Mapping[str, Any]) -> tuple[str, str]:
    return _name(row), str(row.get("version"))
