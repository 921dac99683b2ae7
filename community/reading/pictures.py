"""Pictures in posts: with room kept for them before they have come, and each a link to itself."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.storage import UPLOADS
from community.posts.models import Upload

# What `kernel/markup.py` writes; a picture inside a link stays the link that its author made.
_PIECE: Final = re.compile(r'<a [^>]*>.*?</a>|<img src="([^"]*)"([^>]*)>', re.DOTALL)
_STORED: Final = re.compile(r'<img src="' + re.escape(UPLOADS) + r'([0-9a-f]+\.[a-z]+)"')


def sizes_in(bodies: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The sizes of the pictures of this site that stand in `bodies`; asks nothing where there are none."""
    names = {name for body in bodies if UPLOADS in body for name in _STORED.findall(body)}
    if not names:
        return {}
    rows = db.session.execute(select(Upload.key, Upload.width, Upload.height).where(Upload.key.in_(names)))
    return {UPLOADS + row.key: (row.width, row.height) for row in rows}


def dressed(html: str, sizes: Mapping[str, tuple[int, int]]) -> str:
    """`html` with every picture as a link to itself, and with its size or the sign that nobody knows it."""
    if "<img " not in html:
        return html

    def dress(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        source, rest = found[1], found[2]
        size = sizes.get(source)
        if size and " width=" not in rest:
            rest += f' width="{size[0]}" height="{size[1]}"'
        kind = "picture" if " width=" in rest and " height=" in rest else "picture picture--unknown"
        return f'<a class="{kind}" href="{source}"><img src="{source}"{rest}></a>'

    return _PIECE.sub(dress, html)
