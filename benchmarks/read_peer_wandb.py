"""Reads wandb's logs with wandb's own protobuf classes and says what it saw: `read_peer_wandb.py FOLDER`.

wandb 0.31 has no reader of logs for Python; the framing is that of its earlier ones, `datastore.py`.
"""

import json
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

CHUNK = struct.Struct("<IHB")
BLOCK, HEADER = 32_768, 7
FULL, FIRST, LAST = 1, 2, 4


def main(folder: Path) -> None:
    """Read every run and every point, keep none, and print the sums and the times as JSON."""
    began = perf_counter()
    from wandb.proto.wandb_internal_pb2 import Record

    imported = perf_counter()
    runs = params = points = 0
    total = 0.0
    for path in sorted(folder.glob("*/*.wandb")):
        config: dict[str, object] = {}
        summary: dict[str, str] = {}
        curves: dict[str, list[float]] = {}
        for data in chunks(path.read_bytes()):
            record = Record()
            record.ParseFromString(data)
            kind = record.WhichOneof("record_type")
            if kind == "history":
                for item in record.history.item:
                    key = item.key or ".".join(item.nested_key)
                    curves.setdefault(key, []).append(json.loads(item.value_json))
            elif kind == "summary":
                for item in record.summary.update:
                    summary[item.key or ".".join(item.nested_key)] = item.value_json
            elif kind == "run":
                config |= {item.key: json.loads(item.value_json) for item in record.run.config.update}
        runs += 1
        params += len(config)
        for key, values in curves.items():
            if not key.startswith("_"):
                points += len(values)
                total += sum(values)
    seconds = {"import": imported - began, "read": perf_counter() - imported}
    print(json.dumps({"runs": runs, "params": params, "points": points, "sum": total, "seconds": seconds}))


def chunks(data: bytes) -> Iterator[bytes]:
    """Yield the records of a log, their checksums compared."""
    at, pieces = HEADER, b""
    while at + CHUNK.size <= len(data):
        left = BLOCK - at % BLOCK
        if left < CHUNK.size:
            at += left
            continue
        check, length, kind = CHUNK.unpack_from(data, at)
        body = data[at + CHUNK.size : at + CHUNK.size + length]
        if zlib.crc32(body, zlib.crc32(bytes((kind,)))) != check:
            sys.exit(f"the checksum at byte {at} is wrong")
        pieces = body if kind in (FULL, FIRST) else pieces + body
        if kind in (FULL, LAST):
            yield pieces
        at += CHUNK.size + length


if __name__ == "__main__":
    main(Path(sys.argv[1]))
