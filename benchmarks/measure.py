"""Runs programs in processes of their own, in turn, and takes their times and their memory."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

SAMPLE_S = 0.1
PROPORTIONAL = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Program:
    """One side of a comparison."""

    name: str
    command: Callable[[Path], Sequence[str]]
    """Returns the command; its argument is a new and empty folder, the working folder of this run."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to ours."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a program took."""

    seconds: float
    """By the clock, from the start of the process until it was reaped."""
    cpu_seconds: float
    """User and system time of the process and of the children it waited for."""
    largest_bytes: int
    """Peak resident memory of the largest single process, by the kernel's account."""
    together_bytes: int
    """Peak of the memory of all its processes together; pages that they share count once. Sampled in a run
    of its own, since to look takes some of their time; 0 where nobody looked, or without /proc."""
    said: str
    """Its standard output."""


def measure(
    programs: Sequence[Program],
    repeats: int,
    work: Path,
    check: Callable[[Program, Path, Measured], None],
    *,
    with_memory: bool = False,
    before: Callable[[Program], object] | None = None,
) -> dict[str, list[Measured]]:
    """Return the measured runs of each program, by name.

    Args:
        programs: run one after the other, never two at once; the order turns with each repetition.
        repeats: how often each is run.
        work: an existing folder, for the programs' working folders, which stay: to remove thousands of files
            makes it slower to write new ones, for minutes.
        check: called after each run with its working folder; ends the whole where the program did not do
            its work.
        with_memory: run each once more, before the others, for the memory of all its processes together.
        before: called before each run with what will be run.
    """
    together = {program.name: _peak(program, work) for program in programs} if with_memory else {}
    results: dict[str, list[Measured]] = {program.name: [] for program in programs}
    for repeat in range(repeats):
        for program in programs if repeat % 2 == 0 else reversed(programs):
            folder = Path(tempfile.mkdtemp(dir=work))
            if before is not None:
                before(program)
            measured = replace(run_once(program, folder), together_bytes=together.get(program.name, 0))
            check(program, folder, measured)
            results[program.name].append(measured)
            print(f"  {program.name}: {measured.seconds:.2f} s", file=sys.stderr, flush=True)
    return results


def _peak(program: Program, work: Path) -> int:
    """Return the peak of the memory of all processes of a program together."""
    return run_once(program, Path(tempfile.mkdtemp(dir=work)), is_watched=True).together_bytes


def run_once(program: Program, folder: Path, *, is_watched: bool = False) -> Measured:
    """Run a program in a folder; ends the whole where it fails."""
    command = list(program.command(folder))
    environment = {**os.environ, **program.environment}
    # Whoever installs a program has its modules compiled once, not at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # What the program before wrote is not written to the disk while this one is measured.
    if hasattr(os, "sync"):
        os.sync()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        began = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=errors)
        with _Sampler(process.pid, is_watched) as sampler:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said, complaint = output.read(), errors.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{said}{complaint}")
    return Measured(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT, sampler.peak_bytes, said
    )


class _Sampler:
    """Keeps, where asked to, the peak of the memory of a process and of all below it during the block."""

    def __init__(self, pid: int, is_at_work: bool) -> None:
        self.peak_bytes = 0
        self._pid = pid
        self._is_at_work = is_at_work and Path("/proc/self/smaps_rollup").exists()
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Sampler":
        if self._is_at_work:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self.peak_bytes = max(self.peak_bytes, _tree_bytes(self._pid))


def _tree_bytes(pid: int) -> int:
    """Return the memory of a process and its descendants; 0 for one that has just ended."""
    try:
        kilobytes = int(PROPORTIONAL.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())[0])
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (OSError, IndexError):
        return 0
    return kilobytes * 1024 + sum(map(_tree_bytes, children))
