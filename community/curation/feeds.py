"""Known problems and announcements as Atom feeds."""

from datetime import datetime

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from community.curation import board, queries
from community.curation.rules import Reader
from community.kernel.furnish import settings_of
from community.kernel.languages import current_language
from community.kernel.policy import public
from community.kernel.text import for_xml

bp = Blueprint("curation_feeds", __name__)
BEGINNING = datetime.fromisoformat("2026-01-01T00:00+00:00")


@bp.get("/feeds/incidents.atom")
@public
def incidents() -> ResponseReturnValue:
    """Known problems, the latest first, each with its last news."""
    entries = [
        {
            "path": url_for("incidents.show", number=each.id),
            "title": each.title,
            "html": each.html,
            "published": each.began_at,
            "updated": each.told_at,
        }
        for each in queries.incidents(1).items
    ]
    return _feed("incidents", entries)


@bp.get("/feeds/announcements.atom")
@public
def announcements() -> ResponseReturnValue:
    """The announcements that everybody may read now."""
    entries = [
        {
            "path": f"/#announcement-{each.id}",
            "title": each.title,
            "html": each.html,
            "published": each.starts_at,
            "updated": each.starts_at,
        }
        for each in board.news_for(Reader(signed_in=False, lang=current_language()))
    ]
    return _feed("announcements", entries)


def _feed(kind: str, entries: list[dict[str, object]]) -> ResponseReturnValue:
    body = render_template(
        "community/curation/feed.xml",
        kind=kind,
        entries=entries,
        updated=max((each["updated"] for each in entries), default=BEGINNING),  # type: ignore[type-var]
        base=settings_of(current_app).base_url,
    )
    return Response(for_xml(body), content_type="application/atom+xml; charset=utf-8")
