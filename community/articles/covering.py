"""What is covered in a post since becomes a gap in the articles that were made from its thread."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import or_, select

from community.articles import rules, services
from community.articles.models import Article, ArticleRevision
from community.articles.rules import PARTS
from community.kernel import clock, jobs, masks, regret
from community.kernel.db import db, lock_row
from community.posts import vault
from community.questions.queries import goes_on_in

JOB: Final = "articles-covered"
_TEXTS: Final = ("title", "product", "comment", *PARTS)


def ask(question_id: int, post_id: int) -> None:
    """Cover now; of a deed that may be taken back for some seconds, once it stays: nothing brings a gap back."""
    traces = regret.traces()
    if traces is None:
        cover({"question_id": question_id, "post_id": post_id})
    else:
        payload = {"question_id": question_id, "post_id": post_id}
        jobs.enqueue(JOB, payload, run_at=clock.now() + traces.wait)


def cover(payload: Mapping[str, Any]) -> None:
    """Leave it out of every state of these articles: nobody could look behind a token there."""
    question_id, post_id = int(payload["question_id"]), int(payload["post_id"])
    originals = [each.original for each in vault.hidden_in(post_id)]
    for article in _made_from(question_id):
        lock_row(article)
        states = db.session.scalars(
            select(ArticleRevision)
            .where(ArticleRevision.article_id == article.id)
            .order_by(ArticleRevision.number)
        ).all()
        changed = [_without(each, originals) for each in states]
        if any(changed):
            db.session.flush()
            shown = article.live_number or article.revision_count
            services.reword(article, next(each for each in states if each.number == shown))


def _made_from(question_id: int) -> Sequence[Article]:
    """Also those that nobody reads any more, and their translations, which may repeat a name or a number."""
    thread = goes_on_in(question_id)
    roots = select(Article.id).where(Article.question_id == thread)
    query = select(Article).where(or_(Article.question_id == thread, Article.translation_of_id.in_(roots)))
    return db.session.scalars(query.order_by(Article.id)).all()


def _without(state: ArticleRevision, originals: Sequence[str]) -> bool:
    changed = False
    for name in _TEXTS:
        text = getattr(state, name)
        spans = [span for each in originals for span in masks.places(text, each)]
        if spans:
            setattr(state, name, rules.without_private(text, spans))
            changed = True
    return changed
