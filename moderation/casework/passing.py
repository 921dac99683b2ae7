"""Passing a case on to tier 2 with a filled-in template, and sending it back with a reason."""

from collections.abc import Mapping

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.routing import services as routing
from community.routing.models import MoveReason
from moderation.casework import queries
from moderation.casework.catalogue import LONGEST_FIELD, TEMPLATES, Template
from moderation.casework.models import CaseBrief
from moderation.escalation import holding
from moderation.escalation.models import Case
from moderation.escalation.rules import TIER_2
from moderation.staff import queries as staff

LONGEST_REASON = 1_000


def pass_on(case_id: int, told: Mapping[str, str], *, by: Actor, template: str = "specialists") -> CaseBrief:
    """Pass a case on to the team of `template` in tier 2, with what it needs to know. Raises Conflict, Invalid."""
    form = TEMPLATES.get(template)
    if form is None:
        raise Invalid(N_("Choose a team of tier 2."), field="template")
    filled = _filled(form, told)
    case = holding.mine(case_id, by)
    if case.tier >= TIER_2:
        raise Conflict(N_("This case is with the specialists already."))
    brief = CaseBrief(
        case_id=case.id,
        template=form.slug,
        told=filled,
        from_team=case.team,
        by_id=by.member_id,
        created_at=clock.now(),
    )
    db.session.add(brief)
    db.session.flush()
    gist = filled.get("needed") or filled["happens"]
    routing.move(case.question_id, MoveReason.PASSED_ON, rule="staff", by=by, note=gist[:1000])
    holding.to_team(case, form.slug)
    holding.write_down("case-passed", case, by, {"template": form.slug})
    return brief


def _filled(form: Template, told: Mapping[str, str]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for each in form.fields:
        text = told.get(each.slug, "").strip()
        if each.required and not text:
            raise Invalid(
                N_("Please fill in “%(label)s”: tier 2 cannot begin without it."),
                field=each.slug,
                label=[each.label],
            )
        if len(text) > LONGEST_FIELD:
            raise Invalid(N_("Write %(most)s characters at most."), field=each.slug, most=LONGEST_FIELD)
        if text:
            filled[each.slug] = text
    return filled


def send_back(case_id: int, reason: str, *, by: Actor) -> Case:
    """Send a case back to tier 1 with a reason: to whoever passed it on if they are there, else to their team."""
    reason = reason.strip()
    if not reason:
        raise Invalid(N_("Say what tier 1 should do now."), field="sendback_reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Write %(most)s characters at most."), field="sendback_reason", most=LONGEST_REASON)
    case = holding.mine(case_id, by)
    if case.tier != TIER_2:
        raise Conflict(N_("This case is with tier 1 already."))
    brief = next((each for each in queries.briefs_of(case_id) if each.returned_at is None), None)
    routing.move(case.question_id, MoveReason.SENT_BACK, rule="staff", by=by, note=reason)
    if brief is not None:
        brief.returned_at, brief.returned_by_id, brief.return_reason = clock.now(), by.member_id, reason
        holding.to_team(case, brief.from_team)
        giver = staff.colleague(brief.by_id) if brief.by_id else None
        if giver is not None and giver.is_there:
            holding.give(case, giver.id, "sent-back", by=by, note=reason)
    db.session.flush()
    holding.write_down("case-sent-back", case, by, {"why": reason})
    return case
