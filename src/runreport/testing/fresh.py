"""What a reader does in a fresh process: what its import brings along, how it finds, what it reads."""

import base64
import inspect
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from runreport.model import Run, RunRef, StoreRef

LOADING = """
import base64, importlib, importlib.util, json, pickle, sys
from runreport.model import RunRef, StoreRef
import runreport.readers.contract
before = set(sys.modules)
name, path, attribute, *address = sys.argv[1:]
try:
    module = importlib.import_module(name)
except ModuleNotFoundError as error:
    # A module beside the tests, which pytest itself may have loaded by its path.
    if not f"{name}.".startswith(f"{error.name}."):
        raise
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
reader = getattr(module, attribute) if attribute else module
"""
IMPORTED = LOADING + "print(json.dumps(sorted(set(sys.modules) - before)))"
FOUND = (
    LOADING
    + """
found = reader.find(StoreRef(*address))
print(json.dumps([item.key for item in found if isinstance(item, RunRef)]))
"""
)
READ = (
    LOADING
    + """
reader_name, store, *keys_and_stamps = address
pairs = zip(keys_and_stamps[::2], keys_and_stamps[1::2])
runs = [reader.read(RunRef(StoreRef(reader_name, store), *pair)) for pair in pairs]
print(json.dumps([base64.b64encode(pickle.dumps(run)).decode() for run in runs]))
"""
)


def imported_by(reader: object) -> list[str]:
    """Return the modules that a fresh process imports on account of the reader, beside the contract.

    Args:
        reader: a module, or an object that stands in one under a name.
    """
    return _printed(IMPORTED, reader)


def found_elsewhere(reader: object, store: StoreRef, seed: int) -> list[str]:
    """Return the keys that the reader finds in a process of its own, in order.

    Args:
        reader: a module, or an object that stands in one under a name.
        store: where it finds them.
        seed: of the hashes of texts in that process, which decide the order of sets.
    """
    return _printed(FOUND, reader, store.reader, store.address, seed=seed)


def read_elsewhere(reader: object, refs: Sequence[RunRef]) -> list[Run]:
    """Return the runs that the reader reads in a process of its own, in which it found none.

    Args:
        reader: a module, or an object that stands in one under a name.
        refs: runs of one store; at least one.
    """
    store = refs[0].store
    names = [text for ref in refs for text in (ref.key, ref.stamp)]
    texts = _printed(READ, reader, store.reader, store.address, *names)
    return [pickle.loads(base64.b64decode(text)) for text in texts]  # noqa: S301 - of the process above


def _printed(program: str, reader: object, *arguments: str, seed: int = 0) -> list[str]:
    module = reader if inspect.ismodule(reader) else _module_of(reader)
    attribute = "" if reader is module else _name_in(module, reader)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(  # noqa: S603 - this interpreter, on our own text and the reader's file
        [sys.executable, "-c", program, module.__name__, str(module.__file__), attribute, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "PYTHONHASHSEED": str(seed)},
    )
    assert done.returncode == 0, f"a fresh process fails with the reader: {done.stderr}"
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def _module_of(reader: object) -> ModuleType:
    module = inspect.getmodule(type(reader))
    assert module is not None, "the reader is of no module, so that a fresh process cannot import it"
    return module


def _name_in(module: ModuleType, reader: Any) -> str:
    names = [name for name, value in vars(module).items() if value is reader]
    assert names, f"the reader does not stand in {module.__name__}, so that a fresh process cannot find it"
    return names[0]
