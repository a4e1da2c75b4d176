"""Arguments and options that several commands share, and the configuration that comes of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from runreport.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])


def with_readers(command: Command) -> Command:
    """Add `--reader`, as `readers`."""
    return click.option(
        "--reader",
        "readers",
        multiple=True,
        metavar="[STORE=]NAME",
        help="Read this store, or all of them, with this reader. May be repeated.",
    )(command)


def with_stores(command: Command) -> Command:
    """Add STORE, `--config`, `--reader`, `--no-cache`: `stores`, `config_file`, `readers`, `no_cache`."""
    config = click.option(
        "-c",
        "--config",
        "config_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The configuration  [default: runreport.toml, or [tool.runreport] of pyproject.toml]",
    )
    no_cache = click.option(
        "--no-cache",
        is_flag=True,
        help="Ask servers for everything again, and keep nothing of what they say.",
    )
    return click.argument("stores", nargs=-1, metavar="[STORE]...")(config(with_readers(no_cache(command))))


def loaded(
    config_file: Path | None, stores: Sequence[str], readers: Sequence[str], no_cache: bool
) -> "Config":
    """Return the configuration of a file as the command line has changed it.

    Raises:
        ConfigError: the file is wrong, or there is none.
    """
    from runreport.config import load_config

    config = changed(load_config(config_file), stores, readers)
    return config.without_cache() if no_cache else config


def changed(config: "Config", stores: Sequence[str], readers: Sequence[str]) -> "Config":
    """Return the configuration for the stores and readers of the command line, where it names any.

    Args:
        config: holds for whatever the command line does not say.
        stores: addresses.
        readers: `STORE=NAME`, or `NAME` for all stores.
    """
    if not stores and not readers:
        return config
    if stores:
        config = config.with_stores(stores)
    chosen: dict[str, str] = {}
    for choice in readers:
        store, sign, name = choice.rpartition("=")
        chosen.update({store: name} if sign else dict.fromkeys(config.addresses, name))
    return config.with_readers(chosen) if chosen else config
