"""The manifest: how the site looks and opens once it is installed."""

from typing import Any, Final

from flask import url_for
from flask_babel import gettext

from community.kernel.languages import current_language

ACCENT: Final = "#0b6e63"  # as --accent and --ground in tokens.css
GROUND: Final = "#f5f6f3"
ICONS: Final = (
    ("favicon-48.png", "48x48", "any"),
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-192.png", "192x192", "maskable"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


def manifest(site_name: str) -> dict[str, Any]:
    """The whole document. Its id stays the same in every language, so that it is one app."""
    lang = current_language()
    return {
        "id": "/",
        "name": gettext("%(site)s: customers help each other", site=site_name),
        "short_name": site_name,
        "description": gettext("Find an answer, ask, and help others who have the same problem."),
        "lang": lang,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        "background_color": GROUND,
        "theme_color": ACCENT,
        "categories": ["social", "productivity"],
        "icons": [
            {"src": _icon(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            _shortcut(gettext("Ask a question"), "/ask"),
            _shortcut(gettext("Search"), "/search"),
            _shortcut(gettext("Alerts"), "/notifications"),
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "picture", "accept": ["image/jpeg", "image/png", "image/webp"]}],
            },
        },
    }


def _icon(name: str) -> str:
    return url_for("static", filename=f"img/{name}")


def _shortcut(name: str, url: str) -> dict[str, Any]:
    icon = {"src": _icon("icon-192.png"), "sizes": "192x192", "type": "image/png"}
    return {"name": name, "url": url, "icons": [icon]}
