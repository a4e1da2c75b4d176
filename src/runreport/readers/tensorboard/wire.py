"""The encoding of protocol buffers: a message is fields, a field a number and a value.

Source: protobuf.dev, "Encoding". A value is a whole number, or the place of its bytes.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]
"""Where bytes begin, and where they end."""

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5
_WIDTHS = {EIGHT_BYTES: 8, FOUR_BYTES: 4}
_DOUBLE = struct.Struct("<d").unpack_from


class Field(NamedTuple):
    """One field of a message."""

    number: int
    kind: int
    """Its wire type."""
    value: int
    """Of a varint, else 0."""
    span: Span
    """Of a varint its own bytes, else the bytes of the value."""


def fields(data: bytes, span: Span) -> Iterator[Field]:
    """Yield the fields of the message in a stretch of bytes, in their order.

    Raises:
        ValueError: the bytes are no message.
    """
    at, end = span
    while at < end:
        key, at = varint(data, at, end)
        kind, first, value = key & 7, at, 0
        if kind == VARINT:
            value, at = varint(data, at, end)
        elif kind == BYTES:
            size, first = varint(data, at, end)
            at = first + size
        elif kind in _WIDTHS:
            at += _WIDTHS[kind]
        else:
            raise ValueError(f"the wire type {kind} is unknown")
        if at > end:
            raise ValueError("a field goes beyond its message")
        yield Field(key >> 3, kind, value, (first, at))


def varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the unsigned number that begins there, and where it ends.

    Raises:
        ValueError: it does not end, or has more than 64 bits.
    """
    value = 0
    for place in range(10):
        if at + place >= end:
            break
        byte = data[at + place]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at + place + 1
    raise ValueError("a number does not end")


def signed(value: int) -> int:
    """Return a varint as an int64 in two's complement."""
    return value - (1 << 64) if value >> 63 else value


def double(data: bytes, span: Span) -> float:
    """Return the eight bytes of a field as a number; 0 where they are fewer."""
    return float(_DOUBLE(data, span[0])[0]) if span[1] - span[0] == 8 else 0.0


def text(data: bytes, span: Span) -> str:
    """Return the bytes of a field as text; what is no UTF-8 becomes U+FFFD."""
    return data[span[0] : span[1]].decode("utf-8", "replace")


def varints(data: bytes, span: Span) -> Iterator[int]:
    """Yield the numbers of a packed field.

    Raises:
        ValueError: the last one does not end.
    """
    at, end = span
    while at < end:
        value, at = varint(data, at, end)
        yield value
