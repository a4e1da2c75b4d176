"""What the search box is given, from records whose texts are no help."""

import json
import re
from pathlib import Path

import pytest

from runreport import build_report
from runreport.config import Config
from runreport.pages import search

NAME = "tab\\tin </script> “name”  \u2028 end"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    rows = [
        {"id": str(n), "name": NAME if n == 0 else f"run {n}", "params": {"lr": n, "long": "x" * 900}}
        for n in range(7)
    ]
    lines = [
        json.dumps({**row, "metrics": {"auc": 0.5}, "tags": {"owner": "imaging", "log": "y" * 200}})
        for row in rows
    ]
    (tmp_path / "runs.jsonl").write_text("\n".join(lines))
    (tmp_path / "runs.toml").write_text("")
    return tmp_path


def shards_of(site: Path) -> list[tuple[int, list[list[str]]]]:
    """Return each shard's number of shards and lines, read as the browser would."""
    found = []
    for path in sorted(site.glob("assets/search-*.js")):
        number, text = re.fullmatch(r"rrSearch\((\d+),(.*)\);\n", path.read_text("ascii")).groups()
        found.append((int(number), [line.split("\t") for line in json.loads(text).split("\n")]))
    return found


def test_a_line_has_four_parts_whatever_the_names_are(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LINES_A_SHARD", 10)
    built = build_report(Config().with_stores([str(site / "runs.jsonl")]), output=site / "site").output
    shards = shards_of(built)
    assert {number for number, _ in shards} == {len(shards)}
    lines = [line for _, lines in shards for line in lines]
    assert {len(line) for line in lines} == {4}
    runs = [line for line in lines if search.KINDS[int(line[0])] == "Run"]
    assert sorted(line[1] for line in runs) == sorted(
        [*(f"run {n}" for n in range(1, 7)), " ".join(NAME.split())]
    )
    assert all((built / line[2].partition("#")[0]).is_file() for line in lines)
    assert all(len(line[3]) <= search.MOST_WORDS for line in lines)
    assert all("owner=imaging" not in line[3] or "yyy" not in line[3] for line in runs)
