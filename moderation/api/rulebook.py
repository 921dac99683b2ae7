"""The rules of escalation: how they are set and how right they are; rehearsals, proposals, verdicts; how needs end."""

from dataclasses import asdict
from typing import Any, Final

from flask.typing import ResponseReturnValue

from community.api.blueprint import Resource
from community.api.deeds import asked, once
from community.kernel.db import db
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import before_each
from moderation.api import case_shapes, rule_shapes
from moderation.api.cases import Seen, after
from moderation.escalation import in_force
from moderation.escalation.in_force import SetRule
from moderation.resolutions import queries as resolutions
from moderation.resolutions import rules as ledger
from moderation.rulebook import answering, judging, making, queries, records, setting
from moderation.rulebook.rehearsal import rehearse
from moderation.rulebook.rules import Precision, Proposal

bp: Final = Resource("rules", __name__, tag="Rules")
before_each(bp, in_force.forget)  # another process may have just made or set one


@bp.get("/rules")
@requires(Permission.WORK_CASES)
@bp.input(rule_shapes.RulesAsked, location="query")
@bp.output(rule_shapes.RulesOut)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Every rule with its terms, and how right it was."""
    counted = queries.precision(query_data["days"], query_data["language"])
    offered = queries.proposals()
    return {
        "items": [
            _rule(each, counted.get(slug, Precision()), offered.get(slug))
            for slug, each in in_force.rules().items()
        ]
    }


@bp.get("/rules/<slug>")
@requires(Permission.WORK_CASES)
@bp.output(rule_shapes.RuleOut)
def show(slug: str) -> ResponseReturnValue:
    """One rule."""
    return _whole(slug)


@bp.put("/rules/<slug>")
@requires(Permission.SET_RULES)
@bp.input(rule_shapes.TermsIn)
@bp.output(rule_shapes.RuleOut)
def put(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Let a rule work under other terms; what is left out stays as it is."""
    with unit_of_work():
        each = setting.rule_to_change(slug)
        setting.put_into_force(each, setting.proposed(each, json_data), by=actor_now())
    return _whole(slug)


@bp.post("/rules")
@requires(Permission.SET_RULES)
@once
@bp.input(rule_shapes.RuleIn)
@bp.output(rule_shapes.RuleOut, 201)
def make(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Make a rule of the site; it only watches until its mode is live."""
    with unit_of_work():
        slug = making.make(json_data["title"], json_data["conditions"], by=actor_now()).slug
        in_force.forget()
        return _whole(slug)


@bp.delete("/rules/<slug>")
@requires(Permission.SET_RULES)
@bp.output({}, 204)
def retire(slug: str) -> ResponseReturnValue:
    """Let a rule of the site speak no more; what it raised keeps its reason."""
    with unit_of_work():
        making.retire(slug, by=actor_now())
    return ""


@bp.post("/rules/<slug>/rehearsal")
@requires(Permission.WORK_CASES)
@asked
@bp.input(rule_shapes.RehearsalIn)
@bp.output(rule_shapes.RuleRehearsalOut)
def rehearsal(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """What a rule would have raised in the last days under other terms; changes nothing."""
    each, days = setting.rule_or_404(slug), json_data.pop("days")
    return records.rehearsal(rehearse(each, setting.rehearsable(each, json_data), days))


@bp.post("/rules/<slug>/proposal")
@requires(Permission.SET_RULES)
@once
@bp.input(rule_shapes.ProposalAnswerIn)
@bp.output(rule_shapes.RuleOut)
def answer(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Take the threshold that is proposed, or put it aside."""
    with unit_of_work():
        answering.answer(slug, json_data["proposed"], take=json_data["take"], by=actor_now())
        in_force.forget()
        return _whole(slug)


@bp.post("/cases/<int:case_id>/verdict")
@requires(Permission.WORK_CASES)
@once
@bp.input(rule_shapes.VerdictIn)
@bp.output(case_shapes.CaseOut)
def verdict(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Say whether a rule raised a case rightly; the newest word counts."""
    with unit_of_work():
        judging.judge(case_id, json_data["escalation_id"], json_data["verdict"], by=actor_now())
        db.session.flush()
        return case_shapes.whole(case_id)


@bp.post("/cases/<int:case_id>/return-wrong")
@requires(Permission.WORK_CASES)
@once
@bp.input(Seen)
@bp.output(case_shapes.CaseOut)
def return_wrong(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give back to the community what should not have come to staff; the rules learn from it."""
    return after(case_id, lambda: judging.return_wrong(case_id, by=actor_now()), json_data["seen"])


@bp.get("/resolutions")
@requires(Permission.SEE_INSIGHTS)
@bp.input(rule_shapes.LedgerAsked, location="query")
@bp.output(rule_shapes.LedgerOut)
def resolutions_of(query_data: dict[str, Any]) -> ResponseReturnValue:
    """How needs ended: each once, for whoever helped."""
    found = resolutions.periods(query_data["days"])
    counts = ledger.together(found)
    return {
        "total": sum(counts.values()),
        "counts": counts,
        "periods": [{"start": each.start, "counts": dict(each.counts)} for each in found],
    }


def _whole(slug: str) -> dict[str, Any]:
    each = setting.rule_or_404(slug)
    return _rule(each, queries.precision().get(slug, Precision()), answering.proposal_for(slug))


def _rule(each: SetRule, counted: Precision, offered: Proposal | None) -> dict[str, Any]:
    slug = each.rule.slug
    return {
        "slug": slug,
        "title": said(each.rule.title),
        "own": each.rule.own,
        "retired": each.retired,
        **each.terms.plain(),
        "conditions": making.own_or_404(slug).conditions if each.rule.own else [],
        "raised": counted.raised,
        "right": counted.right,
        "wrong": counted.wrong,
        "precision": counted.share,
        "interval": list(counted.interval),
        "proposal": asdict(offered) if offered else None,
    }
