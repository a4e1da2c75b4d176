"""What a run printed, as its terminal showed it: the last lines, and how many stood before them."""

import re
from collections.abc import Sequence
from pathlib import Path

from runreport.language import message, text
from runreport.model import Omission

MOST_LINES = 100
MOST_CHARACTERS = 10_000
"""Of all lines together."""
MOST_BYTES = 1 << 20
"""Read from the end of a file; progress bars write many a line over."""
LONGEST_LINE = 2000
NOUN = message("lines of console output")
WHY = text(
    "the last {lines} are shown, as far as {kilobytes} kB go",
    lines=MOST_LINES,
    kilobytes=MOST_CHARACTERS // 1000,
)
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.?", re.DOTALL)
"""What steers a terminal (ECMA-48): control sequences, commands to its window, and single ones."""
_UNSHOWN = re.compile(r"[\x00-\x07\x0b-\x1f\x7f-\x9f]")
"""What no terminal shows, once lines are told apart."""

Console = tuple[str | None, tuple[Omission, ...]]
"""The text, lines parted by line feeds, None where nothing was printed; and what was left out before it."""
NOTHING: Console = (None, ())


def console_file(path: Path) -> Console:
    """Return the end of a file with console output; nothing where there is no such file.

    Raises:
        OSError: the file is there and cannot be read.
    """
    before = 0
    with path.open("rb") as file:
        start = max(0, file.seek(0, 2) - MOST_BYTES)
        file.seek(0)
        while file.tell() < start:
            before += file.read(min(MOST_BYTES, start - file.tell())).count(b"\n")
        data = file.read()
    return console_tail(data.decode("utf-8", "replace"), before)


def console_tail(text: str, before: int = 0) -> Console:
    """Return the last lines of what was printed, and an omission where there were more.

    Args:
        text: as a program wrote it, with all that steers a terminal.
        before: lines that stood before the text.
    """
    lines = text.removesuffix("\n").split("\n") if text.strip() else []
    kept: list[str] = []
    room = MOST_CHARACTERS
    for line in reversed(lines[-MOST_LINES:]):
        shown = shown_line(line)[:LONGEST_LINE]
        room -= len(shown) + 1
        if room < 0:
            break
        kept.append(shown)
    left = before + len(lines) - len(kept)
    said = "\n".join(reversed(kept)).strip("\n")
    return said or None, (Omission(NOUN, left, WHY),) if left and said else ()


def one_after_another(parts: Sequence[Console]) -> Console:
    """Return the end of what a run printed in several parts."""
    said = [text for text, _ in parts if text]
    before = sum(cut.count for _, cuts in parts for cut in cuts)
    return parts[0] if len(parts) == 1 else console_tail("\n".join(said), before)


def shown_line(line: str) -> str:
    """Return a line as a terminal shows it once it is whole: later texts stand over earlier ones.

    A carriage return goes back to the start, a backspace back by one; what is written over is gone,
    what is longer than the text over it stays, unless the rest of the line was erased.
    """
    if line.isprintable():
        return line
    shown: list[str] = []
    for piece in line.removesuffix("\r").split("\r"):
        at = 0
        if "\x1b[K" in piece or "\x1b[0K" in piece or "\x1b[2K" in piece:
            shown = []
        for sign in _ESCAPE.sub("", piece):
            if sign == "\b":
                at = max(0, at - 1)
            elif not _UNSHOWN.match(sign):
                shown[at : at + 1] = [sign]
                at += 1
    return "".join(shown).rstrip()
