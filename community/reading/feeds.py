"""For machines that read: Atom feeds, the sitemap, robots."""

from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from community.articles import queries as articles
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.furnish import settings_of
from community.kernel.policy import public
from community.questions.models import Question
from community.reading.queries import tagged
from community.tags.queries import tag_or_404

bp = Blueprint("feeds", __name__)
ENTRIES = 30
PER_SITEMAP = 10_000
MOST_ARTICLES = 50_000  # that one sitemap may hold


def base_url() -> str:
    """The address under which the world knows this site."""
    return settings_of(current_app).base_url


@bp.get("/feeds/questions.atom")
@public
def questions() -> ResponseReturnValue:
    """The newest questions."""
    return _feed("", "/feeds/questions.atom", select(Question).where(Question.listed))


@bp.get("/feeds/tags/<name>.atom")
@public
def tag(name: str) -> ResponseReturnValue:
    """The newest questions under a tag."""
    found = tag_or_404(name)
    wanted = select(Question).where(Question.listed, Question.id.in_(tagged(found.name)))
    return _feed(f"#{found.name}", url_for("feeds.tag", name=found.name), wanted)


def _feed(title: str, path: str, wanted: Select[Question]) -> ResponseReturnValue:
    found = (
        db.session.scalars(
            wanted.order_by(Question.asked_at.desc(), Question.id.desc())
            .limit(ENTRIES)
            .options(joinedload(Question.author))
        )
        .unique()
        .all()
    )
    updated = max(
        (each.last_activity_at for each in found), default=datetime.fromisoformat("2026-01-01T00:00+00:00")
    )
    body = render_template(
        "community/reading/feed.xml", title=title, path=path, entries=found, updated=updated, base=base_url()
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """An index of sitemaps, each of up to 10,000 questions."""
    last = db.session.scalar(select(func.max(Question.id))) or 0
    body = render_template(
        "community/reading/sitemap_index.xml", parts=range(last // PER_SITEMAP + 1), base=base_url()
    )
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/sitemap-<int:part>.xml")
@public
def sitemap_part(part: int) -> ResponseReturnValue:
    """Questions whose ids fall into one part."""
    if part >= 2**40:
        raise NotFound
    rows = db.session.execute(
        select(Question.__table__.c.id, Question.slug, Question.last_activity_at)
        .select_from(Question.__table__)
        .where(
            Question.listed,
            Question.__table__.c.id >= part * PER_SITEMAP,
            Question.__table__.c.id < (part + 1) * PER_SITEMAP,
        )
        .order_by(Question.__table__.c.id)
    ).all()
    body = render_template("community/reading/sitemap.xml", rows=rows, base=base_url())
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/sitemap-articles.xml")
@public
def sitemap_articles() -> ResponseReturnValue:
    """Every public article."""
    rows = articles.for_sitemap(MOST_ARTICLES)
    body = render_template("community/reading/sitemap_articles.xml", rows=rows, base=base_url())
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
        "/me",
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
    """Programs that look for an icon without reading the page are led to the one drawing."""
    answer = redirect(url_for("static", filename="img/favicon.svg"), code=301)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
