"""A path as detection offers it."""

import os
from pathlib import Path

from runreport.model import Problem
from runreport.readers.contract import Place
from runreport.readers.listing import list_folder


def place_at(path: Path) -> Place:
    """Return the file or folder at a path, with its listing, as `recognizes` is given it.

    Raises:
        ValueError: the folder cannot be listed.
    """
    if not path.is_dir():
        return Place(path.as_posix(), False)
    listing = list_folder(path.as_posix(), os.path.realpath(path))
    if isinstance(listing, Problem):
        raise ValueError(str(listing))
    return listing.place
