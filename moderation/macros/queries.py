"""Macros, and what one of them will do to a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.errors import Invalid, NotFound
from community.kernel.languages import DEFAULT, LANGUAGES
from community.kernel.policy import Actor
from community.kernel.sheaf import Sheaf
from community.kernel.text import detect_language
from community.kernel.words import N_
from community.questions.models import Question
from moderation.canned import rules as variables
from moderation.canned.queries import values_of
from moderation.escalation.models import Case
from moderation.macros.catalogue import DEEDS, Deed
from moderation.macros.models import Macro


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A step with its words filled in for a case; `tells` says what will happen, `empty` what is not known."""

    deed: Deed
    params: dict[str, str]
    tells: str
    empty: tuple[str, ...]


def macros() -> Sequence[Macro]:
    """All of them, by title."""
    return db.session.scalars(select(Macro).order_by(Macro.title, Macro.id)).all()


def wanted(sheaf: Sheaf) -> list[Macro]:
    """Let a page read the same together with its other lists."""
    return sheaf.list_of(Macro, order=[Macro.title, Macro.id])


def of_slug(slug: str) -> Macro:
    """The macro; raises NotFound."""
    found = db.session.scalars(select(Macro).where(Macro.slug == slug)).one_or_none()
    if found is None:
        raise NotFound
    return found


def prepared(macro: Macro, case: Case, actor: Actor) -> list[Ready]:
    """What the macro will do to this case, step by step. Raises Invalid for a deed that there is no more."""
    known = {lang: values_of(case, actor, lang) for lang in LANGUAGES}
    visible = db.session.get_one(Question, case.question_id).is_visible
    ready = []
    for step in macro.deeds:
        if step.deed not in DEEDS:
            raise Invalid(
                N_("This macro holds a step that there is no more; change it first."), field="steps"
            )
        deed = DEEDS[step.deed]
        filled = {name: variables.fill(text, _spoken(text, known)) for name, text in step.params.items()}
        ready.append(
            Ready(
                deed=deed,
                params={name: each.text for name, each in filled.items()},
                tells=deed.unseen if deed.unseen and not visible else deed.tells,
                empty=tuple(dict.fromkeys(name for each in filled.values() for name in each.empty)),
            )
        )
    return ready


def _spoken(text: str, known: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """What variables stand for, in the language of the text around them."""
    return known.get(detect_language(text), known[DEFAULT])
