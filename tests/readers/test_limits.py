"""How much of what was logged goes into a report, and whether the rest is counted."""

from collections.abc import Mapping

import pytest

from runreport.model import LoggedTable, Media, Omission, TableKind
from runreport.readers import limits
from runreport.readers.limits import newest, pictures_within, tables_within


def pictures(*named: tuple[str, int | None]) -> list[Media]:
    return [Media(name, "image/png", f"{place}.png", step) for place, (name, step) in enumerate(named)]


def within(
    media: list[Media], sizes: Mapping[str, int] | None = None, known: bool = True
) -> tuple[list[str], list[str], tuple[Omission, ...]]:
    """Paths of what is shown, paths of what was read in this order, and what was left out."""
    sizes, asked = sizes or {}, []

    def read(one: Media) -> bytes:
        asked.append(one.path)
        return b"x" * sizes.get(one.path, 1)

    shown, left_out = pictures_within(media, read, lambda one: sizes.get(one.path, 1) if known else None)
    assert [(one.name, one.path, one.step) for one in shown] == [(m.name, m.path, m.step) for m in media]
    return [one.path for one in shown if one.content is not None], asked, left_out


def test_everything_is_shown_that_the_limits_allow() -> None:
    shown, _, left_out = within(pictures(("a", 1), ("b", None), ("a", 2)))
    assert shown == ["0.png", "1.png", "2.png"]
    assert left_out == ()


def test_the_newest_of_each_name_come_before_earlier_ones_of_any() -> None:
    media = pictures(*(("often", step) for step in range(20)), ("once", 0), ("never", None))
    shown, asked, left_out = within(media)
    assert shown == [*(f"{place}.png" for place in range(10, 22))]
    assert asked[:3] == ["19.png", "20.png", "21.png"]
    assert [(one.what, one.count) for one in left_out] == [("pictures", 10)]


def test_newest_goes_by_step_and_then_by_order() -> None:
    media = pictures(("a", 5), ("a", 5), ("a", None), ("a", -3))
    assert [one.path for one in newest(media, 1)] == ["1.png"]
    assert [one.path for one in newest(media, 2)] == ["0.png", "1.png"]
    assert [one.path for one in newest(media, 3)] == ["0.png", "1.png", "3.png"]


def test_what_is_known_to_be_too_large_is_not_read_and_takes_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_PICTURES", 2)
    media = pictures(("a", 0), ("b", 0), ("c", 0))
    shown, asked, left_out = within(media, {"0.png": limits.MOST_PICTURE_BYTES + 1})
    assert shown == asked == ["1.png", "2.png"]
    assert [one.count for one in left_out] == [1]
    assert "1 MiB" in left_out[0].why


def test_what_proves_too_large_is_counted_and_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PICTURES", 2)
    sizes = {f"{place}.png": limits.MOST_PICTURE_BYTES + 1 for place in range(9)}
    shown, asked, left_out = within(pictures(*((f"n{place}", 0) for place in range(9))), sizes, known=False)
    assert shown == []
    assert len(asked) == 2
    assert sum(one.count for one in left_out) == 9


def test_the_bytes_of_a_run_go_to_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    sizes = {"0.png": 6, "1.png": 6, "2.png": 4}
    for known in (True, False):
        shown, _, left_out = within(pictures(("a", 0), ("a", 1), ("b", 0)), sizes, known)
        assert shown == ["1.png", "2.png"]
        assert [one.count for one in left_out] == [1]


def test_what_cannot_be_read_is_told_by_the_reader_and_not_counted_here() -> None:
    shown, left_out = pictures_within(pictures(("a", 0)), lambda one: None, lambda one: 3)
    assert shown[0].content is None
    assert left_out == ()


def test_other_media_are_neither_read_nor_counted() -> None:
    media = [Media("a", kind, "a") for kind in ("image/svg+xml", "audio/wav", "text/html", "video/mp4")]
    assert within(media) == ([], [], ())


def table(
    name: str, step: int | None = None, rows: int = 1, kind: TableKind = TableKind.TABLE
) -> LoggedTable:
    return LoggedTable(name, ("a",), tuple((row,) for row in range(rows)), rows, kind, step)


def test_the_newest_table_of_each_name_is_kept_and_the_rest_counted() -> None:
    tables = [*(table("often", step) for step in range(30)), table("once")]
    kept, left_out = tables_within(tables)
    assert [one.step for one in kept] == [*range(7, 30), None]
    assert [(one.what, one.count) for one in left_out] == [("logged tables", 7)]


def test_a_plain_table_is_cut_and_keeps_how_many_rows_it_had() -> None:
    (kept,), left_out = tables_within([table("t", rows=500)])
    assert (len(kept.rows), kept.rows_in_store) == (200, 500)
    assert left_out == ()


def test_rows_that_the_reader_cut_before_still_count() -> None:
    before = LoggedTable("t", ("a",), tuple((row,) for row in range(300)), 9000)
    (kept,), _ = tables_within([before])
    assert (len(kept.rows), kept.rows_in_store) == (200, 9000)


@pytest.mark.parametrize("kind", [kind for kind in TableKind if kind is not TableKind.TABLE])
def test_curves_histograms_and_matrices_stay_whole(kind: TableKind) -> None:
    one = table("t", rows=900, kind=kind)
    assert tables_within([one])[0] == (one,)
