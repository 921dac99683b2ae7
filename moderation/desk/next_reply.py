"""What may be the next best reply: matters like this one that were solved, and canned responses that fit."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import current_app
from sqlalchemy import func, select

from community.kernel.asking import Asking, asked, together
from community.kernel.policy import Actor
from community.questions.models import Question
from community.search.queries import similar_outlines
from community.search.results import Result
from moderation.canned.models import CannedResponse
from moderation.canned.queries import Ready, ready
from moderation.desk.models import HelpTaken
from moderation.desk.rules import Fit, fit_of
from moderation.escalation.models import Case
from moderation.escalation.rules import Outcome

MOST_ALIKE: Final = 4
MOST_CANNED: Final = 3
LOOKED_AT: Final = 12
LOOKED_THROUGH: Final = 100
PARTS: Final = "huzhu_desk_help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One suggestion. `text` goes into the answer; `why` are its reasons as slugs with values, for the template."""

    kind: str  # solved-case, solved, article or canned
    target: str
    title: str
    lang: str
    text: str
    url: str = ""
    why: list[tuple[str, Any]] = field(default_factory=list)
    taken: int = 0  # how often it was put into an answer before


Part = Callable[[Case, Actor], Asking[Sequence[Help]]]


def add_part(part: Part) -> None:
    """Let a feature above bring more suggestions, such as articles; called once while the house is put together."""
    current_app.extensions.setdefault(PARTS, []).append(part)


def helps_for(case: Case, actor: Actor) -> list[Help]:
    """Suggestions for a case whose question and tags are loaded, the best of each kind first."""
    return asked(suggested(case, actor))


def suggested(case: Case, actor: Actor, known: Sequence[CannedResponse] | None = None) -> Asking[list[Help]]:
    """The same, to be asked beside other things.

    `known` are the canned responses for a case, where the page has read them already.
    """
    parts = [_solved(case), with_taken(_canned(case, actor, known))]
    parts += [part(case, actor) for part in current_app.extensions.get(PARTS, [])]
    found = yield from together(parts)
    return [each for part in found for each in part]


def help_named(case: Case, actor: Actor, kind: str, target: str) -> Help | None:
    """One of the suggestions for a case."""
    return next((each for each in helps_for(case, actor) if (each.kind, each.target) == (kind, target)), None)


def _solved(case: Case) -> Asking[list[Help]]:
    near = yield from similar_outlines(case.question.title, LOOKED_AT, exclude=case.question_id)
    settled = yield from _settled([each.question_id for each in near])
    return (yield from with_taken(_alike(case, near, settled)))


def _settled(question_ids: Collection[int]) -> Asking[set[int]]:
    """Which of these threads staff settled as cases."""
    if not question_ids:
        return set()
    settled = Case.question_id.in_(question_ids), Case.outcome == Outcome.RESOLVED
    (rows,) = yield [select(Case.question_id).where(*settled)]
    return {question_id for (question_id,) in rows}


def with_taken(found: Sequence[Help]) -> Asking[list[Help]]:
    """These suggestions with how often each was put into an answer."""
    counted = yield from taken_of([each.target for each in found])
    return [replace(each, taken=counted.get(each.target, 0)) for each in found]


def taken_of(targets: Collection[str]) -> Asking[dict[str, int]]:
    """How often each of these suggestions was put into an answer."""
    if not targets:
        return {}
    taken = select(HelpTaken.target, func.count()).where(HelpTaken.target.in_(targets))
    (rows,) = yield [taken.group_by(HelpTaken.target)]
    return {target: count for target, count in rows}  # noqa: C416 - rows are not tuples to the checker


def _target(question_id: int) -> str:
    return f"question:{question_id}"


def _alike(case: Case, near: Sequence[Result], settled: Collection[int]) -> list[Help]:
    """Of threads that are near, those that are solved: first those that staff solved as cases."""
    question = case.question
    solved = [each for each in near if each.question_id in settled or each.state == "solved"]
    fits = {each.question_id: _fit(each, question, settled) for each in solved}
    solved.sort(key=lambda each: fits[each.question_id].score, reverse=True)
    return [_of_thread(each, fits[each.question_id]) for each in solved[:MOST_ALIKE]]


def _fit(found: Result, question: Question, settled: Collection[int]) -> Fit:
    return fit_of(
        question.title,
        found.title,
        tags=[tag.name for tag in question.tags],
        other_tags=found.tags,
        same_language=found.lang == question.lang,
        by_staff=found.question_id in settled,
        stars=found.stars or 0.0,
        found=found.score,
    )


def _of_thread(found: Result, fit: Fit) -> Help:
    why: list[tuple[str, Any]] = []
    if fit.by_staff:
        why.append(("staff", None))
    elif found.state == "solved":
        why.append(("solved", None))
    if fit.words:
        why.append(("words", fit.words))
    if fit.tags:
        why.append(("tags", fit.tags))
    if fit.stars:
        why.append(("stars", fit.stars))
    address = f"/posts/{found.question_id}"
    return Help(
        kind="solved-case" if fit.by_staff else "solved",
        target=_target(found.question_id),
        title=found.title,
        lang=found.lang,
        text=f"[{found.title}]({address})",
        url=address,
        why=why,
    )


def _canned(case: Case, actor: Actor, all_known: Sequence[CannedResponse] | None) -> list[Help]:
    """Canned responses in the customer's language: those that fit the case's rules and tags, then the most used."""
    found = ready("", case, actor, LOOKED_THROUGH, all_known)
    known = [each for each in found if not each.other_language]
    about = [*case.reasons, *(tag.name for tag in case.question.tags), case.team]
    ranked = sorted(known, key=lambda each: _speaks_of(each, about) is None)
    return [_of_canned(each, _speaks_of(each, about)) for each in ranked[:MOST_CANNED]]


def _speaks_of(response: Ready, about: Sequence[str]) -> str | None:
    """What of a case a response was written for, as its category or title says."""
    named = f"{response.category} {response.title} {response.shortcut}".casefold()
    return next((each for each in about if any(word in named for word in each.casefold().split("-"))), None)


def _of_canned(response: Ready, about: str | None) -> Help:
    return Help(
        kind="canned",
        target=f"canned:{response.id}",
        title=response.title,
        lang=response.lang,
        text=response.body,
        why=[("about", about)] if about else [],
    )
