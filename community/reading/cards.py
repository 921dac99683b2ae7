"""Pictures that stand beside a link elsewhere: 1200 by 630 pixels, drawn here from what everybody may read."""

import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from math import cos, pi, sin
from typing import Final

from PIL import Image, ImageDraw

from community.reading.fonts import Font, can_draw, font, han_font

SIZE: Final = (1200, 630)
MARGIN: Final = 80
STYLE: Final = 1  # raise it when the drawing changes: kept pictures are drawn anew
LINES: Final = 4
GROUND, SURFACE, INK, QUIET, ACCENT, STAR = "#f5f6f3", "#ffffff", "#1b1f23", "#56606b", "#0b6e63", "#e0a100"
_SIZES: Final = (68, 58, 50, 44)  # of the title, the largest that fits
_NO_START: Final = "，。、；：？！）》」』”’…,.;:?!)%"


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says; all of it is public. `facts` are few words, `stars` a number with one decimal or ""."""

    site: str
    title: str = ""
    tags: str = ""
    stars: str = ""
    facts: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes when anything that is drawn does."""
        said = "\0".join((*astuple(self), str(STYLE), str(han_font())))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:40]


def draw(card: Card) -> bytes:
    """The picture as PNG. Words with signs that no font here has are left out."""
    image = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], 14), fill=ACCENT)
    _mark(pen, MARGIN, 64)
    _words(pen, (MARGIN + 76, 70), card.site, 36, INK)
    title = _plain(card.title)
    if title and can_draw(title, font(_SIZES[0])):
        _title(pen, title)
    x = MARGIN
    if card.stars:
        _star(pen, x + 20, 528, 22)
        x = _words(pen, (x + 52, 506), card.stars, 36, INK) + 36
    x = _words(pen, (x, 506), card.facts, 36, QUIET) + 36
    _words(pen, (MARGIN, 562), card.tags, 28, ACCENT)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _plain(text: str) -> str:
    """Without emoji and signs that only steer: no text font draws them."""
    kept = (
        sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign) not in {"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn"}
    )
    return " ".join("".join(kept).split())


def _words(pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str) -> int:
    """Write one line; returns where it ends."""
    face = font(size)
    text = _plain(text)
    if not text or not can_draw(text, face):
        return at[0]
    room = SIZE[0] - MARGIN - at[0]
    if face.getlength(text) > room:
        text = _cut(text, face, room)
    pen.text(at, text, font=face, fill=colour)
    return at[0] + round(face.getlength(text))


def _title(pen: ImageDraw.ImageDraw, title: str) -> None:
    room = SIZE[0] - 2 * MARGIN
    for size in _SIZES:
        face = font(size)
        lines = list(_lines(title, face, room))
        if len(lines) <= LINES - (size == _SIZES[0]):
            break
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], _cut(" ".join(lines[LINES - 1 :]), face, room)]
    height = round(size * 1.32)
    y = 158 + max(0, (320 - height * len(lines)) // 2)
    for place, line in enumerate(lines):
        pen.text((MARGIN, y + place * height), line, font=face, fill=INK)


def _lines(text: str, face: Font, room: int) -> Iterator[str]:
    """Lines no longer than `room`: broken between words, and between Han signs."""
    line = ""
    for piece in _pieces(text):
        if line and face.getlength((line + piece).rstrip()) > room and piece[0] not in _NO_START:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
        while face.getlength(line) > room:  # a word longer than a line
            end = max(n for n in range(1, len(line) + 1) if n == 1 or face.getlength(line[:n]) <= room)
            if end == len(line):
                break
            yield line[:end]
            line = line[end:]
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF":
            if word:
                yield word
            yield sign
            word = ""
        else:
            word += sign
            if sign == " ":
                yield word
                word = ""
    if word:
        yield word


def _cut(text: str, face: Font, room: int) -> str:
    while text and face.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _mark(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """The two strokes of the site's sign, as in static/img/mark.svg."""
    for line in (
        ((13, 4.6), (8.9, 17.5), (10.9, 20.3), (17.6, 20.3)),
        ((19, 27.4), (23.1, 14.5), (21.1, 11.7), (14.4, 11.7)),
    ):
        points = [(x + 1.75 * a, y + 1.75 * b) for a, b in line]
        pen.line(points, fill=ACCENT, width=7, joint="curve")
        for a, b in (points[0], points[-1]):
            pen.ellipse((a - 3, b - 3, a + 3, b + 3), fill=ACCENT)


def _star(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int) -> None:
    corners = [
        (x + r * sin(n * pi / 5), y - r * cos(n * pi / 5))
        for n in range(10)
        for r in ((radius if n % 2 == 0 else radius * 0.42),)
    ]
    pen.polygon(corners, fill=STAR)
