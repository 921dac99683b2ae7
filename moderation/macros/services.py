"""Keeping macros, and doing one: all of it or nothing."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select, update

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import DomainError, Invalid, NotAllowed
from community.kernel.languages import said
from community.kernel.meanwhile import base_of, ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.text import free_slug
from community.kernel.text import slug as slug_of
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.canned import rules as variables
from moderation.canned.catalogue import VARIABLES
from moderation.escalation import holding, queries
from moderation.escalation.models import Case
from moderation.macros.catalogue import DEEDS, LEAVING, Param
from moderation.macros.deeds import Doing
from moderation.macros.models import Macro
from moderation.macros.queries import of_slug, prepared
from moderation.macros.rules import MOST_STEPS, Step, misplaced

LONGEST_TITLE: Final = 80


class StepRefused(Invalid):
    """One step is not possible, so nothing was done; `number` says which, `error` why."""

    slug = "step-refused"

    def __init__(self, number: int, step: str, error: DomainError) -> None:
        super().__init__(
            N_("Nothing was done. Step %(number)s (%(step)s) is not possible: %(why)s"),
            field="steps",
            number=number,
            step=[step],
            why=said(error.message, error.params),
        )
        self.number, self.error = number, error


def keep(
    title: str,
    steps: Sequence[Step],
    *,
    by: Actor,
    slug: str = "",
    admins_only: bool = False,
    base: str = "",
) -> str:
    """Keep a macro; one with the same slug is replaced. Its slug. Raises Invalid, NotAllowed, Conflict.

    Without a slug it is a new one and takes nobody's place, however alike their titles are. `base` is what the
    editor saw; without one nothing is compared.
    """
    ensure(by, Permission.WORK_CASES)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(N_("Give it a title of 1 to 80 characters."), field="title")
    if not steps or len(steps) > MOST_STEPS:
        raise Invalid(N_("A macro has 1 to %(most)s steps."), field="steps", most=MOST_STEPS)
    checked = [_checked(number, step) for number, step in enumerate(steps, 1)]
    place = misplaced([step.deed for step in checked], LEAVING)
    if place is not None:
        raise Invalid(
            N_("Step %(number)s (%(step)s) takes the case out of your hands, so it must be the last."),
            field="steps",
            number=place + 1,
            step=[DEEDS[checked[place].deed].title],
        )
    slug = slug or _free_slug(title)
    _ensure_may_change(slug, by, admins_only=admins_only)
    if base:
        wait_for_turn("macros")
        there = of_slug(slug)
        db.session.refresh(there)
        ensure_unchanged(base, there.base, base_of(title, [step.record for step in checked], admins_only))
    values = {
        "title": title,
        "steps": [step.record for step in checked],
        "admins_only": admins_only,
        "updated_at": clock.now(),
        "updated_by_id": by.member_id,
    }
    statement = insert(Macro).values(slug=slug, used_count=0, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["slug"], set_=values))
    audit.record(
        "macro-kept", f"macro:{slug}", by=by, data={"title": title, "steps": [step.deed for step in checked]}
    )
    return slug


def _free_slug(title: str) -> str:
    wait_for_turn("macros")  # of two new ones at once, each finds the other
    stem = slug_of(title, "macro")
    alike = select(Macro.slug).where(Macro.slug.startswith(stem, autoescape=True))
    return free_slug(stem, set(db.session.scalars(alike)))


def _checked(number: int, step: Step) -> Step:
    if step.deed not in DEEDS:
        raise Invalid(N_("Choose what step %(number)s does."), field="steps", number=number)
    deed = DEEDS[step.deed]
    given = {param.slug: step.params.get(param.slug, "").strip() for param in deed.params}
    for param in deed.params:
        _check_param(number, deed.title, param, given[param.slug])
    return Step(step.deed, given)


def _check_param(number: int, title: str, param: Param, text: str) -> None:
    about = {"number": number, "step": [title], "param": [param.title]}
    if param.needed and not text:
        raise Invalid(N_("Step %(number)s (%(step)s) needs this: %(param)s."), field="steps", **about)
    if len(text) > param.longest or (param.options and text and text not in param.options):
        raise Invalid(
            N_("Step %(number)s (%(step)s): look at this again: %(param)s."), field="steps", **about
        )
    if unknown := variables.unknown_in(text, {each.slug for each in VARIABLES}):
        raise Invalid(
            N_("Step %(number)s (%(step)s): nothing can be filled in for %(unknown)s."),
            field="steps",
            unknown=", ".join(f"{{{name}}}" for name in unknown),
            **about,
        )


def _ensure_may_change(slug: str, by: Actor, *, admins_only: bool = False) -> None:
    guarded = db.session.scalar(select(Macro.admins_only).where(Macro.slug == slug))
    if (admins_only or guarded) and not may(by, Permission.ADMINISTER):
        raise NotAllowed(N_("Only an admin changes this macro."))


def drop(slug: str, *, by: Actor) -> None:
    """Keep it no longer. Raises NotAllowed."""
    ensure(by, Permission.WORK_CASES)
    _ensure_may_change(slug, by)
    if changed_rows(delete(Macro).where(Macro.slug == slug)):
        audit.record("macro-dropped", f"macro:{slug}", by=by)


def run(case_id: int, slug: str, *, by: Actor) -> Case:
    """Do every step of a macro, in their order. The caller's unit of work keeps all of it or nothing.

    Raises StepRefused, NotFound, Conflict.
    """
    macro = of_slug(slug)
    case = holding.mine(case_id, by)
    steps = prepared(macro, case, by)
    for number, step in enumerate(steps, 1):
        try:
            if step.empty:
                names = ", ".join(step.empty)
                raise Invalid(N_("Nothing is known for: %(names)s"), names=names)
            step.deed.do(Doing(case_id, step.params, by))
        except DomainError as error:
            raise StepRefused(number, step.deed.title, error) from error
    changed_rows(
        update(Macro).where(Macro.id == macro.id).values(used_count=Macro.used_count + 1, used_at=clock.now())
    )
    case = queries.case_or_404(case_id)
    done = [{"deed": step.deed.slug} for step in steps]
    holding.write_down("macro-run", case, by, {"macro": slug, "steps": done})
    return case
