"""The runs in TensorBoard's folders, read."""

from runreport.errors import ReaderError
from runreport.model import Problem, Run, RunRef
from runreport.readers.listing import list_folder
from runreport.readers.tensorboard.layout import event_files, folder_of
from runreport.readers.tensorboard.record import run_of
from runreport.readers.tensorboard.source import Source


def read(ref: RunRef) -> Run:
    """Return one run; what is damaged in it is in its problems.

    Raises:
        ReaderError: its folder cannot be listed, or none of its event files can be opened.
    """
    root = ref.store.path
    found = list_folder(str(folder_of(root, ref.key)), str(root.resolve()))
    if isinstance(found, Problem):
        raise ReaderError(f"{ref.store.address}: run {ref.key}: {found.what}; {found.remedy}")
    names = event_files(found.files)
    if not names:
        raise ReaderError(f"{ref.store.address}: run {ref.key} has no event files (any more); build it again")
    source = Source(ref)
    files = [(name, data) for name in names if (data := source.read(name)) is not None]
    if not files:
        said = source.problems[0]
        raise ReaderError(f"{ref.store.address}: run {ref.key}: {said.file}: {said.what}; {said.remedy}")
    return run_of(source, files)
