"""MANIFEST.sha256: what was written, in a form that `sha256sum -c` checks."""

import re
from collections.abc import Iterator, Mapping

NAME = "MANIFEST.sha256"


def manifest(digests: Mapping[str, str]) -> bytes:
    """Return the manifest of files, given each one's SHA-256 in hexadecimal by its path.

    Lines are sorted by the bytes of the path, as `LC_ALL=C sort` does. A path with a backslash or a
    line break is written as GNU coreutils does: escaped, with a backslash before the digest.

    Source: GNU coreutils manual, "md5sum invocation", on escaped file names.
    """
    lines = (_line(path, digests[path]) for path in sorted(digests, key=lambda path: path.encode("utf-8")))
    return "".join(lines).encode("utf-8")


def listed(text: str) -> Iterator[str]:
    """Return the paths that a manifest lists."""
    for line in filter(None, text.split("\n")):
        mark, _, path = line.partition("  ")
        yield _unescaped(path) if mark.startswith("\\") else path


def _line(path: str, digest: str) -> str:
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{digest}  {escaped}\n"


def _unescaped(path: str) -> str:
    return re.sub(r"\\([\\nr])", lambda match: {"n": "\n", "r": "\r"}.get(match[1], match[1]), path)
