"""The script of the service worker: the parts in `static/js/worker/`, behind what they must know."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

from community.kernel.assets import fingerprint
from community.kernel.languages import LANGUAGES
from community.kernel.thresholds import whole

# What the offline page is made of, beside the style sheet and the scripts' entry.
BEHAVIOURS: Final = ("installed", "kept-pages", "keys", "menu", "theme")
DRAWN: Final = ("js/theme.js", "img/icons.svg", "img/empty.svg", "img/favicon.svg")
FAREWELL: Final = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("huzhu-")))
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  ),
);
"""


def kept(app: Flask) -> Callable[[], str]:
    """The worker, made once; again each time where somebody works on it."""
    return _made if app.debug else cache(_made)


def script() -> str:
    """The worker of the running application."""
    made: Callable[[], str] = current_app.extensions["huzhu_service_worker"]
    return made()


def _made() -> str:
    """Any change of a script, a style sheet or a part of the worker makes it another one."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((_static() / "js" / "worker").glob("*.js"))]
    tools: dict[str, Any] = dict(current_app.jinja_env.globals)
    style, app_script = (str(tools[name]()) for name in ("stylesheet_url", "script_url"))
    folder = app_script.removesuffix("app.js")  # its version is a part of the address
    told = {
        "version": fingerprint(style.encode(), app_script.encode(), *(part.encode() for part in parts)),
        "most": whole("offline_pages"),
        "languages": list(LANGUAGES),
        "files": [
            style,
            app_script,
            f"{folder}words.js",
            *(f"{folder}behaviours/{name}.js" for name in BEHAVIOURS),
            *(str(tools["static_url"](path)) for path in DRAWN),
        ],
    }
    return "\n".join([f"const HUZHU = {json.dumps(told)};", *parts])


def farewell() -> str:
    """The worker that takes itself away, with everything it kept."""
    return FAREWELL


def _static() -> Path:
    return Path(current_app.static_folder or "static")
