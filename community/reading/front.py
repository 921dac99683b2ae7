"""What the front page shows to this reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.questions import queries as questions
from community.questions.models import Question
from community.reading import queries
from community.reading.queries import Row, listed, rows_of
from community.tags.models import QuestionTag, Tag, TagFollow
from community.tags.queries import most_used

BLOCK = 6


@dataclass(frozen=True, slots=True)
class Front:
    """Blocks of the front page. `waiting` is what needs help, in a helper's own tags first."""

    solved: Sequence[Row]
    waiting: Sequence[Row]
    hot: Sequence[Row]
    tags: Sequence[Tag]
    helper: bool


def front_page(actor: Actor) -> Front:
    """The blocks, each read in one statement and its two companions."""
    solved = listed().where(questions.in_state("solved")).order_by(Question.solved_at.desc()).limit(BLOCK)
    hot = listed().where(Question.same_problem_count > 0).order_by(*queries.order("hot")).limit(BLOCK)
    solved_rows, waiting, hot_rows = (
        db.session.scalars(query).unique().all() for query in (solved, _waiting(actor), hot)
    )
    rows = iter(rows_of([*solved_rows, *waiting, *hot_rows]))
    return Front(
        solved=[next(rows) for _ in solved_rows],
        waiting=[next(rows) for _ in waiting],
        hot=[next(rows) for _ in hot_rows],
        tags=most_used(),
        helper=may(actor, Permission.ANSWER),
    )


def _waiting(actor: Actor) -> Select[Question]:
    query = listed().where(questions.in_state("waiting"))
    if actor.member_id is not None:
        mine = (
            select(QuestionTag.question_id)
            .join(TagFollow, TagFollow.tag_id == QuestionTag.tag_id)
            .where(TagFollow.member_id == actor.member_id)
        )
        query = query.where(Question.author_id.is_distinct_from(actor.member_id)).order_by(
            Question.id.in_(mine).desc()
        )
    return query.order_by(Question.asked_at.desc()).limit(BLOCK)
