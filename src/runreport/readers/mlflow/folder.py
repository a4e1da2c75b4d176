"""One run's folder in MLflow's file store, read whole.

Git drops empty folders, so a missing `metrics/` or `params/` is an empty one.
"""

from collections.abc import Iterator, Mapping

from runreport.model import Dataset, ModelVersion, Series
from runreport.readers.mlflow.dataset import CONTEXT, EVALUATED, dataset_of, evaluated_datasets
from runreport.readers.mlflow.kept import kept_in, logged_model_folder
from runreport.readers.mlflow.layout import MODELS, Meta, cached_meta, listed, parent_of
from runreport.readers.mlflow.model import (
    HISTORY,
    ModelFolder,
    environment_of,
    history_folders,
    logged_model,
    models_of,
)
from runreport.readers.mlflow.points import Points, parse_joined, parse_points
from runreport.readers.mlflow.record import Record, objects_in
from runreport.readers.mlflow.tree import Tree, printable

_MEND = "mend the file or restore it from a copy; the rest of the run is shown"


def record_of(tree: Tree, meta: Meta, experiment: str) -> Record:
    """Return what a run's folder holds; what cannot be read goes to the tree's faults.

    Args:
        tree: the run's folder.
        meta: its `meta.yaml`, without fault.
        experiment: the name of its experiment.
    """
    run, faults = str(tree.faults.run), tree.faults
    tags = tree.texts("tags")
    kept = kept_in(tree.below("artifacts"), tags)
    history = objects_in(tags, HISTORY, faults)
    logged = list(_logged_models(tree, run))
    return Record(
        fields=meta.fields,
        experiment=experiment,
        params=tree.texts("params"),
        tags=tags,
        metrics=dict(_metrics(tree.below("metrics"))),
        artifacts=kept.artifacts,
        datasets=(*_datasets(tree), *evaluated_datasets(objects_in(tags, EVALUATED, faults))),
        models=(
            *models_of(history, kept.models, run),
            *(version for version, _ in logged),
        ),
        media=kept.media,
        tables=kept.tables,
        omissions=kept.omissions,
        environment=environment_of(
            [*kept.models, *(folder for _, folder in logged), *history_folders(history)]
        ),
    )


def _metrics(tree: Tree) -> Iterator[tuple[str, Series]]:
    contents = {name: data for name in tree.files() if (data := tree.read(name)) is not None}
    joined = parse_joined([*contents.values()])
    if joined is not None:
        yield from zip(map(printable, contents), Series.of_joined(*joined), strict=True)
        return
    found = {name: parse_points(data) for name, data in contents.items()}
    for name, points in found.items():
        if not contents[name]:
            tree.faults.add("the metric's file is empty", _MEND, tree.name_of(name))
        elif points.bad_lines:
            _note_lines(tree, name, points)
    columns = {name: (p.steps, p.values, p.times) for name, p in found.items() if p.steps.size}
    yield from zip(map(printable, columns), Series.of_each([*columns.values()]), strict=True)


def _note_lines(tree: Tree, path: str, points: Points) -> None:
    count, first = len(points.bad_lines), points.bad_lines[0]
    if points.torn and count == 1:
        what = "the last line breaks off and is left out"
    elif count == 1:
        what = "the line is no `time value step` and is left out"
    else:
        what = f"this line and {count - 1} more are no `time value step` and are left out"
    tree.faults.add(what, _MEND, tree.name_of(path), first)


def _datasets(tree: Tree) -> Iterator[Dataset]:
    """Yield the data sets that the run's `inputs/` link to, sorted by link."""
    experiment = parent_of(tree.folder)
    for link in _links(tree, "inputs"):
        if link.get("source_type") != "DATASET":
            continue
        meta = cached_meta(f"{experiment}/datasets/{_last(link.get('source_id'))}")
        if meta.fault is not None:
            what = f"the data set {link.get('source_id')} cannot be read: {meta.fault}"
            tree.faults.add(what, _MEND, tree.name_of("inputs"))
            continue
        tags = link.get("tags")
        context = tags.get(CONTEXT) if isinstance(tags, dict) else None
        yield dataset_of(meta.fields, str(context) if context else None)


def _logged_models(tree: Tree, run: str) -> Iterator[tuple[ModelVersion, ModelFolder]]:
    """Yield the logged models that the run's `outputs/` link to, with their files, sorted by link."""
    models = f"{parent_of(tree.folder)}/{MODELS}"
    for link in _links(tree, "outputs"):
        own = Tree(tree.root, f"{models}/{_last(link.get('destination_id'))}", tree.faults)
        meta = cached_meta(own.folder)
        if meta.fault is not None:
            what = f"the logged model {link.get('destination_id')} cannot be read: {meta.fault}"
            tree.faults.add(what, _MEND, tree.name_of("outputs"))
            continue
        folder = logged_model_folder(own.below("artifacts"))
        yield logged_model(meta.fields, own.texts("tags"), folder, run, tree.faults), folder


def _links(tree: Tree, name: str) -> Iterator[Mapping[str, object]]:
    for folder in listed(f"{tree.folder}/{name}"):
        meta = cached_meta(f"{tree.folder}/{name}/{folder}")
        if meta.fault is None:
            yield meta.fields
        else:
            tree.faults.add(f"the link cannot be read: {meta.fault}", _MEND, tree.name_of(f"{name}/{folder}"))


def _last(name: object) -> str:
    # An id is one folder's name; whatever else stands there must not lead elsewhere.
    last = str(name).replace("\\", "/").rpartition("/")[2]
    return "-" if last in ("", ".", "..") else last
