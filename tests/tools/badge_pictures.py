"""Write `static/img/badges/` and `static/img/signs.svg` from the one source of their drawings, `gamification/badges/pictures.py`.

Usage: .venv/bin/python -m tests.tools.badge_pictures
"""

from pathlib import Path

from gamification.badges.catalogue import BADGES
from gamification.badges.pictures import free_signs, picture_of

IMAGES = Path(__file__).resolve().parent.parent.parent / "static" / "img"


def files() -> dict[str, str]:
    """What is to be there: a picture a badge of the catalogue, and the signs for those made on a site."""
    pictures = {f"badges/{badge.slug}.svg": picture_of(badge) for badge in BADGES}
    return {**pictures, "signs.svg": free_signs()}


def main() -> None:
    """Write what changed, and take away what nothing draws any more."""
    wanted = files()
    for path in sorted(IMAGES.glob("badges/*.svg")):
        if f"badges/{path.name}" not in wanted:
            path.unlink()
            print("removed", path.name)
    for name, picture in wanted.items():
        path = IMAGES / name
        if not path.exists() or path.read_text(encoding="utf-8") != picture:
            path.write_text(picture, encoding="utf-8")
            print("wrote", name)


if __name__ == "__main__":
    main()
