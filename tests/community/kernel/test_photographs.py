"""Photographs as cameras and phones really make them."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.kernel.images import post_image
from community.kernel.policy import Actor
from tests.conftest import SignIn


def _of_two_pictures() -> bytes:
    """A JPEG that carries a second picture, as phones write for depth, portraits and panoramas (MPO)."""
    out = io.BytesIO()
    shown, second = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")
    shown.save(out, "MPO", save_all=True, append_images=[second])
    assert out.getvalue().startswith(b"\xff\xd8")  # it is a JPEG to whoever looks at it
    return out.getvalue()


def test_a_jpeg_that_carries_a_second_picture_is_drawn_like_any_other() -> None:
    drawn = post_image(_of_two_pictures())
    assert drawn.content_type == "image/jpeg"
    image = Image.open(io.BytesIO(drawn.content)).convert("RGB")
    red, green, blue = image.tobytes()[:3]
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize(("path", "field"), [("/uploads", "image"), ("/settings/avatar", "image")])
def test_such_a_photograph_is_taken_where_pictures_are_sent(
    app: Flask, client: FlaskClient, alice: Actor, sign_in: SignIn, path: str, field: str
) -> None:
    sign_in(client, alice)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.post(path, data={field: (io.BytesIO(_of_two_pictures()), "IMG_2041.jpg", "image/jpeg")})
    assert answer.status_code in {201, 302}, answer.status


def test_a_grey_picture_of_sixteen_bits_stays_what_it_shows() -> None:
    """Scanners and instruments write those: dark to bright, not white all over."""
    grey = Image.new("I;16", (256, 16))
    for x in range(256):
        for y in range(16):
            grey.putpixel((x, y), x * 257)
    out = io.BytesIO()
    grey.save(out, "PNG")
    drawn = Image.open(io.BytesIO(post_image(out.getvalue()).content)).convert("L")
    row = drawn.tobytes()[: drawn.width]
    assert row[64] < 100
    assert row[192] > 150


def test_the_transparent_tone_of_such_a_picture_stays_transparent_and_no_other() -> None:
    grey = Image.new("I;16", (2, 1), 0x6410)
    grey.putpixel((1, 0), 0x1000)
    out = io.BytesIO()
    grey.save(out, "PNG", transparency=0x6410)
    drawn = Image.open(io.BytesIO(post_image(out.getvalue()).content)).convert("RGBA")
    assert [drawn.getpixel((x, 0)) for x in range(2)] == [(0x64, 0x64, 0x64, 0), (0x10, 0x10, 0x10, 255)]
