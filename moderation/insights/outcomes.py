"""What became of the questions of each week, and what customers said of the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from community.kernel.asking import Asking
from community.routing.models import Move, Need, Stage
from community.routing.rules import MoveReason
from moderation.insights.rules import Rate
from moderation.insights.scope import Scope, question
from moderation.surveys.models import Survey

SOLVED = (MoveReason.SOLVED, MoveReason.STAFF_SOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWeek:
    """Of the questions of a week: how many are solved now; of those that ever were, how many came back."""

    start: datetime
    resolved: Rate
    reopened: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWeek:
    """The surveys that were sent in a week; the means are None where nobody has answered."""

    start: datetime
    asked: int
    answered: int
    expected: float | None
    experienced: float | None

    @property
    def satisfaction(self) -> float | None:
        """Experienced minus expected."""
        if self.expected is None or self.experienced is None:
            return None
        return self.experienced - self.expected


def outcomes(scope: Scope) -> Asking[Sequence[OutcomeWeek]]:
    """Per week of asking."""
    week = scope.week_of(question.asked_at).label("week")
    ever = _moved(Move.to_stage == Stage.RESOLVED, Move.reason.in_(SOLVED))
    back = _moved(Move.from_stage == Stage.RESOLVED)
    needs = (
        select(week, Need.stage, ever.label("ever"), back.label("back"))
        .join(Need, Need.question_id == question.id)
        .where(*scope.questions())
        .subquery()
    )
    row = needs.c
    (rows,) = yield [
        select(
            row.week,
            func.count().filter(row.stage == Stage.RESOLVED),
            func.count(),
            func.count().filter(row.ever, row.back),
            func.count().filter(row.ever),
        ).group_by(row.week)
    ]
    found = {
        number: (Rate(now, total), Rate(back_again, once)) for number, now, total, back_again, once in rows
    }
    none = (Rate(), Rate())
    return [
        OutcomeWeek(start=start, resolved=found.get(number, none)[0], reopened=found.get(number, none)[1])
        for number, start in enumerate(scope.starts)
    ]


def _moved(*how: Any) -> Any:
    return exists().where(Move.need_id == Need.id, *how)


def satisfaction(scope: Scope) -> Asking[Sequence[SurveyWeek]]:
    """Per week of sending, of all teams; a customer's words stay where they belong."""
    week = scope.week_of(Survey.asked_at).label("week")
    (rows,) = yield [
        select(
            week,
            func.count(),
            func.count(Survey.expected),
            func.sum(Survey.expected),
            func.sum(Survey.experienced),
        )
        .where(Survey.asked_at >= scope.since, Survey.asked_at <= scope.now)
        .group_by(week)
    ]
    found = {number: (asked, answered, wanted, got) for number, asked, answered, wanted, got in rows}
    weeks = []
    for number, start in enumerate(scope.starts):
        asked, answered, wanted, got = found.get(number, (0, 0, None, None))
        weeks.append(
            SurveyWeek(
                start=start,
                asked=asked,
                answered=answered,
                expected=int(wanted or 0) / answered if answered else None,
                experienced=int(got or 0) / answered if answered else None,
            )
        )
    return weeks
