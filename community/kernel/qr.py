"""Codes to point a camera at: the only door to segno."""

import io

import segno


def svg(text: str, *, title: str = "", scale: int = 8) -> bytes:
    """`text` as a picture that stays sharp at any size, dark on light whatever the page's colours."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", scale=scale, border=4, dark="#000", light="#fff", title=title)
    return out.getvalue()
