"""What is seen of a reader's dealings with files."""

import sqlite3
from contextlib import closing

import pytest

from runreport.testing import reversed_listings, untouched, watching


@pytest.fixture
def database(tmp_path):
    """Return the path of a database with a name that a URI has to escape."""
    path = tmp_path / "run 100%.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table runs (id)")
    return path


@pytest.mark.parametrize("options", ["mode=ro", "immutable=1"])
def test_a_database_that_is_only_read_is_left_in_peace(database, options):
    with (
        untouched(database),
        closing(sqlite3.connect(f"{database.as_uri()}?{options}", uri=True)) as connection,
    ):
        assert connection.execute("select * from runs").fetchall() == []


@pytest.mark.parametrize("address", ["{path}", "{uri}", "{uri}?mode=rw", "{uri}?mode=rwc&cache=private"])
def test_a_database_that_could_be_written_is_told_of(database, address):
    opened = address.format(path=database, uri=database.as_uri())
    with watching(database.parent) as watch:
        sqlite3.connect(opened, uri=opened.startswith("file:")).close()
    assert watch.changed == ["run 100%.db is opened by SQLite without mode=ro"]


def test_what_happens_elsewhere_is_not_seen(tmp_path):
    (tmp_path / "store").mkdir()
    with watching(tmp_path / "store") as watch:
        (tmp_path / "store-of-another").write_text("")
        sqlite3.connect(":memory:").close()
    assert (watch.opened, watch.listed, watch.changed) == ([], [], [])


def test_listings_are_turned_around_and_back(tmp_path):
    for name in ("c", "a", "b"):
        (tmp_path / name).write_text("")
    listed = list(tmp_path.iterdir())
    with reversed_listings():
        backwards = list(tmp_path.iterdir())
    assert backwards == listed[::-1]
    assert list(tmp_path.iterdir()) == listed
