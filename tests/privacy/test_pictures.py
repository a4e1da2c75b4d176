"""What is left of a picture: what it shows, and nothing else."""

import random
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from runreport.privacy import pictures
from runreport.privacy.pictures import LONGEST_SIDE, UnshowableError, clean_picture

SECRET = b"m.okafor@hospital.example"
WARD = 34853
"""The tag of the folder with the place where a picture was taken."""


def written(image: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def gradient(width: int = 40, height: int = 30) -> Image.Image:
    down, across = np.mgrid[0:height, 0:width]
    blue = np.full_like(down, 60)
    return Image.fromarray(np.stack([across * 255 // width, down * 255 // height, blue], -1).astype(np.uint8))


def exif(**more: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x010F] = SECRET.decode()
    tags[0x9286] = SECRET.decode()
    tags.get_ifd(WARD)[1] = "N"
    tags.get_ifd(WARD)[29] = "2026:03:01"
    for name, value in more.items():
        tags[int(name.removeprefix("t"))] = value
    return tags


def png_with_everything() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_text("Comment", SECRET.decode() * 50, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    data = written(gradient(), "PNG", pnginfo=info, exif=exif(), dpi=(300, 300))
    return data + b"trailing " + SECRET


LOADED = {
    "png": png_with_everything(),
    "jpeg": written(gradient(), "JPEG", exif=exif(), comment=SECRET, xmp=SECRET) + SECRET,
    "gif": written(gradient(), "GIF", comment=SECRET),
    "webp": written(gradient(), "WEBP", exif=exif(), xmp=SECRET),
}
CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


@pytest.mark.parametrize("form", LOADED)
def test_nothing_but_the_pixels_is_left(form: str) -> None:
    assert SECRET in LOADED[form] or form == "png"
    clean = clean_picture(LOADED[form])
    assert SECRET not in clean.data
    again = opened(clean.data)
    again.load()
    assert not again.getexif()
    assert not {"exif", "comment", "xmp", "icc_profile", "dpi", "XML:com.adobe.xmp"} & (
        set(again.info) - ({"dpi"} if again.info.get("jfif") else set())
    )
    assert (clean.width, clean.height) == again.size == (40, 30)


def test_a_png_keeps_only_the_chunks_that_it_needs() -> None:
    data, at, kinds = clean_picture(LOADED["png"]).data, 8, set()
    while at < len(data):
        kinds.add(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    assert kinds <= CHUNKS
    assert at == len(data)


@pytest.mark.parametrize("form", LOADED)
def test_the_same_bytes_give_the_same_bytes(form: str) -> None:
    assert clean_picture(LOADED[form]) == clean_picture(LOADED[form])


def test_what_a_lossless_picture_shows_is_what_it_showed() -> None:
    clean = clean_picture(LOADED["png"])
    assert np.array_equal(np.asarray(opened(clean.data)), np.asarray(gradient()))
    assert (clean.ending, clean.scaled_from, clean.frames) == ("png", None, 1)


def test_a_photograph_is_turned_as_its_camera_meant_it() -> None:
    clean = clean_picture(written(gradient(), "JPEG", exif=exif(t274=6)))
    assert (clean.width, clean.height) == (30, 40)
    assert np.asarray(opened(clean.data))[0, -1].sum() < np.asarray(opened(clean.data))[-1, 0].sum()


def test_a_large_picture_is_made_smaller_and_says_so() -> None:
    clean = clean_picture(written(gradient(3000, 1000), "PNG"))
    assert (clean.width, clean.height) == opened(clean.data).size == (LONGEST_SIDE, 400)
    assert clean.scaled_from == (3000, 1000)


def test_of_a_moving_picture_the_first_frame_is_left() -> None:
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (10, 120, 240)]
    for form in ("GIF", "WEBP", "PNG"):
        clean = clean_picture(written(frames[0], form, save_all=True, append_images=frames[1:]))
        assert clean.frames == 3
        assert abs(int(np.asarray(opened(clean.data).convert("RGB"))[4, 4, 0]) - 10) < 8


def test_colors_that_nobody_sees_go() -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., :3] = 77
    pixels[0, 0, 3] = 200
    left = np.asarray(opened(clean_picture(written(Image.fromarray(pixels), "PNG")).data))
    assert tuple(left[0, 0]) == (77, 77, 77, 200)
    assert not left[1:].any()


def test_sixteen_bits_of_gray_are_not_cut_off() -> None:
    deep = (np.arange(256, dtype=np.uint16) << 8).reshape(16, 16)
    left = np.asarray(opened(clean_picture(written(Image.fromarray(deep), "PNG")).data))
    assert np.array_equal(left, np.arange(256).reshape(16, 16))


def test_another_profile_is_turned_into_common_colors() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = clean_picture(written(gradient(), "PNG", icc_profile=b"none"))
    other = clean_picture(written(gradient(), "PNG", icc_profile=lab))
    assert np.array_equal(np.asarray(opened(broken.data)), np.asarray(gradient()))
    assert b"iCCP" not in broken.data + other.data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG"),
        (written(gradient(), "BMP"), "is no PNG"),
        (written(gradient(), "TIFF"), "is no PNG"),
        (LOADED["jpeg"][:300], "is damaged"),
        (written(gradient(), "PNG")[:90], "is damaged"),
        (written(Image.new("1", (40_000, 40_000)), "PNG"), "million pixels"),
        (written(Image.new("1", (7_000, 7_000)), "PNG"), "million pixels"),
    ],
)
def test_what_cannot_be_shown_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnshowableError, match=why):
        clean_picture(data)


@pytest.mark.parametrize("form", LOADED)
def test_no_damage_gets_past_as_another_error(form: str) -> None:
    dice = random.Random(form)
    for _ in range(150):
        data = bytearray(LOADED[form])
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            clean_picture(bytes(data[: dice.randrange(len(data))] if dice.random() < 0.3 else data))
        except UnshowableError:
            continue


def test_a_limit_of_pillow_that_somebody_lifted_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with pytest.raises(UnshowableError, match=f"{pictures.MOST_PIXELS // 10**6} million"):
        clean_picture(written(Image.new("1", (40_000, 40_000)), "PNG"))
