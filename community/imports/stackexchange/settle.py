"""After an import every sum is made true, and those who keep standings are told."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import func, select

from community.answers import threads
from community.answers.models import Answer
from community.comments import services as comments
from community.comments.models import Comment
from community.imports.stackexchange.batches import batched, in_batches
from community.imports.stackexchange.load import Load
from community.kernel import events, statistics
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.ratings.models import Rating, RatingTotals
from community.search import services as search
from community.search.engine import backend

THREADS_A_COMMIT: Final = 200


def settle(load: Load) -> None:
    """Recount what the services count, and tell that a community came in. Safe to repeat."""
    db.session.remove()
    statistics.learn()
    ours = select(Post.id).where(Post.external_source == load.site.name).scalar_subquery()
    rated = select(Answer).where(Answer.id.in_(ours)).order_by(Answer.id)
    _each(load, "Stars", db.session.scalars(select(rated.subquery().c.id)).all(), _recount_stars)
    parents = select(Comment.parent_id).where(Comment.id.in_(ours)).distinct().order_by(Comment.parent_id)
    _each(load, "Remarks", db.session.scalars(parents).all(), comments.recount)
    _each(load, "Threads", _threads(load), _recount_thread)
    with unit_of_work():
        questions.recount_tags(set(load.tags.values()))
        _recount_totals()
        publish(events.ContentImported(source=load.site.name))


def index(load: Load) -> None:
    """Let the imported threads be found at once."""
    if not backend().healthy():
        search.rebuild()
        return
    ids = _threads(load)
    for batch in batched(load.tracked(ids, "Index", len(ids)), THREADS_A_COMMIT):
        search.index_threads(batch)
    search.show_anew()


def _threads(load: Load) -> Sequence[int]:
    """The questions of the dump, and those into which others were merged."""
    asked = select(Question.id).where(Question.external_source == load.site.name)
    return sorted({*db.session.scalars(asked), *load.goes_on_in()})


def _each(load: Load, label: str, ids: Sequence[int], recount: Callable[[int], None]) -> None:
    def write(_: object, batch: list[int]) -> None:
        for id_ in batch:
            recount(id_)
        db.session.flush()
        db.session.expunge_all()

    in_batches(load.tracked(ids, label, len(ids)), write)


def _recount_stars(answer_id: int) -> None:
    ratings.recount(db.session.get_one(Answer, answer_id))


def _recount_thread(question_id: int) -> None:
    threads.recount(question_id)
    questions.recount_followers(db.session.get_one(Question, question_id))


def _recount_totals() -> None:
    standing = select(func.count(), func.coalesce(func.sum(Rating.stars), 0)).where(
        Rating.withdrawn_at.is_(None)
    )
    count, total = db.session.execute(standing).one()
    db.session.merge(RatingTotals(id=1, count=count, total=total))
    db.session.flush()
