"""One style sheet and one version for all scripts, so that a page asks for few files and never for old ones."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, send_from_directory, url_for

from community.kernel.fresh import unless_known
from community.kernel.policy import public

ENTRY: Final = "site.css"
KEPT_FOR: Final = "public, max-age=31536000, immutable"
# Files that are the same for everybody: nobody is recognised for them, and nobody's requests are counted.
FILE_ENDPOINTS: Final = frozenset(
    {"static", "stylesheet", "scripts", "installing.manifest", "installing.service_worker"}
)

_IMPORT: Final = re.compile(r'^@import url\("([\w./-]+)"\);\n', re.MULTILINE)
_COMMENT: Final = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_INDENT: Final = re.compile(r"^\s+", re.MULTILINE)


def joined(folder: Path) -> str:
    """The style sheets that `site.css` names, one after the other, without comments and indents."""
    text = _IMPORT.sub(
        lambda found: (folder / found[1]).read_text(encoding="utf-8") + "\n",
        (folder / ENTRY).read_text(encoding="utf-8"),
    )
    return _INDENT.sub("", _COMMENT.sub("", text))


def fingerprint(*parts: bytes) -> str:
    """Twelve signs that change when any of `parts` does."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def kept_if(*, ours: bool) -> str:
    """How long an answer may be kept: another release, beside this one, may mean another file by its version."""
    return KEPT_FOR if ours else "no-cache"


def _scripts_version(folder: Path) -> str:
    return fingerprint(*(path.read_bytes() for path in sorted(folder.rglob("*.js"))))


def init_app(app: Flask) -> None:
    """Serve the joined style sheet, and give templates `stylesheet_url()` and `script_url()`."""
    static = Path(app.static_folder or "static")
    kept: Callable[[Callable[[], str]], Callable[[], str]] = (lambda make: make) if app.debug else cache
    sheet = kept(lambda: joined(static / "css"))
    sheet_version = kept(lambda: fingerprint(sheet().encode()))
    scripts = kept(lambda: _scripts_version(static / "js"))

    def stylesheet_url() -> str:
        return url_for("stylesheet", v=sheet_version())

    def script_url() -> str:
        return url_for("scripts", version=scripts(), name="app.js")

    @app.get("/site.css", endpoint="stylesheet")
    @public
    def stylesheet() -> Response:
        answer = Response(sheet(), mimetype="text/css")
        return unless_known(answer, kept_if(ours=request.args.get("v") == sheet_version()))

    @app.get("/scripts/<version>/<path:name>", endpoint="scripts")
    @public
    def script(version: str, name: str) -> Response:
        # The version is a folder, so that what a script imports by a relative name has it too.
        answer = send_from_directory(static / "js", name)
        answer.headers["Cache-Control"] = kept_if(ours=version == scripts())
        return answer

    app.jinja_env.globals.update(stylesheet_url=stylesheet_url, script_url=script_url)
