"""The widget's script: its parts joined into one function, with its style sheet and the site's own tokens inside."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Bundle:
    """What there is to fetch; `version` changes whenever the script does."""

    core: str
    version: str
    loader: str

    def loading(self, told: dict[str, object]) -> str:
        """The small script that pages name; it fetches the rest by its version."""
        return self.loader.replace("TOLD", json.dumps(told, ensure_ascii=False))


def bundle(static: Path) -> Bundle:
    """All of it, read and joined."""
    text = core(static)
    loader = (static / "widget" / "loader.js").read_text(encoding="utf-8")
    return Bundle(text, fingerprint(text.encode()), _INDENT.sub("", _REMARKS.sub("", loader)))


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


def bundled(app: Flask) -> Callable[[], Bundle]:
    """The scripts, made once; again each time where somebody works on them."""
    static = Path(app.static_folder or "static")
    return (lambda: bundle(static)) if app.debug else cache(lambda: bundle(static))


def made() -> Bundle:
    """The scripts of the running application."""
    found: Callable[[], Bundle] = current_app.extensions["huzhu_widget"]
    return found()
