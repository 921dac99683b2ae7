"""Letters for drawn pictures: a Han font of the machine where there is one, else the Latin one that Pillow brings."""

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

Font = ImageFont.FreeTypeFont

# (file, which face of it) in the order of preference; of a collection the face for Simplified Chinese.
_PLACES: Final = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 2),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
    ("C:/Windows/Fonts/msyhbd.ttc", 0),
)


@cache
def han_font() -> tuple[str, int] | None:
    """The file and face that draw Han signs here; None where none is known."""
    return next(((path, face) for path, face in _PLACES if Path(path).is_file()), None)


@cache
def font(size: int, *, han: bool = True) -> Font:
    """The letters at a size in pixels."""
    place = han_font() if han else None
    if place is not None:
        return ImageFont.truetype(place[0], size, index=place[1])
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):  # a Pillow without FreeType: nothing can be drawn well
        raise OSError("Pillow was built without FreeType.")
    return own


def can_draw(text: str, face: Font) -> bool:
    """Whether `face` has every sign of `text`: a box in place of a word is worse than no word."""
    missing = bytes(face.getmask("\uffff"))
    return all(sign.isspace() or bytes(face.getmask(sign)) != missing for sign in set(text))
