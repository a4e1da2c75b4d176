"""What a run printed, as its terminal showed it: expected lines are what xterm leaves on the screen."""

from pathlib import Path

import pytest
from rich.text import Text

from runreport.model import Run, RunRef, StoreRef
from runreport.privacy.policy import Policy
from runreport.privacy.redaction import redact
from runreport.readers.comet import offline as comet_offline
from runreport.readers.console import (
    MOST_CHARACTERS,
    MOST_LINES,
    NOTHING,
    console_file,
    console_tail,
    one_after_another,
    shown_line,
)
from runreport.readers.wandb import files as wandb_files

SHARED = Path(__file__).parents[2].parent / "shared"
STRANGERS = sorted(SHARED.glob("stores/wandb/**/output.log"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("loss 0.5", "loss 0.5"),
        ("\r 10%\r 50%\r100%", "100%"),
        ("a long text\rshort", "shortg text"),
        ("a long text\r\x1b[Kshort", "short"),
        ("a Windows line\r", "a Windows line"),
        ("\x1b[31merror:\x1b[0m no such file", "error: no such file"),
        ("\x1b]0;a window's title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\a link\x1b]8;;\x1b\\", "a link"),
        ("wrong\b\b\b\b\bright", "right"),
        ("Größe 3 × 4 ✅", "Größe 3 × 4 ✅"),
        ("bell\x07 and \x00nothing", "bell and nothing"),
        ("torn \x1b[", "torn"),
        ("a\ttab", "a\ttab"),
    ],
)
def test_a_line_is_what_a_terminal_shows(written, shown):
    assert shown_line(written) == shown


def test_the_last_lines_are_kept_and_the_others_counted():
    text, cut = console_tail("".join(f"line {number}\n" for number in range(1000)))
    lines = text.split("\n")
    assert (len(lines), lines[0], lines[-1]) == (MOST_LINES, f"line {1000 - MOST_LINES}", "line 999")
    assert [(one.what, one.count) for one in cut] == [("lines of console output", 1000 - MOST_LINES)]


def test_long_lines_count_by_their_characters():
    text, cut = console_tail("\n".join("x" * 1000 for _ in range(100)))
    assert len(text) <= MOST_CHARACTERS
    assert cut[0].count == 100 - text.count("\n") - 1


def test_a_file_beyond_the_limit_is_counted_line_by_line(tmp_path):
    lines = 300_000
    (tmp_path / "output.log").write_text("".join(f"{number:08}\n" for number in range(lines)))
    text, cut = console_file(tmp_path / "output.log")
    assert text.endswith("00299999")
    assert cut[0].count == lines - MOST_LINES


def test_nothing_printed_is_nothing():
    assert console_tail("") == console_tail(" \n\n") == console_tail("\x1b[0m\n") == NOTHING


def test_parts_of_a_run_follow_one_another():
    first = console_tail("".join(f"{number}\n" for number in range(300)))
    text, cut = one_after_another([first, console_tail("resumed\n"), NOTHING])
    assert text.split("\n")[-2:] == ["299", "resumed"]
    assert cut[0].count == 301 - MOST_LINES


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.parent.parent.name)
def test_a_strangers_output_is_plain_text(path):
    text, cut = console_file(path)
    assert (text is None) == (not path.read_text(errors="replace").strip())
    for line in (text or "").split("\n"):
        assert all(sign.isprintable() or sign == "\t" for sign in line if sign not in "\u00a0\ufeff"), line
    printed = path.read_bytes().removesuffix(b"\n").count(b"\n") + 1
    assert (text or "").count("\n") + 1 + sum(one.count for one in cut) <= printed


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.parent.parent.name)
def test_colors_are_taken_out_as_another_library_does(path):
    lines = [line for line in path.read_text(errors="replace").split("\n") if "\r" not in line]
    for line in lines[-MOST_LINES:]:
        assert shown_line(line).rstrip() == Text.from_ansi(line).plain.rstrip()


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
def test_a_strangers_run_of_wandb_has_its_output():
    folder = SHARED / "stores/wandb/core-0.22-hivewatch/wandb"
    store = StoreRef("wandb-files", str(folder))
    logs = {run.id: run.log for run in map(wandb_files.read, wandb_files.find(store))}
    assert logs["yonnef03"].endswith("KeyboardInterrupt")
    assert logs["u26lda4o"].endswith("[fedviz] round  10  acc=79.7700  loss=0.9368  clients=2")


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
@pytest.mark.parametrize("version", ["3.2", "3.30", "3.58"])
def test_a_run_of_comet_has_its_output(version):
    store = StoreRef("comet-offline", str(SHARED / f"stores/comet/made-{version}"))
    logs = {run.log for run in map(comet_offline.read, comet_offline.find(store))}
    assert "printed line" in logs


def test_secrets_in_the_output_stay_in():
    text = "connected to https://anna:hunter2-sesame@example.org\nepoch 1: loss 0.5"
    run = Run(RunRef(StoreRef("plain-table", "t.csv"), "a"), "a", "e", log=text)
    shown, counts = redact(run, Policy())
    assert "hunter2" not in shown.log
    assert shown.log.endswith("epoch 1: loss 0.5")
    assert dict(counts.counts) == {("URL credential", "console output"): 1}
