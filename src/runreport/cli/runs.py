"""`runreport runs`."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from runreport.cli.options import loaded, with_stores
from runreport.cli.outlet import not_from, opened
from runreport.cli.terminal import tell

if TYPE_CHECKING:
    from runreport.model import Run

FORMATS = ("table", "csv", "json", "jsonl", "parquet")


@click.command(short_help="Print what the records say, as a table or as data.")
@with_stores
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--where", metavar="EXPR", help="Only runs that meet this, such as 'val_auc > 0.9'.")
@click.option("--unredacted", is_flag=True, help="Print the records as they are, private data included.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
def runs(
    stores: Sequence[str],
    config_file: Path | None,
    readers: Sequence[str],
    no_cache: bool,
    form: str,
    where: str | None,
    unredacted: bool,
    output: Path | None,
) -> None:
    """Print the runs in the STOREs, redacted, as a table or as data.

    Without STORE, those of the configuration are read, or what lies in this folder. Whatever could not
    be read is said on standard error.
    """
    from runreport.archive.thin import FEWEST
    from runreport.model.filters import parse_filter
    from runreport.pipeline.gather import gather

    is_terminal = output is None and sys.stdout.isatty()
    if form == "parquet" and is_terminal:
        raise click.UsageError("Parquet is no text; name a file with --output.")
    wanted = parse_filter(where) if where else None
    config = loaded(config_file, stores, readers, no_cache)
    # A record tells facts about all points of a curve, which stay when points go.
    gathered = gather(config, where=wanted, is_redacted=not unredacted, most_points=FEWEST)
    if output is not None:
        not_from(output, gathered.places)
    with opened(output) as file:
        _write(form, gathered.runs, file, width=shutil.get_terminal_size().columns if is_terminal else None)
        file.flush()
    tell(gathered.problems, gathered.omissions)


def _write(form: str, found: "Sequence[Run]", file: IO[bytes], *, width: int | None) -> None:
    if form == "table":
        from runreport.cli.listing import write_table

        write_table(found, file, width=width)
    else:
        from runreport.cli.formats import WRITERS

        WRITERS[form](found, file)
