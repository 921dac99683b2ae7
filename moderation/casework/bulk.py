"""One deed on many cases: first what would happen, then each in its own transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from community.kernel.addresses import number_in
from community.kernel.errors import DomainError, Invalid
from community.kernel.lengths import fitting
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.casework import queries
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deed on which cases; `member_id` is for assigning, `note` for settling."""

    deed: Deed
    case_ids: tuple[int, ...]
    member_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one case: done, or why not (a sentence and what fills it)."""

    case_id: int
    refusal: str = ""
    params: Mapping[str, Any] | None = None

    @property
    def is_done(self) -> bool:
        return not self.refusal


def checked(deed: str, case_ids: Sequence[str], *, member_id: int | None = None, note: str = "") -> Wanted:
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
    return Wanted(deed=Deed(deed), case_ids=ids, member_id=member_id, note=note)


def preview(wanted: Wanted, *, by: Actor) -> list[Outcome]:
    """What would become of each case, without doing anything."""
    ensure(by, Permission.WORK_CASES)
    return [_tried(case_id, lambda each: _check(wanted, each, by)) for case_id in wanted.case_ids]


def do(wanted: Wanted, *, by: Actor) -> list[Outcome]:
    """Do it to each case by itself: what is refused leaves the others done."""
    ensure(by, Permission.WORK_CASES)

    def one(case_id: int) -> None:
        with unit_of_work():
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
