"""A logged picture as it may leave: its pixels, written anew, and nothing of what else its file held.

Camera, place, time, author, program, comments, previews and color profiles go. What a picture shows
nobody here can judge; the policy can leave pictures out as a whole.
"""

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1200
"""Pixels; larger pictures are made smaller, so that pages stay light."""
MOST_PIXELS = 40_000_000
"""Of one picture: a small file can unfold to gigabytes."""
ENDINGS = {"PNG": "png", "GIF": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp"}
"""What each form is written as."""

_OPTIONS: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG"},
    "jpg": {"format": "JPEG", "quality": 90},
    "webp": {"format": "WEBP", "quality": 90},
}
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for damaged files; some of it only deep inside."""


class UnshowableError(ValueError):
    """A picture that is not shown; the text says why, in a sentence without its subject and end stop."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture that holds nothing but what it shows."""

    data: bytes
    ending: str
    """Of its file: `png`, `jpg` or `webp`."""
    width: int
    height: int
    scaled_from: tuple[int, int] | None
    """Width and height before, where it was made smaller."""
    frames: int
    """In the file; the first is what is left."""


def clean_picture(data: bytes) -> Cleaned:
    """Return a PNG, JPEG, GIF or WebP picture without its metadata; the same bytes for the same bytes.

    It is turned as its camera says, in sRGB, at most `LONGEST_SIDE` wide and high, and of a moving one
    there is the first frame. A GIF becomes a PNG, the other forms stay what they are.

    Raises:
        UnshowableError: the bytes are none of these forms, are damaged, or would unfold to too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _cleaned(data)
    except UnshowableError:
        raise
    except UnidentifiedImageError as error:
        raise UnshowableError("is no PNG, JPEG, GIF or WebP") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise UnshowableError(_too_large()) from error
    except _BROKEN as error:
        raise UnshowableError("is damaged") from error


def _cleaned(data: bytes) -> Cleaned:
    with Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise UnshowableError(_too_large())
        ending = ENDINGS[opened.format or ""]
        frames = getattr(opened, "n_frames", 1) if opened.format != "MPO" else 1
        opened.seek(0)
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        picture = _plain(_in_srgb(upright, opened.info.get("icc_profile")))
    before = picture.size
    if max(before) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    picture.info = {}
    file = BytesIO()
    picture.save(file, **_OPTIONS[ending])
    scaled_from = before if picture.size != before else None
    return Cleaned(file.getvalue(), ending, *picture.size, scaled_from, frames)


def _too_large() -> str:
    return f"would unfold to more than {MOST_PIXELS // 1_000_000} million pixels"


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the colors as sRGB has them; as they stand where the profile says nothing usable."""
    if not profile or b"sRGB" in profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    try:
        known = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(picture, known, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *_BROKEN):
        return picture
    return picture if turned is None else turned


def _plain(picture: Image.Image) -> Image.Image:
    """Return gray, colors, or colors with see-through parts, and no color where nothing shows."""
    if picture.mode.startswith("I"):
        # Sixteen bits of gray, which a plain conversion would cut off at 255.
        deep = np.clip(np.asarray(picture).astype(np.int64), 0, 65535)
        return Image.fromarray((deep >> 8).astype(np.uint8))
    if picture.mode in {"1", "L"} and "transparency" not in picture.info:
        return picture.convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    pixels = np.array(picture.convert("RGBA"))
    if pixels[..., 3].min() == 255:
        return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    pixels[pixels[..., 3] == 0] = 0
    return Image.fromarray(pixels)
