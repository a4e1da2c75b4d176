"""What a build says while it works."""

from typing import Protocol


class Progress(Protocol):
    """Whoever shows how far a build has come."""

    def start(self, task: str, total: int | None) -> None:
        """Begin a task of `total` steps; None where nobody knows how many."""

    def advance(self, n: int = 1) -> None:
        """Count steps that are done."""

    def say(self, text: str) -> None:
        """Say something in a line of its own."""


class Silent:
    """Shows nothing, for callers from Python."""

    def start(self, task: str, total: int | None) -> None:
        """Begin nothing."""

    def advance(self, n: int = 1) -> None:
        """Count nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""
