"""Surveys whose hour has come, reminders, and those that end."""

from collections.abc import Callable
from datetime import datetime

from community.kernel.unit_of_work import alone, unit_of_work
from moderation.surveys import queries, services


def look(now: datetime) -> None:
    """Ask, remind and end, each in its own transaction; a run that is missed or repeated changes nothing."""
    for survey_id in queries.due(now):
        _one(services.ask, survey_id, now)
    for survey_id in queries.unanswered(now):
        _one(services.follow_up, survey_id, now)


def _one(deed: Callable[[int, datetime], None], survey_id: int, now: datetime) -> None:
    with alone("survey_failed", survey=survey_id), unit_of_work():
        deed(survey_id, now)
