"""The runs in W&B's folders, read."""

from runreport.errors import ReaderError
from runreport.model import Run, RunRef
from runreport.readers.wandb import layout
from runreport.readers.wandb.beside import Beside, Ledger, complete
from runreport.readers.wandb.journal import Journal, journal_of
from runreport.readers.wandb.parts import Part
from runreport.readers.wandb.story import run_of


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: the run is gone, or nothing of it can be read.
    """
    root = layout.store_root(ref.store.path)
    pieces = [piece for piece in layout.pieces_of(ref.store.path) if piece.id == ref.key]
    if not pieces:
        raise ReaderError(
            f"{ref.store.address}: there is no run {ref.key} (any more); build the report again"
        )
    ledger = Ledger(ref)
    parts = _of_one_project([_part(Beside(root, piece, ledger)) for piece in pieces])
    if not any(_says_anything(part) for part in parts):
        said = "; ".join(f"{one.file}: {one.what}" for one in ledger.problems) or "its folder is empty"
        raise ReaderError(
            f"run {ref.key}: nothing of it can be read: {said}".replace("; ", ", ") + "; " + _LOST
        )
    return run_of(ref, parts, layout.sweep_of(ref.store.path, ref.key))


_LOST = "restore its folder from a copy, or remove it"


def _part(beside: Beside) -> Part:
    journal = Journal()
    if beside.piece.log is not None:
        data = beside.bytes_of(beside.piece.log_path)
        if data is not None:
            journal = journal_of(data)
            for fault in journal.faults:
                beside.ledger.note(fault.what, fault.remedy, beside.piece.log_path)
    metadata, packages = complete(journal, beside)
    artifacts = beside.artifacts()
    is_dirty = beside.has_files and bool(beside.size_of(layout.PATCH))
    return Part(beside, journal, metadata, packages, is_dirty, artifacts, beside.console(journal.printed))


def _of_one_project(parts: list[Part]) -> list[Part]:
    """Return the parts of the first one's project: an id is unique within a project only."""
    projects = [(part.journal.facts.entity, part.journal.facts.project) for part in parts]
    known = next((project for project in projects if any(project)), ("", ""))
    kept = []
    for part, project in zip(parts, projects, strict=True):
        if project in (known, ("", "")):
            kept.append(part)
            continue
        what = f"another run of the same id, in the project {project[1] or project[0]}, is left out"
        part.beside.ledger.note(what, "name its folder as a store of its own", part.beside.piece.folder)
    return kept


def _says_anything(part: Part) -> bool:
    journal = part.journal
    return bool(
        journal.records or journal.config or journal.summary or part.metadata or journal.history.points
    )
