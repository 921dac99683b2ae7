"""One deed on many cases: first what would happen, then each in its own transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.lengths import fitting
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.casework import changes, queries
from moderation.casework.changes import Mark
from moderation.escalation import claiming, closing, holding, waiting
from moderation.escalation import queries as cases
from moderation.escalation.models import Case

MOST: Final = 100


class Deed(StrEnum):
    """What can be done to many cases at once."""

    ASSIGN = "assign"
    RESOLVE = "resolve"
    WAIT = "wait"
    CLAIM = "claim"


_AFTER_READING: Final = frozenset({Deed.RESOLVE, Deed.WAIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deed on which cases; `member_id` is for assigning, `note` for settling.

    `seen` says where the words of each case ended for whoever was shown what would happen.
    """

    deed: Deed
    case_ids: tuple[int, ...]
    member_id: int | None = None
    note: str = ""
    seen: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one case: done, or why not (a sentence and what fills it). `seen` goes with the form."""

    case_id: int
    refusal: str = ""
    params: Mapping[str, Any] | None = None
    seen: str = ""

    @property
    def is_done(self) -> bool:
        return not self.refusal


def checked(
    deed: str,
    case_ids: Sequence[str],
    *,
    member_id: int | None = None,
    note: str = "",
    seen: Sequence[str] = (),
) -> Wanted:
    """What a form wants. Raises Invalid."""
    if deed not in set(Deed):
        raise Invalid(N_("Choose what to do with these cases."), field="deed")
    note = fitting(note, closing.LONGEST_REASON, "note")
    ids = tuple(dict.fromkeys(found for each in case_ids if (found := number_in(each)) is not None))
    if not ids:
        raise Invalid(N_("Choose at least one case."), field="case")
    if len(ids) > MOST:
        raise Invalid(N_("Choose %(most)s cases at most."), field="case", most=MOST)
    if deed == Deed.ASSIGN and member_id is None:
        raise Invalid(N_("Choose who shall have them."), field="member")
    marks = {number: mark for each in seen for number, mark in [_mark(each)] if number is not None}
    return Wanted(deed=Deed(deed), case_ids=ids, member_id=member_id, note=note, seen=marks)


def _mark(told: str) -> tuple[int | None, str]:
    case_id, _, mark = told.partition(":")
    return number_in(case_id), mark


def preview(wanted: Wanted, *, by: Actor) -> list[Outcome]:
    """What would become of each case, without doing anything."""
    ensure(by, Permission.WORK_CASES)
    found = [_tried(case_id, lambda each: _check(wanted, each, by)) for case_id in wanted.case_ids]
    if wanted.deed not in _AFTER_READING:
        return found
    return [
        replace(each, seen=f"{each.case_id}:{_end_of(each.case_id)}") if each.is_done else each
        for each in found
    ]


def _end_of(case_id: int) -> Mark:
    return changes.mark_of(cases.case_or_404(case_id))


def do(wanted: Wanted, *, by: Actor) -> list[Outcome]:
    """Do it to each case by itself: what is refused leaves the others done."""
    ensure(by, Permission.WORK_CASES)

    def one(case_id: int) -> None:
        with unit_of_work():
            _ensure_read(wanted, case_id, by)
            _do(wanted, case_id, by)

    return [_tried(case_id, one) for case_id in wanted.case_ids]


def _tried(case_id: int, deed: Callable[[int], object]) -> Outcome:
    try:
        deed(case_id)
    except DomainError as refused:
        return Outcome(case_id, refused.message, refused.params)
    return Outcome(case_id)


def _check(wanted: Wanted, case_id: int, by: Actor) -> Case:
    case = cases.case_or_404(case_id)
    if not case.is_open:
        holding.refuse(case)
    own = case.owner_id in {None, by.member_id}
    if not (claiming.may_give(case, by) if wanted.deed is Deed.ASSIGN else own):
        holding.refuse(case)
    if wanted.deed is Deed.ASSIGN and wanted.member_id is not None:
        claiming.ensure_can_own(wanted.member_id)
    return case


def _ensure_read(wanted: Wanted, case_id: int, by: Actor) -> None:
    """Nothing is settled, and nobody waited for, who wrote since it was shown what would happen."""
    mark = Mark.read(wanted.seen.get(case_id, ""))
    if mark is None or wanted.deed not in _AFTER_READING:
        return
    names = changes.writers_since(holding.locked(case_id, even_closed=True), mark, but=by.member_id)
    if names:
        raise Conflict(N_("%(name)s wrote in it meanwhile; read that first."), name=", ".join(names))


def _do(wanted: Wanted, case_id: int, by: Actor) -> None:
    if wanted.deed is Deed.ASSIGN:
        claiming.assign(case_id, wanted.member_id, by=by)
    elif wanted.deed is Deed.CLAIM:
        claiming.claim(case_id, by=by)
    elif wanted.deed is Deed.WAIT:
        waiting.wait(case_id, by=by)
    else:
        closing.resolve(case_id, wanted.note, by=by)


def titles(wanted: Wanted) -> dict[int, str]:
    """The titles of the cases, for the page that asks once more."""
    return {case_id: question.title for case_id, question in queries.question_titles(wanted.case_ids).items()}
