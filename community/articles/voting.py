"""Whether an article helped: one opinion a member, and what many unhappy readers bring about."""

from datetime import datetime

from sqlalchemy import func, select

from community.articles import rules
from community.articles.models import Article, ArticleVote
from community.articles.rules import DueReason
from community.articles.services import locked
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import NotAllowed, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold, whole
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_


def vote(article_id: int, *, helpful: bool, by: Actor) -> Article:
    """Say whether it helped; a second opinion replaces the first."""
    ensure(by, Permission.VOTE_ARTICLE)
    article = locked(article_id)
    if not article.is_public:
        raise NotFound
    if article.author_id == by.member_id:
        raise NotAllowed(N_("Nobody votes on an article of their own."))
    values = {"helpful": helpful, "revision": article.live_number, "at": clock.now()}
    statement = insert(ArticleVote).values(article_id=article.id, member_id=by.id, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["article_id", "member_id"], set_=values))
    counted = _counted(article.id)
    article.helpful_count, article.unhelpful_count = counted[True], counted[False]
    _look_again_if_doubted(article)
    db.session.flush()
    return article


def _counted(article_id: int, revision: int | None = None) -> dict[bool, int]:
    query = select(ArticleVote.helpful, func.count()).where(ArticleVote.article_id == article_id)
    if revision is not None:
        query = query.where(ArticleVote.revision == revision)
    return {True: 0, False: 0} | dict(db.session.execute(query.group_by(ArticleVote.helpful)).all())


def _look_again_if_doubted(article: Article) -> None:
    """Once a revision: whoever found it right all the same is not asked again by the next vote."""
    if article.due_at is not None or article.doubted_number == article.live_number:
        return
    counted = _counted(article.id, article.live_number)
    if rules.is_doubted(
        counted[True],
        counted[False],
        least=whole("article_doubt_votes"),
        share=threshold("article_doubt_share"),
    ):
        article.doubted_number = article.live_number
        _fall_due(article, DueReason.VOTES, clock.now())


def fall_due(article_id: int, now: datetime) -> None:
    """Its date has come, unless somebody looked at it meanwhile."""
    article = locked(article_id)
    if article.is_public and article.due_at is None and article.review_at and article.review_at <= now:
        _fall_due(article, DueReason.DATE, now)


def _fall_due(article: Article, reason: DueReason, now: datetime) -> None:
    article.due_at, article.due_reason = now, reason
    db.session.flush()
    tell(
        events.ArticleDue(
            article_id=article.id,
            title=article.title,
            reason=reason,
            number=article.live_number or 0,
            author_id=article.author_id,
            published_by_id=article.published_by_id,
            due_at=now,
        )
    )
