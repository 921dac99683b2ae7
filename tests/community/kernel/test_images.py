"""Pictures that members send: what is kept, what is taken out, what is refused."""

import io
import random
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from community.kernel.errors import Invalid
from community.kernel.images import AVATAR_SIZES, MOST_BYTES, Square, avatar, avatar_name, post_image


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(1_000)))
        + _chunk(b"IEND", b"")
    )


def _webp_that_claims(width: int, height: int) -> bytes:
    content = bytearray(
        _bytes(
            Image.new("RGBA", (8, 8), (1, 2, 3, 4)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGBA", (8, 8))],
        )
    )
    content[24:27] = (width - 1).to_bytes(3, "little")
    content[27:30] = (height - 1).to_bytes(3, "little")
    return bytes(content)


def _photo() -> Image.Image:
    """Left half red, right half blue, wider than high."""
    photo = Image.new("RGB", (60, 40), "red")
    photo.paste("blue", (30, 0, 60, 40))
    return photo


@pytest.mark.parametrize(
    ("kind", "ending", "content_type"),
    [("JPEG", "jpg", "image/jpeg"), ("PNG", "png", "image/png"), ("WEBP", "webp", "image/webp")],
)
def test_a_picture_keeps_its_kind_and_is_named_after_its_content(
    kind: str, ending: str, content_type: str
) -> None:
    picture = post_image(_bytes(_photo(), kind))
    assert picture.content_type == content_type
    assert picture.name.endswith("." + ending)
    assert (picture.width, picture.height) == (60, 40)
    assert Image.open(io.BytesIO(picture.content)).format == kind
    assert post_image(_bytes(_photo(), kind)).name == picture.name


def test_a_photo_is_turned_upright_and_says_nothing_of_place_or_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "SecretCam"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    picture = post_image(_bytes(_photo(), "JPEG", exif=exif, comment=b"hidden words"))
    seen = Image.open(io.BytesIO(picture.content))
    assert seen.size == (40, 60)
    assert not seen.getexif()
    assert b"SecretCam" not in picture.content
    assert b"hidden words" not in picture.content
    red, _, blue = seen.convert("RGB").getpixel((20, 5))  # type: ignore[misc]
    assert red > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("said", [b"Exif\0\0", b"Exif\0\0no camera says so", b"Exif\0\0MM\0*"])
def test_what_a_picture_says_of_itself_may_be_unreadable(kind: str, said: bytes) -> None:
    picture = post_image(_bytes(_photo(), kind, exif=said))
    assert (picture.width, picture.height) == (60, 40)


def test_text_in_a_png_is_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in post_image(_bytes(_photo(), "PNG", pnginfo=info)).content


def test_what_follows_the_picture_in_the_file_is_dropped() -> None:
    assert b"<?php" not in post_image(_bytes(_photo(), "PNG") + b"<?php system($_GET['c']);").content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_colour_mode_are_shown(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = post_image(_bytes(Image.new(mode, (20, 10)), kind))
    assert (picture.width, picture.height) == (20, 10)


def test_transparency_stays() -> None:
    seen = Image.open(
        io.BytesIO(post_image(_bytes(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG")).content)
    )
    assert seen.convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_a_large_picture_is_made_smaller() -> None:
    picture = post_image(_bytes(Image.new("RGB", (5_000, 1_000)), "JPEG"))
    assert (picture.width, picture.height) == (2_000, 400)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", id="drawing"),
        pytest.param(b"<html><script>alert(1)</script>", id="page"),
        pytest.param(b"GIF89a" + bytes(100), id="gif"),
        pytest.param(_bytes(_photo(), "BMP"), id="bitmap"),
        pytest.param(_bytes(_photo(), "TIFF"), id="tiff"),
        pytest.param(_bytes(_photo(), "PNG")[:60], id="cut png"),
        pytest.param(_bytes(_photo(), "JPEG")[:200], id="cut jpeg"),
        pytest.param(_bytes(_photo(), "WEBP")[:40], id="cut webp"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"<script>" * 50, id="page as png"),
        pytest.param(b"\xff\xd8\xff" + b"<?php" * 50, id="program as jpeg"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(50), id="empty webp"),
        pytest.param(bytes(MOST_BYTES + 1), id="too large"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        post_image(content)
    assert refusal.value.field == "image"
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "bomb",
    [_png_that_claims(30_000, 30_000), _png_that_claims(100_000, 10), _webp_that_claims(16_000, 16_000)],
)
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="too many pixels"):
            post_image(bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 2**32))
def test_a_damaged_picture_is_refused_or_redrawn_but_never_an_accident(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(_bytes(_photo(), kind))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        picture = post_image(bytes(content))
    except Invalid:
        return
    Image.open(io.BytesIO(picture.content)).load()


def test_an_avatar_is_a_square_in_three_sizes() -> None:
    key, pictures = avatar(_bytes(_photo(), "PNG"))
    assert [picture.name for picture in pictures] == [avatar_name(key, size) for size in AVATAR_SIZES]
    for picture, size in zip(pictures, AVATAR_SIZES, strict=True):
        assert Image.open(io.BytesIO(picture.content)).size == (size, size)


def test_the_chosen_square_is_what_is_kept() -> None:
    _, left = avatar(_bytes(_photo(), "PNG"), Square(0, 0, 0.4))
    red, _, blue = Image.open(io.BytesIO(left[-1].content)).convert("RGB").getpixel((128, 128))  # type: ignore[misc]
    assert red > blue
    _, right = avatar(_bytes(_photo(), "PNG"), Square(0.6, 0, 0.4))
    assert right[0].content != left[0].content


@given(st.floats(), st.floats(), st.floats())
@settings(max_examples=60, deadline=None)
def test_any_numbers_for_the_square_make_an_avatar(left: float, top: float, width: float) -> None:
    _, pictures = avatar(_bytes(_photo(), "PNG"), Square(left, top, width))
    assert pictures[0].width == AVATAR_SIZES[0]
