"""Attaches articles: their pages, their timer, and their place on pages of others."""

from collections.abc import Collection, Iterable

from flask import Flask, render_template
from markupsafe import Markup

from community.articles import checking, covering, queries, routes, timers
from community.articles.models import Article
from community.articles.picture_readers import PLACES, in_article
from community.articles.queries import Alike
from community.kernel import checks, navigation, picture_readers, worker
from community.kernel.job_kinds import Registry
from community.kernel.languages import current_language
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_

SUGGESTED = 3


def init_app(app: Flask) -> None:
    """Register all of it."""
    app.register_blueprint(routes.bp)
    picture_readers.register(app, in_article, *PLACES)
    worker.add_tick(app, "articles", timers.look)
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(covering.JOB, covering.cover)
    checks.register(app, checks.Check("articles", checking.breaches))
    app.jinja_env.globals.update(article_box=article_box, articles_like=articles_like)
    navigation.add(app, _nav)


def article_box(question_id: int, *, offer: bool = False, known: Iterable[Article] | None = None) -> Markup:
    """On a question: the article about it; where there is none, `offer` those who write them to begin one.

    `known` are those of `queries.of_question`, where the page has read them already.
    """
    writes = may(actor_now(), Permission.DRAFT_ARTICLE)
    known = queries.of_question(question_id) if known is None else known
    found = [each for each in known if each.is_public or writes]
    shown = sorted(found, key=lambda each: (not each.is_public, each.lang != current_language(), each.id))
    offer = offer and writes
    if not shown and not offer:
        return Markup("")
    page = render_template(
        "community/articles/_box.html", articles=shown, question_id=question_id, offer=offer
    )
    return Markup(page)  # noqa: S704 - our own template


def articles_like(text: str, tags: Collection[str] = (), limit: int = SUGGESTED) -> list[Alike]:
    """Public articles about the matter of a text, for pages that suggest."""
    return queries.similar(text, tags, limit=limit) if text.strip() else []


def _nav() -> list[NavEntry]:
    entry = NavEntry("/articles", N_("Articles"), "article")
    return [entry]
