"""The widget's script: its parts joined into one function, with its style sheet and the site's own tokens inside."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, current_app

from community.kernel.assets import fingerprint

PARTS: Final = ("dom", "site", "reading", "asking", "panel", "start")
_LINKS: Final = re.compile(
    r"^import [^;]+;\n|^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE
)
_REMARKS: Final = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT: Final = re.compile(r"^[ \t]+", re.MULTILINE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_USED: Final = re.compile(r"var\((--[\w-]+)")


def core(static: Path) -> str:
    """The whole widget. `STYLE` stands above its parts."""
    parts = [(static / "widget" / f"{name}.js").read_text(encoding="utf-8") for name in PARTS]
    bare = _INDENT.sub("", _REMARKS.sub("", _LINKS.sub("", "\n".join(parts))))
    return f"(()=>{{\nconst STYLE={json.dumps(style(static))};\n{bare}}})();\n"


def style(static: Path) -> str:
    """The style sheet, behind the tokens that it uses: the widget wears the colours of the site."""
    sheet = _squeezed((static / "widget" / "widget.css").read_text(encoding="utf-8"))
    tokens = (static / "css" / "tokens.css").read_text(encoding="utf-8")
    # In the site's own sheet the accent is a token like others; a company's page may set another.
    used = sorted(set(_USED.findall(sheet)))
    found = [(name, re.search(rf"(?<![\w-]){name}:\s*([^;]+);", tokens)) for name in used]
    told = "".join(f"{name}:{match[1]};" for name, match in found if match)
    return f":host{{{told}}}{sheet}"


def _squeezed(sheet: str) -> str:
    return (
        re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", _COMMENT.sub("", sheet)))
        .replace(": ", ":")
        .strip()
    )


def loader(static: Path, told: dict[str, object]) -> str:
    """The small script that pages name; it fetches the rest by `told["version"]`."""
    text = (static / "widget" / "loader.js").read_text(encoding="utf-8")
    return _INDENT.sub("", _REMARKS.sub("", text)).replace("TOLD", json.dumps(told, ensure_ascii=False))


def bundled(app: Flask) -> Callable[[], str]:
    """The joined script, made once."""
    static = Path(app.static_folder or "static")
    return (lambda: core(static)) if app.debug else cache(lambda: core(static))


def version() -> str:
    """What changes whenever the script does."""
    return fingerprint(text().encode())


def text() -> str:
    """The script of the running application."""
    made: Callable[[], str] = current_app.extensions["huzhu_widget"]
    return made()
