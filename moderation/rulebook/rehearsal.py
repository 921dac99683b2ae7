"""What a rule would have raised in the last days under other terms, beside what it did raise. Changes nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from community.kernel import clock
from community.kernel.db import db
from community.questions.models import Question
from community.routing.models import Need
from moderation.escalation import rules
from moderation.escalation.in_force import SetRule
from moderation.escalation.models import Case, Escalation
from moderation.escalation.rules import EscalationRule
from moderation.escalation.terms import Mode, Terms, applied
from moderation.rulebook import past
from moderation.rulebook.rules import LOWEST

SECONDS: Final = 4.0  # of processor time; then it says how far it came
SHOWN: Final = 50
QUICK: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A question that the rule would raise, or has raised, with the post and what spoke for it."""

    question_id: int
    title: str
    lang: str
    post_id: int
    at: datetime
    score: float
    quotes: tuple[str, ...]
    case_id: int | None = None
    verdict: str = ""
    elsewhere: bool = False  # staff had it anyway, for another reason


@dataclass
class Rehearsal:
    """What was looked at, and the questions that the rule would raise as before (kept), newly, or no more."""

    days: int
    total: int
    looked: int = 0
    kept: list[Seen] = field(default_factory=list)
    new: list[Seen] = field(default_factory=list)
    gone: list[Seen] = field(default_factory=list)

    @property
    def raised(self) -> int:
        return len(self.kept) + len(self.new)

    @property
    def complete(self) -> bool:
        return self.looked >= self.total

    def verdicts(self, some: str, verdict: str) -> int:
        """How many of `kept` or `gone` were judged so."""
        return sum(each.verdict == verdict for each in getattr(self, some))


@dataclass(frozen=True, slots=True)
class _Raised:
    question_id: int
    post_id: int | None
    case_id: int | None
    score: float
    verdict: str
    quotes: tuple[str, ...]
    at: datetime


def rehearse(
    each: SetRule,
    terms: Terms,
    days: int = past.DAYS,
    *,
    most: int = past.MOST,
    seconds: float = SECONDS,
    step: Callable[[int, int], None] = lambda _looked, _total: None,
) -> Rehearsal:
    """Let a rule under these terms look at what customers wrote in the last days, the newest first."""
    since = clock.now() - timedelta(days=days)
    rule = applied(each.rule, terms)
    ids = past.ids_since(since)
    found = Rehearsal(days=days, total=len(ids))
    before = _raised(rule.slug, since)
    would: dict[int, Seen] = {}
    looked: set[int] = set()
    until = time.process_time() + seconds
    for written in past.read(ids[:most], rule):
        found.looked += 1
        looked.add(written.post.id)
        step(found.looked, found.total)
        if terms.mode is not Mode.OFF and (seen := _seen(rule, written)) is not None:
            would[seen.question_id] = seen  # the oldest post of a question is looked at last
        if time.process_time() > until:
            break
    _sort(found, would, before, looked)
    return found


def _seen(rule: EscalationRule, written: past.Written) -> Seen | None:
    said = rules.fired([rule], written.facts)
    if not said:
        return None
    return Seen(
        question_id=written.question.id,
        title=written.question.title,
        lang=written.question.lang,
        post_id=written.post.id,
        at=written.post.created_at,
        score=said[0].evidence.score,
        quotes=said[0].evidence.quotes,
    )


def _sort(found: Rehearsal, would: dict[int, Seen], before: dict[int, _Raised], looked: set[int]) -> None:
    cases = _cases(set(would) - set(before))
    titles = _titles(set(before) - set(would))
    for question_id, seen in would.items():
        raised = before.get(question_id)
        if raised is None:
            found.new.append(_with(seen, case_id=cases.get(question_id), elsewhere=question_id in cases))
        else:
            found.kept.append(_with(seen, case_id=raised.case_id, verdict=raised.verdict))
    for question_id, raised in before.items():
        if question_id not in would and raised.post_id in looked:
            title, lang = titles.get(question_id, ("", ""))
            found.gone.append(
                Seen(
                    question_id=question_id,
                    title=title,
                    lang=lang,
                    post_id=raised.post_id or question_id,
                    at=raised.at,
                    score=raised.score,
                    quotes=raised.quotes,
                    case_id=raised.case_id,
                    verdict=raised.verdict,
                )
            )


def _with(seen: Seen, **more: object) -> Seen:
    return replace(seen, **more)  # type: ignore[arg-type]


def _raised(slug: str, since: datetime) -> dict[int, _Raised]:
    """What the rule did raise, by question."""
    rows = db.session.execute(
        select(Need.question_id, Escalation)
        .join(Escalation, Escalation.need_id == Need.id)
        .where(Escalation.rule == slug, Escalation.created_at >= since)
        .order_by(Escalation.id.desc())
    )
    return {
        question_id: _Raised(
            question_id, one.post_id, one.case_id, one.score, one.verdict, tuple(one.evidence), one.created_at
        )
        for question_id, one in rows
    }


def _cases(question_ids: set[int]) -> dict[int, int]:
    if not question_ids:
        return {}
    query = select(Case.question_id, Case.id).where(Case.question_id.in_(question_ids)).order_by(Case.id)
    return {question_id: case_id for question_id, case_id in db.session.execute(query)}  # noqa: C416


def _titles(question_ids: set[int]) -> dict[int, tuple[str, str]]:
    if not question_ids:
        return {}
    query = select(Question).where(Question.id.in_(question_ids))
    return {each.id: (each.title, each.lang) for each in db.session.scalars(query)}


def missed(each: SetRule, days: int = past.MOST_DAYS, *, seconds: float = QUICK) -> list[float]:
    """The scores of what was nearly raised lately: from the lowest threshold worth trying up to the present one."""
    if each.terms.bound is None:
        return []
    lower = applied(each.rule, each.terms.changed({"bound": LOWEST}))
    until = time.process_time() + seconds
    scores = []
    for written in past.read(past.ids_since(clock.now() - timedelta(days=days))[: past.MOST], lower):
        said = rules.heard(lower, written.facts)
        if said is not None and said.score < each.terms.bound:
            scores.append(said.score)
        if time.process_time() > until:
            break
    return scores
