"""`runreport readers`."""

import click

from runreport.cli.outlet import answer
from runreport.cli.terminal import tell


@click.command(short_help="List the stores that can be read.")
@click.option("--explain", "path", metavar="PATH", help="Say what was seen in PATH, and by which reader.")
def readers(path: str | None) -> None:
    """List the stores that can be read, by the name of their reader.

    With --explain, say what lies at a path and what each reader makes of it.
    """
    from runreport.readers.catalog import catalog
    from runreport.readers.explain import explain

    known = catalog()
    if path is not None:
        lines = explain(path, known).lines
    else:
        widest = max(map(len, known.readers), default=0)
        lines = tuple(f"{name:<{widest}}  {known.reads(name)}" for name in known.readers)
    for line in lines:
        answer(line)
    tell(known.problems)
