"""`runreport serve`."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from runreport.cli.terminal import note

HOST = "127.0.0.1"


@click.command(short_help="Show a built report in the browser, from this machine alone.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one."
)
def serve(folder: Path | None, port: int) -> None:
    """Serve the report in FOLDER to this machine alone, until Ctrl-C.

    Nothing needs this: a report opens from disk as well. Without FOLDER, the configured output is served.
    """
    from runreport.config import load_config
    from runreport.errors import SiteError

    site = folder or load_config().output_path
    if not (site / "index.html").is_file():
        raise SiteError(f"{site}: holds no report; build one with `runreport build`, or name its folder")
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise SiteError(
            f"port {port} cannot be used: {error.strerror}; choose another with --port"
        ) from error
    with server:
        note(f"{site} is at http://{HOST}:{server.server_port}/ until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            note("")
