"""What is said on the terminal besides results: always on standard error, always harmless text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from runreport.model import Omission, Problem

SHOWN = 10


def printable(text: str) -> str:
    """Return the text with anything replaced that could steer a terminal or turn its direction."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def note(text: str) -> None:
    """Say something on standard error."""
    click.echo(printable(text), err=True)


def tell(problems: Sequence["Problem"], omissions: Sequence["Omission"] = (), *, rest: str = "") -> None:
    """Say what could not be read and what was left out.

    Args:
        problems: in the order to show them.
        omissions: the same.
        rest: where the problems stand that are not among the first few; with none, all are shown.
    """
    shown = problems[:SHOWN] if rest else problems
    for problem in shown:
        note(f"problem: {problem}")
    if len(problems) > len(shown):
        note(f"and {counted(len(problems) - len(shown), 'more problem')}; {rest}")
    for omission in omissions:
        store = f"{omission.store}: " if omission.store else ""
        note(f"left out: {store}{omission.count:,} {omission.what}: {omission.why}")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 run` or `1,200 runs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
