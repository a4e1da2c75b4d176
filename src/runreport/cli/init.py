"""`runreport init`."""

from collections.abc import Sequence
from pathlib import Path

import click

from runreport.cli.options import changed, with_readers
from runreport.cli.outlet import answer, opened
from runreport.cli.terminal import counted, note, tell


@click.command(short_help="Look at the stores and write a configuration to start from.")
@click.argument("stores", nargs=-1, metavar="[STORE]...")
@with_readers
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("runreport.toml"),
    show_default=True,
    metavar="FILE",
)
@click.option("--force", is_flag=True, help="Replace the file where it exists.")
def init(stores: Sequence[str], readers: Sequence[str], output: Path, force: bool) -> None:
    """Look at the STOREs, or at what lies in this folder, and write a configuration that builds as it is.

    Metrics, settings and experiments that were found stand in it, guesses marked as such, and what only
    people can know as comments to fill in.
    """
    from runreport.archive.thin import FEWEST
    from runreport.cli.draft import draft
    from runreport.config import Config
    from runreport.errors import ConfigError
    from runreport.pipeline.gather import gather
    from runreport.readers.catalog import catalog
    from runreport.readers.detect import detect

    if output.exists() and not force:
        raise ConfigError(f"{output}: exists already; add --force to replace it, or name another file")
    config = changed(Config(), stores, readers)
    detection = detect(config.addresses, catalog(), choose=config.readers)
    gathered = gather(config, most_points=FEWEST)
    text = draft(detection.stores, gathered, folder=output.parent)
    with opened(output) as file:
        file.write(text.encode())
    tell(gathered.problems, gathered.omissions)
    note(f"{counted(len(gathered.runs), 'run')} found; read this file, correct it, then `runreport build`:")
    answer(str(output))
