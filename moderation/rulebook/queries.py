"""What rules have raised, what staff said of it, and what was proposed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.thresholds import whole
from moderation.audit.models import ModerationLogEntry
from moderation.escalation import in_force
from moderation.escalation.models import Case, Escalation, ProposalAnswer, RuleSetting, RuleSighting
from moderation.rulebook import rules
from moderation.rulebook.rules import Judged, Precision, Proposal, Verdict

DAYS: Final = 90
MOST_DAYS: Final = 3_650
MOST_VERDICTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Watched:
    """What a rule that only watches has seen."""

    seen: int
    questions: int


def precision(days: int = DAYS, lang: str = "") -> dict[str, Precision]:
    """How right each rule was with what it raised in the last days, by its slug."""
    return read(db.session.execute(counted(days, lang)).all())


def counted(days: int = DAYS, lang: str = "") -> Select[*tuple[Any, ...]]:
    """What `read` makes it of."""
    query = (
        select(
            Escalation.rule,
            func.count(),
            _count(Escalation.verdict == Judged.RIGHT),
            _count(Escalation.verdict == Judged.WRONG),
        )
        .where(Escalation.created_at > clock.now() - timedelta(days=days))
        .group_by(Escalation.rule)
    )
    if lang:
        query = query.join(Case, Case.id == Escalation.case_id).where(Case.lang == lang)
    return query


def read(rows: Sequence[Any]) -> dict[str, Precision]:
    """By rule, of `counted`."""
    return {
        rule: Precision(right=int(right), wrong=int(wrong), raised=raised)
        for rule, raised, right, wrong in rows
    }


def precision_by_language(rule: str, days: int = DAYS) -> dict[str, Precision]:
    """The same for one rule, by the language of the case."""
    query = (
        select(
            Case.lang,
            func.count(),
            _count(Escalation.verdict == Judged.RIGHT),
            _count(Escalation.verdict == Judged.WRONG),
        )
        .join(Case, Case.id == Escalation.case_id)
        .where(Escalation.rule == rule, Escalation.created_at > clock.now() - timedelta(days=days))
        .group_by(Case.lang)
        .order_by(Case.lang)
    )
    return {
        lang: Precision(right=int(right), wrong=int(wrong), raised=raised)
        for lang, raised, right, wrong in db.session.execute(query)
    }


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def watched(days: int = DAYS) -> dict[str, Watched]:
    """What rules would have done that only watch, by their slug."""
    query = (
        select(RuleSighting.rule, func.count(), func.count(RuleSighting.question_id.distinct()))
        .where(RuleSighting.seen_at > clock.now() - timedelta(days=days))
        .group_by(RuleSighting.rule)
    )
    return {rule: Watched(seen, questions) for rule, seen, questions in db.session.execute(query)}


def verdicts(days: int = DAYS) -> dict[str, list[Verdict]]:
    """What staff said of each rule's cases lately, with the score each was raised with."""
    rows = db.session.execute(
        select(Escalation.rule, Escalation.score, Escalation.verdict)
        .where(Escalation.verdict != "", Escalation.created_at > clock.now() - timedelta(days=days))
        .order_by(Escalation.id.desc())
        .limit(MOST_VERDICTS)
    )
    found: dict[str, list[Verdict]] = defaultdict(list)
    for rule, score, verdict in rows:
        found[rule].append(Verdict(score, verdict == Judged.RIGHT))
    return found


def proposals(missed: Mapping[str, Sequence[float]] | None = None, days: int = DAYS) -> dict[str, Proposal]:
    """The threshold proposed for each rule that the verdicts speak against, by its slug.

    After an answer nothing is proposed for the rule until as many verdicts again have been given.
    """
    least, judged, found = whole("proposal_verdicts"), verdicts(days), {}
    since = _verdicts_since_answers()
    for slug, each in in_force.rules().items():
        if each.terms.bound is None or each.retired or since.get(slug, least) < least:
            continue
        made = rules.proposal(
            each.terms.bound, judged.get(slug, []), least=least, missed=(missed or {}).get(slug, ())
        )
        if made is not None:
            found[slug] = made
    return found


def _verdicts_since_answers() -> dict[str, int]:
    """How many verdicts each rule has had since somebody last answered a proposal for it."""
    last = (
        select(ProposalAnswer.rule, func.max(ProposalAnswer.answered_at).label("at"))
        .group_by(ProposalAnswer.rule)
        .subquery()
    )
    query = (
        select(last.c.rule, func.count(Escalation.id))
        .outerjoin(Escalation, (Escalation.rule == last.c.rule) & (Escalation.judged_at > last.c.at))
        .group_by(last.c.rule)
    )
    return {rule: count for rule, count in db.session.execute(query)}  # noqa: C416


def answers_to(rule: str, limit: int = 5) -> Sequence[ProposalAnswer]:
    """What was done with what was proposed for a rule, the newest first."""
    return db.session.scalars(
        select(ProposalAnswer)
        .where(ProposalAnswer.rule == rule)
        .order_by(ProposalAnswer.id.desc())
        .limit(limit)
    ).all()


def history(rule: str, limit: int = 30) -> Sequence[ModerationLogEntry]:
    """Every change of a rule's terms, the newest first, from the log."""
    return db.session.scalars(
        select(ModerationLogEntry)
        .where(ModerationLogEntry.subject == f"rule:{rule}")
        .order_by(ModerationLogEntry.number.desc())
        .limit(limit)
    ).all()


def changed_at() -> dict[str, datetime]:
    """When each rule was set here."""
    return dict(db.session.execute(select(RuleSetting.rule, RuleSetting.changed_at)).all())


def may_look_lower(slug: str) -> bool:
    """Whether nearly all that a rule raised was right, so that it may be worth looking a step further down."""
    found = verdicts().get(slug, [])
    right = sum(each.right for each in found)
    return len(found) >= whole("proposal_verdicts") and rules.wilson(right, len(found))[0] >= rules.SURE_OF
