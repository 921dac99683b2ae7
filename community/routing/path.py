"""The path of a need as the page of a question shows it."""

from dataclasses import dataclass
from typing import Final

from flask import render_template
from markupsafe import Markup

from community.kernel.db import db
from community.kernel.policy import Permission, actor_now, may
from community.questions.models import Question
from community.routing import queries
from community.routing.models import Move, Need, Stage
from community.routing.rules import STAFF_STAGES

LADDER: Final = (Stage.SELF_SERVICE, Stage.CROWD, Stage.TIER_1, Stage.TIER_2, Stage.RESOLVED)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung in the picture: `state` is done, now or ahead."""

    stage: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """All that the picture and its sentence need. `may_ask` tells whether to offer staff.

    `unread` letters wait for the asker; `may_write` is for the asker, once there is a private conversation.
    """

    need: Need
    steps: list[Step]
    moves: list[Move]
    unread: int
    may_write: bool
    with_staff: bool
    may_say_unsolved: bool
    may_ask: bool


def steps(stage: str, visited: set[str]) -> list[Step]:
    """The rungs to show: where the need was, where it is, and the end; staff rungs only once climbed."""
    shown = [rung for rung in LADDER if rung not in STAFF_STAGES or rung in visited]
    here = shown.index(Stage(stage)) if stage in shown else 0
    return [
        Step(
            rung,
            "done"
            if place < here or (place == here and rung is Stage.RESOLVED)
            else "now"
            if place == here
            else "ahead",
        )
        for place, rung in enumerate(shown)
    ]


def path_of(question: Question) -> Path | None:
    """The path of a question as the reader of this page may see it; None where there is nothing to tell."""
    need = queries.need_of(question.id)
    if need is None:
        return None
    actor = actor_now()
    moves = list(queries.moves_of(need.id))
    asker = actor.member_id is not None and actor.member_id == question.author_id
    with_staff = need.stage in STAFF_STAGES
    return Path(
        need=need,
        steps=steps(need.stage, {move.to_stage for move in moves}),
        moves=moves,
        unread=queries.unread_letters(need.id, from_asker=False) if asker else 0,
        may_write=asker and (with_staff or queries.has_letters(need.id)),
        with_staff=with_staff,
        may_say_unsolved=asker
        and not with_staff
        and not question.accepted_count
        and bool(question.answer_count or need.stage == Stage.RESOLVED),
        may_ask=not with_staff
        and question.merged_into_id is None
        and (asker or (actor.signed_in and may(actor, Permission.REVIEW)))
        and need.stage != Stage.RESOLVED,
    )


def need_path(question_id: int) -> Markup:
    """The picture with its sentence, for the page of a question; empty where there is nothing to tell."""
    question = db.session.get(Question, question_id)
    path = path_of(question) if question else None
    if path is None:
        return Markup("")
    return Markup(render_template("community/routing/_path.html", path=path, question=question))  # noqa: S704
