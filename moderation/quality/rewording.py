"""Questions that may ask the same in other words: found by rare terms they share, then compared.

Two bounded statements find them, whatever the size of the site: one counts how common each term is (no
further than `COMMON`), one asks who shares the rarest. What is compared in full is at most `CANDIDATES`.
"""

import math
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Final

from sqlalchemy import Row, Select, TextClause, bindparam, delete, func, select, text

from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.upsert import insert
from community.questions.models import Question
from moderation.quality import likeness as words
from moderation.quality.likeness import KEPT
from moderation.quality.models import QuestionTerm
from moderation.quality.rules import Asked

COMMON: Final = 400  # a term of so many questions finds none by itself
ASKED: Final = 8  # the rarest terms that look for questions
CANDIDATES: Final = 10
MENTIONED: Final = 0.4  # less alike is nothing to speak of


def asked(submission: Submission) -> tuple[Asked, ...]:
    """Visible questions that may ask the same as this one, the most alike first."""
    mine = words.question(submission.title, submission.body)
    common = _how_common(mine.hashes)
    rarest = sorted((term for term in common if 0 < common[term] < COMMON), key=lambda term: common[term])[
        :ASKED
    ]
    if not rarest:
        return ()
    rarity = {mine.hashes[term]: math.log(1 + COMMON / max(1, count)) for term, count in common.items()}
    found = [
        Asked(
            each.id, each.title, words.likeness(mine, words.question(each.title, each.body_markdown), rarity)
        )
        for each in _sharing(rarest, submission.post_id or 0)
    ]
    found.sort(key=lambda each: -each.likeness)
    return tuple(each for each in found if each.likeness >= MENTIONED)[:3]


def _how_common(terms: Collection[int]) -> dict[int, int]:
    """In how many questions each term stands, counted up to `COMMON`; one statement."""
    if not terms:
        return {}
    order = list(terms)
    rows = db.session.execute(_counting(len(order)), {f"term{at}": term for at, term in enumerate(order)})
    return {order[number]: count for number, count in rows}


@lru_cache(maxsize=KEPT + 1)
def _counting(terms: int) -> TextClause:
    """The statement that counts so many terms; written out, since building it anew costs more than running it."""
    one = "SELECT {at}, (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE term = :term{at} LIMIT {most}) AS some{at})"
    parts = (one.format(at=at, table=QuestionTerm.__tablename__, most=COMMON) for at in range(terms))
    return text(" UNION ALL ".join(parts))


def _sharing(terms: Collection[int], not_id: int) -> Sequence[Row[int, str, str]]:
    """Id, title and text of the visible questions that share most of these terms."""
    return db.session.execute(_shared(), {"terms": list(terms), "this": not_id}).all()


@cache
def _shared() -> Select[int, str, str]:
    best = (
        select(QuestionTerm.question_id)
        .where(
            QuestionTerm.term.in_(bindparam("terms", expanding=True)),
            QuestionTerm.question_id != bindparam("this"),
        )
        .group_by(QuestionTerm.question_id)
        .order_by(func.count().desc(), QuestionTerm.question_id.desc())
        .limit(CANDIDATES)
    )
    return select(Question.id, Question.title, Question.body_markdown).where(
        Question.id.in_(best), Question.listed
    )


def remember(post: Question) -> None:
    """Keep the terms of a visible question, so that it is found."""
    forget(post.id)
    kept = words.question(post.title, post.body_markdown).hashes or {0: ""}  # signs alone: found by nothing
    rows = [{"term": term, "question_id": post.id} for term in kept]
    db.session.execute(insert(QuestionTerm).values(rows).on_conflict_do_nothing())


def forget(post_id: int) -> None:
    db.session.execute(delete(QuestionTerm).where(QuestionTerm.question_id == post_id))
