"""The path of a need as the page of a question shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flask import render_template
from markupsafe import Markup

from community.kernel.db import db
from community.kernel.languages import current_language
from community.kernel.policy import Permission, actor_now, may
from community.questions.models import Question
from community.routing import queries, reps
from community.routing.models import Invitation, Move, Need, Stage
from community.routing.rules import STAFF_STAGES

LADDER: Final = (Stage.SELF_SERVICE, Stage.CROWD, Stage.REP, Stage.TIER_1, Stage.TIER_2, Stage.RESOLVED)
_ONLY_WHEN_CLIMBED: Final = STAFF_STAGES | {Stage.REP}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung in the picture: `state` is done, now or ahead; `at` is when the need came there last."""

    stage: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """All that the picture and its sentences need. `may_ask` tells whether to offer staff.

    `helpers` counts who was asked to help, for the asker and staff; `invitation` is the reader's own. `unread`
    letters wait for the asker; `may_write` is for the asker, once there is a private conversation.
    """

    need: Need
    steps: list[Step]
    moves: list[Move]
    unread: int
    may_write: bool
    with_staff: bool
    may_say_unsolved: bool
    may_ask: bool
    for_staff: bool = False
    helpers: int = 0
    invitation: Invitation | None = None
    may_take: bool = False
    may_leave: bool = False
    words: Mapping[int, str] = field(default_factory=dict)  # the site's own sentences, by move


def steps(stage: str, moves: Sequence[Move]) -> list[Step]:
    """The rungs to show: where the need was, where it is, and the end; some rungs only once climbed."""
    came = {move.to_stage: move.created_at for move in moves}
    shown = [rung for rung in LADDER if rung not in _ONLY_WHEN_CLIMBED or rung in came]
    here = shown.index(Stage(stage)) if stage in shown else 0

    def state(place: int, rung: Stage) -> str:
        if place < here or (place == here and rung is Stage.RESOLVED):
            return "done"
        return "now" if place == here else "ahead"

    return [
        Step(rung, state(place, rung), came.get(rung) if place <= here else None)
        for place, rung in enumerate(shown)
    ]


def path_of(question: Question) -> Path | None:
    """The path of a question as the reader of this page may see it; None where there is nothing to tell."""
    actor = actor_now()
    asker = actor.member_id is not None and actor.member_id == question.author_id
    for_staff = may(actor, Permission.WORK_CASES)
    facts = queries.path_facts(question.id, actor.member_id, counts=asker or for_staff)
    if facts is None:
        return None
    need, moves, own, (unread, letters, helpers) = facts
    with_staff = need.stage in STAFF_STAGES
    invitation = None if asker else own
    in_crowd = need.stage == Stage.CROWD
    is_open = need.stage != Stage.RESOLVED and question.merged_into_id is None
    return Path(
        need=need,
        steps=steps(need.stage, moves),
        moves=moves,
        unread=unread if asker else 0,
        may_write=asker and (with_staff or letters > 0),
        with_staff=with_staff,
        may_say_unsolved=asker
        and not with_staff
        and not question.accepted_count
        and bool(question.answer_count or need.stage == Stage.RESOLVED),
        may_ask=not with_staff
        and is_open
        and (asker or (may(actor, Permission.ASK) and question.is_visible and question.closed_at is None)),
        for_staff=for_staff,
        helpers=helpers,
        invitation=invitation if invitation and in_crowd and not invitation.answered_at else None,
        may_take=in_crowd
        and is_open
        and may(actor, Permission.ANSWER)
        and reps.is_rep(question, actor.member_id),
        words={move.id: move.sentence.get(current_language(), "") for move in moves},
        may_leave=need.stage == Stage.REP and queries.rep_of(need.id) == actor.member_id,
    )


def need_path(question_id: int) -> Markup:
    """The picture with its sentence, for the page of a question; empty where there is nothing to tell."""
    question = db.session.get(Question, question_id)
    path = path_of(question) if question else None
    if path is None:
        return Markup("")
    return Markup(render_template("community/routing/_path.html", path=path, question=question))  # noqa: S704
