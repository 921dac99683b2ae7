"""Surveys whose hour has come, reminders, and those that end."""

from collections.abc import Callable
from datetime import datetime

import structlog

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.surveys import queries, services

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Ask, remind and end, each in its own transaction; a run that is missed or repeated changes nothing."""
    for survey_id in queries.due(now):
        _one(services.ask, survey_id, now)
    for survey_id in queries.unanswered(now):
        _one(services.follow_up, survey_id, now)


def _one(deed: Callable[[int, datetime], None], survey_id: int, now: datetime) -> None:
    try:
        with unit_of_work():
            deed(survey_id, now)
    except Exception:
        db.session.rollback()
        log.exception("survey_failed", survey=survey_id)
