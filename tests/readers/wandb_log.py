"""Logs as wandb writes them, made by hand for tests: the framing, and protobuf without a schema."""

import json
import struct
import zlib

HEADER = b":W&B" + struct.pack("<HB", 0xBEE1, 0)
BLOCK = 32_768


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


def field(number, value):
    """Return a field: an integer, or bytes, a text or an encoded message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value % 2**64)
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def item(key, value, *, parts=False):
    """Return a key and its value as JSON; a value in bytes is taken as it is."""
    text = value if isinstance(value, bytes) else json.dumps(value)
    keys = b"".join(field(2, part) for part in key) if parts else field(1, key)
    return keys + field(16, text)


def row(step=None, **values):
    """Return a history record of the Python era."""
    items = values if step is None else {**values, "_step": step}
    return field(2, b"".join(field(1, item(key, value)) for key, value in items.items()))


def spread(step, pairs):
    """Return a history record of the core: keys in parts."""
    items = [(("_step",), step), *pairs]
    return field(2, b"".join(field(1, item(key, value, parts=True)) for key, value in items))


def run(key="a", config=None, **texts):
    """Return the record that a log begins with; texts by the number of their field, as `_8="name"`."""
    parts = [field(1, key), field(3, "project"), field(17, field(1, 1_700_000_000))]
    parts += [field(int(number[1:]), text) for number, text in texts.items()]
    parts += [field(4, b"".join(field(1, item(name, value)) for name, value in (config or {}).items()))]
    return field(17, b"".join(parts))


def ended(code=0):
    return field(18, field(1, code))


def chunk(kind, data):
    return struct.pack("<IHB", zlib.crc32(bytes((kind,)) + data), len(data), kind) + data


def log(*records, header=HEADER):
    """Return a log; each record gets its number in front."""
    out = bytearray(header)
    for number, record in enumerate(records, 1):
        rest, is_first = field(1, number) + record, True
        while rest or is_first:
            left = BLOCK - len(out) % BLOCK
            if left < 7:
                out += bytes(left)
                left = BLOCK
            piece, rest = rest[: left - 7], rest[left - 7 :]
            out += chunk((2 if rest else 1) if is_first else (3 if rest else 4), piece)
            is_first = False
    return bytes(out)
