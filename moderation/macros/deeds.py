"""What each deed of a macro does to a case."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.questions import services as questions
from community.questions.models import Question
from community.tags import services as tags
from moderation.casework import passing
from moderation.escalation import holding, noting, queries, replying, working
from moderation.staff.catalogue import TEAMS


@dataclass(frozen=True, slots=True)
class Doing:
    """A deed on its way: on which case, with which words, by whom."""

    case_id: int
    params: Mapping[str, str]
    by: Actor


def reply(doing: Doing) -> None:
    replying.reply(doing.case_id, doing.params["text"], by=doing.by)


def letter(doing: Doing) -> None:
    replying.write_privately(doing.case_id, doing.params["text"], by=doing.by)


def note(doing: Doing) -> None:
    noting.note(doing.case_id, doing.params["text"], by=doing.by)


def tag(doing: Doing) -> None:
    question = db.session.get_one(Question, queries.case_or_404(doing.case_id).question_id)
    names = questions.tag_names(question.id)
    (added,) = tags.resolve([doing.params["tag"]])
    if added not in names:
        questions.retag(question, [*names, added], by=doing.by)


def team(doing: Doing) -> None:
    """Another team of its tier has it: nobody there owns it yet."""
    case = holding.mine(doing.case_id, doing.by)
    if TEAMS[doing.params["team"]].tier != case.tier:
        raise Conflict(N_("This team works in the other tier; pass the case on instead."))
    holding.to_team(case, doing.params["team"])
    holding.give(case, None, "passed", by=doing.by)
    holding.write_down("case-team", case, doing.by, {"team": case.team})


def give(doing: Doing) -> None:
    name = doing.params["member"].strip().lstrip("@").casefold()
    member_id = db.session.scalar(select(Member.id).where(Member.name_key == name))
    if member_id is None:
        raise Invalid(N_("There is no such member."), field="member")
    working.assign(doing.case_id, member_id, by=doing.by)


def wait(doing: Doing) -> None:
    working.wait(doing.case_id, by=doing.by)


def hold(doing: Doing) -> None:
    working.wait(doing.case_id, by=doing.by, on_hold=True)


def pass_on(doing: Doing) -> None:
    told = {name: doing.params[name] for name in ("happens", "tried", "needed")}
    passing.pass_on(doing.case_id, told, by=doing.by)


def give_back(doing: Doing) -> None:
    working.return_to_crowd(doing.case_id, doing.params["text"], by=doing.by)


def resolve(doing: Doing) -> None:
    working.resolve(doing.case_id, doing.params.get("text", ""), by=doing.by)
