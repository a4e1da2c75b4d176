"""Writes the generated parts of the documentation again: `make docs`."""

import re
from pathlib import Path

from click.testing import CliRunner

from runreport.cli.main import COMMANDS, cli
from runreport.config.reference import update

HERE = Path(__file__).parent
WIDTH = 100


def help_of(*words: str) -> str:
    """Return a command's help as the terminal shows it."""
    return CliRunner().invoke(cli, [*words, "--help"], prog_name="runreport", terminal_width=WIDTH).stdout


def write_commands(path: Path) -> None:
    """Put each command's help into the first block of its section."""
    text = path.read_text(encoding="utf-8")
    for name in ("", *COMMANDS):
        heading = f"## {name}\n" if name else "# Commands\n"
        block = re.compile(rf"({re.escape(heading)}.*?```text\n).*?(```)", re.DOTALL)
        shown = help_of(*name.split())
        text = block.sub(lambda found, shown=shown: found[1] + shown + found[2], text, count=1)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_commands(HERE / "commands.md")
    update(HERE / "configuration.md")
