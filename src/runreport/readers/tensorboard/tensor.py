"""Tensors as TensorFlow writes them: numbers as raw bytes or as a packed list, texts as a list.

Source: TensorFlow's `tensor.proto` and `types.proto`, and `framework/tensor.cc` for lists that are too short.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from runreport.readers.tensorboard.wire import VARINT, Field, Span, fields, signed, varints

_TYPES = {
    1: "<f4",
    2: "<f8",
    3: "<i4",
    4: "<u1",
    5: "<i2",
    6: "<i1",
    9: "<i8",
    10: "|b1",
    14: "bfloat16",
    17: "<u2",
    19: "<f2",
    22: "<u4",
    23: "<u8",
}
_TEXT = 7
_TYPE, _SHAPE, _CONTENT, _TEXTS, _HALVES = 1, 2, 4, 8, 13
_RAW_LISTS = {5: "<f4", 6: "<f8"}
_INTEGER_LISTS = frozenset({7, 10, 11, _HALVES, 16, 17})
_MOST_VALUES = 1 << 22


@dataclass(frozen=True, slots=True)
class Tensor:
    """The numbers, or else the texts, of a tensor."""

    numbers: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """In the tensor's shape."""
    texts: tuple[bytes, ...] | None = None
    """None where it holds numbers."""
    shape: tuple[int, ...] = ()


def tensor_in(data: bytes, span: Span) -> Tensor:
    """Return the tensor in a stretch of bytes; integers above 2 ** 53 lose their last digits.

    Raises:
        ValueError: it is no tensor, or one of a type that holds neither numbers nor texts.
    """
    kind, content = 0, b""
    shape: tuple[int, ...] = ()
    texts: list[bytes] = []
    listed: list[Field] = []
    for part in fields(data, span):
        if part.number == _TYPE:
            kind = part.value
        elif part.number == _SHAPE:
            shape = tuple(_shape(data, part.span))
        elif part.number == _CONTENT:
            content = data[slice(*part.span)]
        elif part.number == _TEXTS:
            texts.append(data[slice(*part.span)])
        elif part.number in _RAW_LISTS or part.number in _INTEGER_LISTS:
            listed.append(part)
    if kind == _TEXT:
        return Tensor(texts=tuple(texts), shape=shape)
    if kind not in _TYPES:
        raise ValueError(f"a tensor of the type {kind} holds no numbers")
    found = _numbers(content, kind) if content else _listed(data, kind, listed)
    return Tensor(_in_shape(found, shape), shape=shape)


def number_place(data: bytes, span: Span) -> tuple[Span, str] | None:
    """Return where a tensor's only number stands as raw bytes, and its type; None for any other tensor."""
    kind, place, type_ = 0, None, ""
    for part in fields(data, span):
        if part.number == _TYPE:
            kind = part.value
        elif part.number == _CONTENT or part.number in _RAW_LISTS:
            place, type_ = part.span, _RAW_LISTS.get(part.number, "")
        elif part.number != _SHAPE or prod(_shape(data, part.span)) != 1:
            return None
    wanted = _TYPES.get(kind, "bfloat16")
    is_raw = place is not None and wanted != "bfloat16" and type_ in ("", wanted)
    if place is None or not is_raw or place[1] - place[0] != np.dtype(wanted).itemsize:
        return None
    return place, wanted


def _shape(data: bytes, span: Span) -> Iterator[int]:
    for dimension in fields(data, span):
        if dimension.number == 2:
            sizes = [part.value for part in fields(data, dimension.span) if part.number == 1]
            yield signed(sizes[-1]) if sizes else 0


def _numbers(content: bytes, kind: int) -> NDArray[np.float64]:
    name = _TYPES[kind]
    if name == "bfloat16":
        return _widened(np.frombuffer(content, dtype="<u2"))
    return np.frombuffer(content, dtype=name).astype(np.float64)


def _widened(halves: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Return bfloat16, which is the upper half of a float32."""
    return (halves.astype(np.uint32) << np.uint32(16)).view(np.float32).astype(np.float64)


def _listed(data: bytes, kind: int, parts: list[Field]) -> NDArray[np.float64]:
    found: list[float] = []
    for part in parts:
        if part.number in _RAW_LISTS:
            found += np.frombuffer(data[slice(*part.span)], dtype=_RAW_LISTS[part.number]).tolist()
        else:
            found += [part.value] if part.kind == VARINT else varints(data, part.span)
    if parts and parts[0].number == _HALVES:
        halves = np.array([int(bits) & 0xFFFF for bits in found], dtype=np.uint16)
        return _widened(halves) if _TYPES[kind] == "bfloat16" else halves.view("<f2").astype(np.float64)
    if parts and parts[0].number in _INTEGER_LISTS and not _TYPES[kind].startswith("<u"):
        found = [signed(int(number)) for number in found]
    return np.array(found, dtype=np.float64)


def _in_shape(found: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return numbers in their shape; where they are too few, the last one goes on, or 0."""
    size = prod(shape)
    if min(shape, default=0) < 0 or size > _MOST_VALUES or found.size > size:
        raise ValueError(f"{found.size} numbers do not fit the shape {list(shape)}")
    rest = np.full(size - found.size, found[-1] if found.size else 0.0)
    return np.concatenate([found, rest]).reshape(shape)
