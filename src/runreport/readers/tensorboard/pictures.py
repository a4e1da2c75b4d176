"""Pictures and sounds that were logged, with the bytes of those that go into a report.

Source: TensorFlow's `summary.proto` (`Image`, `Audio`); tensorboard's plugins `images` and `audio`, whose
tensors hold width, height and pictures, or sounds with labels in pairs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from runreport.model import Media, Omission
from runreport.readers.limits import pictures_within
from runreport.readers.tensorboard.event import Kind, Metadata
from runreport.readers.tensorboard.log import Fault, Item
from runreport.readers.tensorboard.wire import Span, fields

IMAGES, AUDIO = "images", "audio"
_ENCODED, _TEXTS = 4, 8
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp"}
_NO_METADATA = Metadata()


def media_of(
    items: Iterable[Item], metadata: Mapping[str, Metadata], fault: Fault
) -> tuple[tuple[Media, ...], tuple[Omission, ...]]:
    """Return what was logged in the order written, as far as limits go, and what these leave out.

    Args:
        items: pictures and sounds.
        metadata: by tag.
        fault: called for each item that cannot be read, with the reason.
    """
    places: dict[int, tuple[bytes, Span]] = {}
    found: list[Media] = []
    seen: Counter[str] = Counter()
    for item in items:
        try:
            spans = list(_encoded(item, metadata.get(item.tag, _NO_METADATA).plugin))
        except ValueError as error:
            fault(item, str(error))
            continue
        for number, span in enumerate(spans):
            name = item.tag if len(spans) == 1 else f"{item.tag}/{number}"
            path = f"{name}/{item.step}"
            seen[path] += 1
            if seen[path] > 1:
                path = f"{path}-{seen[path]}"
            label = metadata.get(item.tag, _NO_METADATA).label
            media = Media(name, _type(item.data, span), path, item.step, caption=label or None)
            places[id(media)] = (item.data, span)
            found.append(media)

    def read(media: Media) -> bytes:
        data, span = places[id(media)]
        return data[slice(*span)]

    def size_of(media: Media) -> int:
        _, (first, end) = places[id(media)]
        return end - first

    return pictures_within(found, read, size_of)


def _encoded(item: Item, plugin: str) -> Iterator[Span]:
    """Yield where the encoded pictures or sounds of a value stand."""
    if item.kind is not Kind.TENSOR:
        yield from (field.span for field in fields(item.data, item.span) if field.number == _ENCODED)
        return
    texts = [field.span for field in fields(item.data, item.span) if field.number == _TEXTS]
    yield from texts[2:] if plugin == IMAGES else texts[::2]


def _type(data: bytes, span: Span) -> str:
    head = data[span[0] : min(span[0] + 12, span[1])]
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "application/octet-stream")
    return next((type_ for start, type_ in _BEGINNINGS if head.startswith(start)), "application/octet-stream")
