"""Rows of a Parquet table are decoded some at a time, and each run still gets its own."""

import pytest

from runreport.model import StoreRef
from runreport.readers.plain import table


@pytest.mark.parametrize("rows", [0, 1, 499, 500, 501, 1250])
def test_each_row_is_read_whatever_their_number_and_in_any_order(tmp_path, rows):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {
        "id": pa.array([f"run {row}" for row in range(rows)], pa.string()),
        "param.seed": pa.array(range(rows), pa.int64()),
        "metric.loss": pa.array([row / 7 for row in range(rows)], pa.float64()),
    }
    parquet.write_table(pa.table(columns), tmp_path / "runs.parquet")
    refs = list(table.find(StoreRef("plain-table", str(tmp_path / "runs.parquet"))))
    assert [ref.key for ref in refs] == [f"run {row}" for row in range(rows)]
    # From both ends in turn, so that neighbors are never asked for together.
    for row in sorted(range(rows), key=lambda row: min(row, rows - row)):
        run = table.read(refs[row])
        assert run.params == {"seed": row}
        assert run.metrics["loss"].values.tolist() == [row / 7]
