"""Where a commit, and what lies between two, can be seen: on the forges whose addresses are known."""

import re
from enum import Enum

_REPOSITORY = re.compile(
    r"^(?:https?://|ssh://|git://)?(?:[^@/\s]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+)"
    r"(?::(?!\d+/)|/)(?P<path>[\w.-]+(?:/[\w.-]+?)+?)(?:\.git)?/?(?:#.*)?$"
)


class Forge(Enum):
    """A program that shows repositories: its addresses of a commit, and of what lies between two."""

    GITHUB = ("commit/{new}", "compare/{old}...{new}")
    GITLAB = ("-/commit/{new}", "-/compare/{old}...{new}")
    GITEA = ("commit/{new}", "compare/{old}...{new}")
    BITBUCKET = ("commits/{new}", "branches/compare/{new}%0D{old}")


_HOSTS = {
    "github.com": Forge.GITHUB,
    "gitlab.com": Forge.GITLAB,
    "codeberg.org": Forge.GITEA,
    "bitbucket.org": Forge.BITBUCKET,
}
_FIRST_WORDS = {"gitlab": Forge.GITLAB, "gitea": Forge.GITEA, "forgejo": Forge.GITEA}
"""By which an institution's own forge is known: `gitlab.example.org`."""


def commit_link(repository: str | None, commit: str | None) -> str:
    """Return the permanent address of a commit on a forge that we know; empty elsewhere."""
    place = _place(repository)
    if place is None or not (commit and commit.isalnum()):
        return ""
    base, forge = place
    return f"{base}/{forge.value[0].format(new=commit)}"


def compare_link(repository: str | None, old: str, new: str) -> str:
    """Return the address of what changed between two commits; empty where no forge is known to show it."""
    place = _place(repository)
    if place is None or not (old.isalnum() and new.isalnum()):
        return ""
    base, forge = place
    return f"{base}/{forge.value[1].format(old=old, new=new)}"


def _place(repository: str | None) -> tuple[str, Forge] | None:
    """Return a repository's page and its forge."""
    found = _REPOSITORY.match(repository or "")
    if found is None:
        return None
    host = found["host"].lower()
    forge = _HOSTS.get(host) or _FIRST_WORDS.get(host.partition(".")[0])
    return None if forge is None else (f"https://{host}/{found['path']}", forge)
