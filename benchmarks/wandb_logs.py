"""Writes the study as wandb 0.31 logs it offline: `wandb_logs.py FOLDER RUNS STEPS`.

It runs in the peers' environment, since records are made with wandb's own protobuf classes. Before each row
of the history the core writes two summaries, and it writes the items of a row in another order each time; so
does this.
"""

import json
import random
import struct
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

from study import StudyRun, study
from wandb.proto.wandb_internal_pb2 import Record

HEADER = b":W&B" + struct.pack("<HB", 0xBEE1, 0)
CHUNK = struct.Struct("<IHB")
BLOCK = 32_768
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4


class Log:
    """A log in wandb's framing, in memory."""

    def __init__(self) -> None:
        self.data = bytearray(HEADER)
        self.records = 0

    def add(self, record: Record) -> None:
        """Add a record, in pieces where it crosses the end of a block."""
        self.records += 1
        record.num = self.records
        rest, is_first = record.SerializeToString(), True
        while rest or is_first:
            left = BLOCK - len(self.data) % BLOCK
            if left < CHUNK.size:
                self.data += bytes(left)
                left = BLOCK
            piece, rest = rest[: left - CHUNK.size], rest[left - CHUNK.size :]
            kind = (FIRST if rest else FULL) if is_first else (MIDDLE if rest else LAST)
            is_first = False
            self.data += CHUNK.pack(zlib.crc32(bytes((kind,)) + piece), len(piece), kind) + piece


def log_of(run: StudyRun) -> bytes:
    """Return a run's log, as wandb would have written it."""
    chance = random.Random(run.key)
    log = Log()
    begin = Record()
    begin.run.run_id, begin.run.project, begin.run.display_name = (
        run.key,
        f"search {run.experiment + 1}",
        run.name,
    )
    begin.run.start_time.FromMilliseconds(run.started_ms)
    for name, value in run.params.items():
        begin.run.config.update.add(key=name, value_json=json.dumps(value))
    log.add(begin)
    for step, values in enumerate(zip(*run.metrics.values(), strict=True)):
        row = dict(zip(run.metrics, values, strict=True))
        seconds = run.logged_ms(step) / 1000
        row |= {"_step": step, "_timestamp": seconds, "_runtime": seconds - run.started_ms / 1000}
        texts = {name: json.dumps(value) for name, value in row.items()}
        clock, summary, history = Record(), Record(), Record()
        clock.summary.update.add(nested_key=["_wandb", "runtime"], value_json=texts["_runtime"])
        clock.summary.update.add(key="_runtime", value_json=texts["_runtime"])
        for items in (summary.summary.update, history.history.item):
            for name in chance.sample(list(texts), len(texts)):
                items.add(nested_key=[name], value_json=texts[name])
        history.history.step.num = step
        for record in (clock, summary, history):
            log.add(record)
    end = Record()
    end.exit.exit_code = 0
    log.add(end)
    return bytes(log.data)


def main(folder: Path, runs: int, steps: int) -> None:
    """Write a folder with one folder a run; the folder must not exist."""
    for run in study(runs, 1, steps):
        time = datetime.fromtimestamp(run.started_ms / 1000, UTC)
        home = folder / f"offline-run-{time:%Y%m%d_%H%M%S}-{run.key}"
        home.mkdir(parents=True)
        (home / f"run-{run.key}.wandb").write_bytes(log_of(run))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
