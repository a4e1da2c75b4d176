"""Writes the generated parts of the documentation again: `make docs`."""

import re
from pathlib import Path

from click.testing import CliRunner

from runreport.cli.main import COMMANDS, cli
from runreport.config.reference import update
from runreport.readers.catalog import catalog
from runreport.readers.contract import PARTS

HERE = Path(__file__).parent
WIDTH = 100
BEGIN, END = "<!-- stores: made by docs/generate.py -->", "<!-- end of stores -->"
LIMITED = "with limits"


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


def _short(said: str | None) -> str:
    return "no" if said is None else "yes" if said == "yes" else LIMITED


def write_stores(path: Path) -> None:
    """Put the tables of what each reader reads between the marks in the document."""
    readers = catalog().readers
    covered = {name: reader.COVERAGE for name, reader in readers.items() if hasattr(reader, "COVERAGE")}
    lines = ["| reader | store | found by |", "|---|---|---|"]
    lines += [f"| `{name}` | {one.store} | {one.found_by} |" for name, one in covered.items()]
    lines += ["", f"| | {' | '.join(f'`{name}`' for name in covered)} |", "|---|" + "---|" * len(covered)]
    for part in PARTS:
        lines.append(f"| {part} | {' | '.join(_short(one.parts.get(part)) for one in covered.values())} |")
    speeds = " | ".join(one.speed or "not measured" for one in covered.values())
    lines.append(f"| points read in a second ([measured](speed.md)) | {speeds} |")
    lines += ["", "What stands behind *with limits*:", ""]
    for name, one in covered.items():
        said = [f"{part}: {one.parts[part]}" for part in PARTS if _short(one.parts.get(part)) == LIMITED]
        lines += [f"- `{name}`: {'; '.join(said)}."] if said else []
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    made = "\n".join([BEGIN, "", *lines, "", END])
    path.write_text(head + made + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    write_stores(HERE / "stores.md")
    write_commands(HERE / "commands.md")
    update(HERE / "configuration.md")
