"""Protobuf on the wire, taken apart without a schema.

Source: the encoding of Protocol Buffers, "Message structure"; groups are not used by W&B.
"""

from collections.abc import Iterator, Mapping, Sequence

Value = int | bytes
Message = Mapping[int, Sequence[Value]]
"""Values by field number, each field's in order; bytes for what has a length, else an unsigned integer."""

MOST_BITS = 70
_VARINT, _I64, _LENGTH, _I32 = 0, 1, 2, 5


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned integer, and where it ends.

    Raises:
        ValueError: it has more than ten bytes, or the data end within it.
    """
    value = shift = 0
    while shift < MOST_BITS:
        if at >= len(data):
            raise ValueError("it ends within a number")
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("it holds a number of more than ten bytes")


def spans(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, kind, beginning and end of every field's value in a message.

    Raises:
        ValueError: it is no protobuf.
    """
    while at < end:
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == _LENGTH:
            length, start = varint(data, at)
            stop = start + length
        elif kind == _VARINT:
            start, stop = at, varint(data, at)[1]
        elif kind in (_I64, _I32):
            start, stop = at, at + (8 if kind == _I64 else 4)
        else:
            raise ValueError(f"it holds a field of the kind {kind}")
        if not number or stop > end:
            raise ValueError("it holds a field that is longer than the record")
        yield number, kind, start, stop
        at = stop


def message(data: bytes, at: int = 0, end: int | None = None) -> Message:
    """Return the fields of a message.

    Raises:
        ValueError: it is no protobuf.
    """
    found: dict[int, list[Value]] = {}
    for number, kind, start, stop in spans(data, at, len(data) if end is None else end):
        value: Value
        if kind == _VARINT:
            value = varint(data, start)[0]
        else:
            value = data[start:stop] if kind == _LENGTH else int.from_bytes(data[start:stop], "little")
        found.setdefault(number, []).append(value)
    return found


def text(fields: Message, number: int) -> str:
    """Return a text, empty where there is none; bytes that are not UTF-8 are shown as �."""
    value = fields.get(number, (b"",))[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def texts(fields: Message, number: int) -> list[str]:
    """Return all texts of a repeated field."""
    return [one.decode("utf-8", "replace") for one in fields.get(number, ()) if isinstance(one, bytes)]


def number(fields: Message, which: int) -> int:
    """Return a whole number of 64 bits with its sign, 0 where there is none."""
    value = fields.get(which, (0,))[-1]
    if not isinstance(value, int):
        return 0
    value &= 2**64 - 1
    return value - 2**64 if value >= 2**63 else value


def inner(fields: Message, which: int) -> Message:
    """Return a message within, empty where there is none.

    Raises:
        ValueError: it is no protobuf.
    """
    value = fields.get(which, (b"",))[-1]
    return message(value) if isinstance(value, bytes) else {}


def inners(fields: Message, which: int) -> list[Message]:
    """Return all messages of a repeated field.

    Raises:
        ValueError: one is no protobuf.
    """
    return [message(one) for one in fields.get(which, ()) if isinstance(one, bytes)]


def seconds(fields: Message, which: int) -> float | None:
    """Return a timestamp as seconds since 1970; None where there is none.

    Raises:
        ValueError: it is no protobuf.
    """
    stamp = inner(fields, which)
    return number(stamp, 1) + number(stamp, 2) / 1e9 if stamp else None
