"""What the clock does by itself with needs that nobody answers: lifts them, and asks rules that go by waiting."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from community.kernel.db import ROW_LOCK, db
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import alone, unit_of_work
from community.questions.models import Question
from community.routing import queries as routing_queries
from community.routing import services as routing
from community.routing.models import MoveReason
from moderation.escalation import in_force, queries, service_hours, services
from moderation.escalation.catalogue import SILENCE
from moderation.escalation.terms import Mode

AT_A_TIME: Final = 300  # questions that rules about waiting look at in one run; the next run goes on there
WATCHED: Final = 500  # and so many that a rule only watches
_PLACE: Final = "huzhu_waiting_place"

Due = Callable[[datetime], Sequence[int]]
Deed = Callable[[int, datetime], None]


def lift_unanswered(now: datetime) -> None:
    """Move every question that has waited too long to tier 1: older than the limit and not yet moved.

    Each in its own transaction; a run that was missed or is repeated loses and doubles nothing.
    """
    mode = in_force.rules()[SILENCE].terms.mode
    if mode is Mode.OFF:
        return
    cutoff = service_hours.since(now, queries.patience())
    if mode is Mode.WATCH:  # nothing moves: the rest is seen as those before it are answered
        for question_id in routing_queries.unanswered(cutoff, WATCHED):
            _try(_look, question_id, cutoff)
    else:
        _lift(routing_queries.unanswered, _look, cutoff)


def lift_returned(now: datetime) -> None:
    """Take up again what staff gave back to the community and nobody answered there, after a longer while."""
    if in_force.rules()[SILENCE].terms.mode is not Mode.LIVE:
        return
    cutoff = service_hours.since(now, timedelta(minutes=threshold("returned_minutes")))
    _lift(routing_queries.returned, _take_up, cutoff)


def ask_rules_about_waiting(now: datetime) -> None:
    """Let the site's own rules about waiting look at what nobody has answered, some of it in each run."""
    waits = [
        each.waits_minutes
        for each in (*in_force.live(), *in_force.watching())
        if each.waits_minutes is not None
    ]
    if not waits:
        return
    cutoff = service_hours.since(now, timedelta(minutes=min(waits)))
    place = current_app.extensions.get(_PLACE, 0)
    ids = routing_queries.unanswered_after(place, cutoff, AT_A_TIME)
    for question_id in ids:
        _try(_look, question_id, cutoff)
    current_app.extensions[_PLACE] = ids[-1] if len(ids) == AT_A_TIME else 0


def _lift(due: Due, deed: Deed, cutoff: datetime) -> None:
    """Do the deed to each question that is due, also to those that become so meanwhile; to none twice."""
    tried: set[int] = set()
    while fresh := [each for each in due(cutoff) if each not in tried]:
        for question_id in fresh:
            tried.add(question_id)
            _try(deed, question_id, cutoff)


def _try(deed: Deed, question_id: int, cutoff: datetime) -> None:
    with alone("lift_failed", question=question_id):
        deed(question_id, cutoff)


def _look(question_id: int, cutoff: datetime) -> None:
    with unit_of_work():
        question = db.session.get(Question, question_id, with_for_update=ROW_LOCK)
        need = routing.lock(question_id)
        if question is not None and routing_queries.unanswered(cutoff, only=question_id):
            services.examine_silence(question, need.stage_since)


def _take_up(question_id: int, cutoff: datetime) -> None:
    with unit_of_work():
        routing.lock(question_id)
        if routing_queries.returned(cutoff, only=question_id):
            routing.move(question_id, MoveReason.UNANSWERED, rule=SILENCE)
