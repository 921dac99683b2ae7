"""Pictures from members made safe and small: checked before they are opened, drawn anew, nothing hidden kept."""

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from community.kernel.errors import Invalid
from community.kernel.words import N_

MOST_BYTES: Final = 5 * 1024 * 1024
# Pixels that are decoded at all, taking less than 200 MB for a moment: a good camera's photo
# (JPEG, which is decoded smaller than it is), the largest screen's picture, half that as WebP.
MOST_PIXELS: Final = {"JPEG": 25_000_000, "PNG": 16_000_000, "WEBP": 9_000_000}
LONGEST_SIDE: Final = 12_000
SHOWN_SIDE: Final = 2_000  # pixels of the longer side that are kept: sharp on any screen
AVATAR_SIZES: Final = (48, 96, 256)
_SIZED: Final = tuple(f"-{size}.webp" for size in AVATAR_SIZES)
_QUALITY = 85
_FORMATS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
_WITH_A_SECOND = "MPO"  # Pillow's name for a JPEG that carries more pictures than the one it shows
_SRGB = ImageCms.createProfile("sRGB")

# Sizes are checked here, before decoding, and more strictly than Pillow's own warning would.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew: `name` is made of its content, and its ending says what it is."""

    name: str
    content: bytes
    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Square:
    """The part of a picture to keep, as shares (0 to 1) of its width and height as displayed."""

    left: float
    top: float
    width: float


def post_image(content: bytes) -> Picture:
    """`content` redrawn for a post: upright, at most `SHOWN_SIDE` pixels, without metadata.

    Raises `Invalid` for what is not a whole JPEG, PNG or WebP picture within the limits.
    """
    image, kind = _opened(content)
    return _encoded(_upright(image, SHOWN_SIDE), kind)


def avatar(content: bytes, square: Square | None = None) -> tuple[str, tuple[Picture, ...]]:
    """The key of a new avatar and its pictures, one a size; the middle is kept unless `square` says.

    A picture is stored as `avatar_name(key, size)`.
    """
    image, _ = _opened(content)
    face = _cropped(_upright(image, SHOWN_SIDE), square)
    largest = _encoded(face.resize((AVATAR_SIZES[-1],) * 2, Image.Resampling.LANCZOS), "WEBP")
    key = largest.name.partition(".")[0]
    pictures = []
    for size in AVATAR_SIZES:
        drawn = _encoded(face.resize((size, size), Image.Resampling.LANCZOS), "WEBP")
        named = avatar_name(key, size)
        pictures.append(Picture(named, drawn.content, drawn.content_type, size, size))
    return key, tuple(pictures)


def avatar_name(key: str, size: int) -> str:
    """The stored name of an avatar at one of `AVATAR_SIZES`."""
    return f"{key}-{size}.webp"


def is_avatar(name: str) -> bool:
    """Whether a stored name is that of an avatar; no other picture has its size in its name."""
    return name.endswith(_SIZED)


def _opened(content: bytes) -> tuple[Image.Image, str]:
    if len(content) > MOST_BYTES:
        raise Invalid(N_("This picture is larger than 5 MB."), field="image")
    _check_size("WEBP", *(_webp_size(content) or (1, 1)))
    try:
        image = Image.open(io.BytesIO(content), formats=tuple(_FORMATS))
    except (OSError, ValueError, SyntaxError, struct.error, EOFError):
        raise Invalid(N_("Please choose a JPEG, PNG or WebP picture."), field="image") from None
    kind = "JPEG" if image.format == _WITH_A_SECOND else str(image.format)
    _check_size(kind, image.width, image.height)
    try:
        image.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))  # a JPEG is decoded no larger than it will be shown
        image.load()
    except (OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError, MemoryError):
        raise Invalid(N_("This picture is damaged and cannot be read."), field="image") from None
    return image, kind


def _check_size(kind: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS[kind] or max(width, height) > LONGEST_SIDE:
        raise Invalid(
            N_("This picture has too many pixels: %(width)d by %(height)d."),
            field="image",
            width=width,
            height=height,
        )


def _webp_size(content: bytes) -> tuple[int, int] | None:
    """What a WebP header declares: Pillow makes room for the whole canvas on opening it."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:  # noqa: PLR2004 - the header's length
        return None
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(content[26:28], "little") & 0x3FFF, int.from_bytes(
        content[28:30], "little"
    ) & 0x3FFF


def _upright(image: Image.Image, longest: int) -> Image.Image:
    """The picture as it is meant to be seen, at most `longest` pixels on a side, in plain colours."""
    turned = _turned(image)
    if image.mode in {"RGB", "RGBA", "L", "LA", "CMYK"}:  # before anything that copies it
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    plain = _plain(image)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    plain.info.clear()
    plain.getexif()[0x0112] = turned
    upright = ImageOps.exif_transpose(plain)
    upright.info.clear()
    return upright


def _turned(image: Image.Image) -> Any:
    """How the camera was held; upright where what the picture says of itself cannot be read."""
    try:
        return image.getexif().get(0x0112, 1)
    except (OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError):
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The picture in red, green, blue (and transparency) of the usual screen."""
    if image.mode == "I;16":
        image = _of_eight_bits(image)
    has_alpha = "A" in image.mode or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile costs exact colours, not the picture
        if converted is not None:
            return converted
    return image.convert("RGBA" if has_alpha else "RGB")


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of sixteen bits in eight: `convert` alone makes white of all but the darkest."""
    grey = image.point(lambda value: value / 256).convert("L")
    if "transparency" in grey.info:
        grey.info["transparency"] >>= 8
    return grey


def _cropped(image: Image.Image, square: Square | None) -> Image.Image:
    if square is None:
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
    else:
        side = max(1, min(round(_share(square.width) * image.width), *image.size))
        left = min(round(_share(square.left) * image.width), image.width - side)
        top = min(round(_share(square.top) * image.height), image.height - side)
    return image.crop((left, top, left + side, top + side))


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0) if value == value else 0.0  # noqa: PLR0124 - not a number is no share


def _encoded(image: Image.Image, kind: str) -> Picture:
    ending, content_type = _FORMATS[kind]
    if kind == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG")
    else:
        image.save(out, kind, quality=_QUALITY)
    content = out.getvalue()
    name = f"{hashlib.sha256(content).hexdigest()[:40]}.{ending}"
    return Picture(name, content, content_type, image.width, image.height)
