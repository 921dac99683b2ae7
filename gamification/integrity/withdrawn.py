"""Ratings that decisions take back: which, at what moment, and what of them comes back after an undo."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from community.answers.models import Answer
from community.kernel.db import db
from community.ratings import services as ratings
from community.ratings.models import Rating
from gamification.integrity import holding
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import Act, State

Rated = list[tuple[Answer, Rating]]


class Decisions:
    """Tells the rating of answers which stars cannot be given again."""

    def keep_away(self, rating_id: int, withdrawn_at: datetime) -> bool:
        return (str(rating_id), withdrawn_at.isoformat()) in _taken_now()


def in_question(finding: IntegrityFinding, *, everything: bool) -> Rated:
    """What a confirmation is about: ratings that stand, and those that another decision keeps away already."""
    pairs = holding.ratings_in_question(finding, everything=everything, standing=False)
    away = kept_away(rating for _, rating in pairs)
    return [each for each in pairs if each[1].withdrawn_at is None or str(each[1].id) in away]


def take_back(pairs: Rated) -> dict[str, str]:
    """Take ratings back; which, and at what moment, so that exactly these can be given back."""
    taken: dict[str, str] = {}
    for answer, rating in pairs:
        if rating.withdrawn_at is None:
            ratings.take_back(answer, rating)
            taken[str(rating.id)] = _moment(rating)
    return taken


def taken_by(withdrawn: Mapping[str, str]) -> Rated:
    """The ratings that a decision took back, without those that have changed since."""
    ids = [int(each) for each in withdrawn]
    query = select(Answer, Rating).join(Rating, Rating.answer_id == Answer.id)
    found = [
        (row[0], row[1])
        for at in range(0, len(ids), holding.AT_ONCE)
        for row in db.session.execute(query.where(Rating.id.in_(ids[at : at + holding.AT_ONCE])))
    ]
    return sorted(_same(found, withdrawn), key=lambda each: (each[0].question_id, each[0].id, each[1].id))


def give_back(pairs: Rated, withdrawn: Mapping[str, str]) -> list[int]:
    """Give back what is still as the decision left it and what no other decision keeps; the ids of these.

    The threads are locked by now: whoever was faster may have changed a rating after it was read.
    """
    away = kept_away(rating for _, rating in pairs)
    given = []
    for answer, rating in _same(pairs, withdrawn):
        if str(rating.id) not in away:
            ratings.give_back(answer, rating)
            given.append(rating.id)
    return given


def kept_away(given: Iterable[Rating]) -> dict[str, str]:
    """Those that a decision keeps away which stands now, with the moment at which they were taken back."""
    moments = {(str(each.id), _moment(each)) for each in given if each.withdrawn_at is not None}
    return dict(moments & _taken_now()) if moments else {}


def _taken_now() -> set[tuple[str, str]]:
    """What all decisions that stand have taken back; a rating that changed since has another moment."""
    query = (
        select(IntegrityEntry.details)
        .join(IntegrityFinding, IntegrityFinding.id == IntegrityEntry.finding_id)
        .where(IntegrityFinding.state == State.CONFIRMED, IntegrityEntry.act == Act.CONFIRMED)
    )
    return {each for details in db.session.scalars(query) for each in details.get("withdrawn", {}).items()}


def _same(pairs: Rated, withdrawn: Mapping[str, str]) -> Rated:
    return [each for each in pairs if _moment(each[1]) == withdrawn[str(each[1].id)]]


def _moment(rating: Rating) -> str:
    moment: datetime | None = rating.withdrawn_at
    return moment.isoformat() if moment is not None else ""
