"""For programs that find pages: sitemaps, robots, the icon."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from community.articles import queries as articles
from community.kernel import kept
from community.kernel.addresses import LARGEST_ID
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.fresh import unless_known
from community.kernel.policy import public
from community.questions.models import Question
from community.reading.feeds import base_url
from community.tags.queries import for_sitemap as tags_for_sitemap

bp = Blueprint("sitemaps", __name__)
PER_SITEMAP = 10_000
MOST_ARTICLES = 50_000  # that one sitemap may hold
MOST_TAGS = 50_000
ICON_KEPT_FOR = "public, max-age=2592000"  # a month: its address never changes
# What searches may find: public, and with an answer. A question alone is of no help to who finds it.
INDEXED = (Question.listed, Question.answer_count > 0)


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """An index of sitemaps, each of up to 10,000 questions."""
    parts = kept.shelf("sitemap").get("parts", _parts)  # a large site reads all of its questions for it
    body = render_template("community/reading/sitemap_index.xml", parts=parts, base=base_url())
    return Response(body, content_type="application/xml; charset=utf-8")


def _parts() -> list[tuple[int, datetime]]:
    """The number of each part, and when something happened in it last."""
    part = Question.__table__.c.id // PER_SITEMAP
    last = select(part, func.max(Question.last_activity_at)).where(*INDEXED)
    return [(number, at) for number, at in db.session.execute(last.group_by(part).order_by(part))]


@bp.get("/sitemap-<int:part>.xml")
@public
def sitemap_part(part: int) -> ResponseReturnValue:
    """Questions whose ids fall into one part."""
    if part > LARGEST_ID // PER_SITEMAP:
        raise NotFound
    rows = db.session.execute(
        select(Question.__table__.c.id, Question.slug, Question.last_activity_at)
        .select_from(Question.__table__)
        .where(
            *INDEXED,
            Question.__table__.c.id >= part * PER_SITEMAP,
            Question.__table__.c.id <= min((part + 1) * PER_SITEMAP - 1, LARGEST_ID),
        )
        .order_by(Question.__table__.c.id)
    ).all()
    body = render_template(
        "community/reading/sitemap.xml",
        rows=[(url_for("reading.question", question_id=row[0], slug=row[1]), row[2]) for row in rows],
        base=base_url(),
    )
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/sitemap-articles.xml")
@public
def sitemap_articles() -> ResponseReturnValue:
    """Every public article."""
    rows = articles.for_sitemap(MOST_ARTICLES)
    told = articles.translations_for_sitemap(MOST_ARTICLES)
    body = render_template(
        "community/reading/sitemap_articles.xml", rows=rows, translations=told, base=base_url()
    )
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/sitemap-pages.xml")
@public
def sitemap_pages() -> ResponseReturnValue:
    """Pages that lead to the others, and every tag that has questions."""
    lists = ("/", "/questions", "/tags", "/members", "/articles", "/about")
    tags = (url_for("reading.tag", name=name) for name in tags_for_sitemap(MOST_TAGS))
    rows = [(path, None) for path in (*lists, *tags)]
    body = render_template("community/reading/sitemap.xml", rows=rows, base=base_url())
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What crawlers need not read."""
    quiet = (
        "/api/",
        "/settings",
        "/notifications",
        "/review",
        "/desk",
        "/search",
        "/sign-in",
        "/sign-up",
        "/me$",  # no page under /members; who does not know the sign reads one more address that leads to the door
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in quiet),
        f"Sitemap: {base_url()}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """For programs that look for an icon without reading the page; all sizes in one file."""
    answer = Response(_icon(current_app.static_folder or "static"), mimetype="image/x-icon")
    return unless_known(answer, ICON_KEPT_FOR)


@lru_cache(maxsize=4)
def _icon(folder: str) -> bytes:
    """Read once: a file that is left open by a reader who went away is one more that this process holds."""
    return Path(folder, "img/favicon.ico").read_bytes()
