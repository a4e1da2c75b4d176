"""Where and how a run's program ran: `wandb-metadata.json`, `requirements.txt`, and the run itself."""

import re
from collections.abc import Mapping
from typing import Any

from runreport.model import Environment, Source
from runreport.readers.wandb_server.values import mapping, text_or_none

_PACKAGE = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s;]+)")
_VERSIONS = {"python_version": "4", "cli_version": "5"}
"""Where the settings say so: by name, and since 0.12 by number under `t`."""


def source_of(metadata: Mapping[str, Any], said: Mapping[str, Any]) -> Source:
    """Return the code that ran."""
    git = mapping(metadata.get("git"))
    program = text_or_none(metadata.get("program"))
    arguments = metadata.get("args")
    words = map(str, arguments) if isinstance(arguments, list) else ()
    return Source(
        repository=text_or_none(git.get("remote")),
        commit=text_or_none(git.get("commit")) or text_or_none(said.get("commit")),
        entry_point=text_or_none(metadata.get("codePath")) or program,
        command=" ".join((program, *words)) if program else None,
    )


def environment_of(
    metadata: Mapping[str, Any],
    said: Mapping[str, Any],
    config: Mapping[str, Any],
    packages: Mapping[str, str],
) -> Environment:
    """Return what the code ran on."""
    python = text_or_none(metadata.get("python")) or _version(config, "python_version")
    wandb = _version(config, "cli_version")
    return Environment(
        python=python.removeprefix("CPython ") if python else None,
        packages=packages,
        platform=text_or_none(metadata.get("os")),
        hardware=_hardware(metadata),
        tracker=f"wandb {wandb}" if wandb else "wandb",
        user=text_or_none(metadata.get("username")) or text_or_none(said.get("user")),
        host=text_or_none(metadata.get("host")),
    )


def packages_in(requirements: bytes | None) -> dict[str, str]:
    """Return the packages of a `requirements.txt` by name; lines that pin no version are left out."""
    lines = (requirements or b"").decode("utf-8", "replace").splitlines()
    found = (_PACKAGE.match(line.strip()) for line in lines)
    return {match[1]: match[2] for match in found if match}


def _version(config: Mapping[str, Any], name: str) -> str | None:
    own = mapping(config.get("_wandb"))
    return text_or_none(own.get(name)) or text_or_none(mapping(own.get("t")).get(_VERSIONS[name]))


def _hardware(metadata: Mapping[str, Any]) -> str | None:
    gpu, gpus, cores = text_or_none(metadata.get("gpu")), metadata.get("gpu_count"), metadata.get("cpu_count")
    parts = [f"{gpus} × {gpu}" if isinstance(gpus, int) and gpus > 1 else gpu] if gpu else []
    parts += [f"{cores} CPU core{'s' * (cores > 1)}"] if isinstance(cores, int) and cores > 0 else []
    return ", ".join(parts) or None
