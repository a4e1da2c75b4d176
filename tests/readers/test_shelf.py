"""What servers said is kept on this machine, for its owner alone, and never gets in the way."""

import json
import math
import stat
import threading

import pytest

from runreport.model import StoreRef
from runreport.readers.shelf import Shelf, home, keep_in, keeping, shelf_of

STORE = StoreRef("some-server", "some://team/project")


@pytest.fixture
def shelf(tmp_path):
    """Return the shelf of a store."""
    keep_in(tmp_path / "cache")
    yield shelf_of(STORE)
    keep_in(None)


def test_what_was_put_is_got(shelf):
    value = {"name": "ü", "rows": [[0, 1.5], [1, None]], "is_whole": True}
    shelf.put("run 1", "stamp", value)
    assert shelf.get("run 1", "stamp") == value
    assert shelf_of(STORE).get("run 1", "stamp") == value


def test_under_another_stamp_or_key_there_is_nothing(shelf):
    shelf.put("run 1", "stamp", 1)
    assert shelf.get("run 1", "later") is None
    assert shelf.get("run 2", "stamp") is None
    shelf.put("run 1", "later", 2)
    assert shelf.get("run 1", "later") == 2


def test_stores_do_not_share(shelf):
    shelf.put("run 1", "stamp", 1)
    for other in (StoreRef("some-server", "some://team/other"), StoreRef("other-server", STORE.address)):
        assert shelf_of(other).get("run 1", "stamp") is None


def test_numbers_that_json_has_no_word_for_come_back(shelf):
    shelf.put("run 1", "stamp", [math.nan, math.inf, -math.inf, -0.0, 2**70])
    found = shelf.get("run 1", "stamp")
    assert math.isnan(found[0])
    assert found[1:] == [math.inf, -math.inf, -0.0, 2**70]
    assert math.copysign(1, found[3]) == -1


def test_nothing_is_kept_where_nowhere_was_said(tmp_path):
    keep_in(None)
    nowhere = shelf_of(STORE)
    nowhere.put("run 1", "stamp", 1)
    assert nowhere.get("run 1", "stamp") is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("torn", [b"", b"\x1f\x8b", None, b"not gzip", b"[1]"])
def test_a_torn_file_is_as_good_as_none(shelf, torn):
    shelf.put("run 1", "stamp", list(range(1000)))
    (file,) = shelf.folder.iterdir()
    file.write_bytes(file.read_bytes()[:-20] if torn is None else torn)
    assert shelf.get("run 1", "stamp") is None
    shelf.put("run 1", "stamp", 2)
    assert shelf.get("run 1", "stamp") == 2


def test_a_file_of_another_form_is_not_looked_at(shelf):
    import gzip

    shelf.put("run 1", "stamp", 1)
    (file,) = shelf.folder.iterdir()
    for other in ({"form": 0, "key": "run 1", "stamp": "stamp", "value": 1}, [1], 7):
        file.write_bytes(gzip.compress(json.dumps(other).encode()))
        assert shelf.get("run 1", "stamp") is None


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path):
    (tmp_path / "cache").write_text("a file stands here")
    shelf = Shelf(tmp_path / "cache" / "store")
    shelf.put("run 1", "stamp", 1)
    assert shelf.get("run 1", "stamp") is None
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_a_disk_that_takes_no_more_is_no_fault(shelf, monkeypatch):
    shelf.put("run 1", "stamp", 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    shelf.put("run 1", "later", 2)
    assert shelf.get("run 1", "stamp") == 1
    assert len(list(shelf.folder.iterdir())) == 1


def test_its_owner_alone_can_look(shelf):
    shelf.put("run 1", "stamp", 1)
    assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700


def test_git_overlooks_it(shelf):
    shelf.put("run 1", "stamp", 1)
    assert (shelf.folder.parent / ".gitignore").read_text() == "*\n"


def test_keys_of_any_kind_name_a_file(shelf):
    for key in ("../../out", "a/b", "x" * 5000, "\ud800", "ü"):
        shelf.put(key, "stamp", key[:3])
        assert shelf.get(key, "stamp") == key[:3]
    assert len(list(shelf.folder.iterdir())) == 5
    assert {path.name for path in shelf.folder.parent.iterdir()} == {".gitignore", shelf.folder.name}


def test_two_writers_leave_one_whole_value(shelf):
    values = [[number] * 20_000 for number in range(8)]
    threads = [threading.Thread(target=shelf.put, args=("run 1", "stamp", value)) for value in values]
    seen = []
    for thread in threads:
        thread.start()
        seen.append(shelf.get("run 1", "stamp"))
    for thread in threads:
        thread.join()
    seen.append(shelf.get("run 1", "stamp"))
    assert all(value is None or value in values for value in seen)
    assert seen[-1] in values
    assert len(list(shelf.folder.iterdir())) == 1


def test_what_is_kept_for_a_while_is_kept_no_longer_after_it(tmp_path):
    with keeping(tmp_path / "cache"):
        assert shelf_of(STORE).folder.parent == tmp_path / "cache"
        with keeping(None):
            assert shelf_of(STORE).folder is None
        assert home() == tmp_path / "cache"
    assert home() is None
