"""Rules that a site makes itself: checked, kept as a draft that only watches, changed, retired."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import ROW_LOCK, db, wait_for_turn
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.text import free_slug
from community.kernel.text import slug as slug_of
from community.kernel.unit_of_work import afterwards
from community.kernel.words import N_
from community.tags.rules import normalised
from community.tags.services import followed
from moderation.audit import services as audit
from moderation.escalation import in_force
from moderation.escalation.conditions import (
    KINDS,
    LISTS,
    LONGEST_WORD,
    MOST,
    MOST_OF,
    MOST_WORDS,
    NUMBERS,
    PREFIX,
    SCORES,
)
from moderation.escalation.models import SiteRule
from moderation.rulebook import setting

SHORTEST_TITLE, LONGEST_TITLE, MOST_RULES = 3, 60, 50
_NAMES: Final = {"what", "name", "least", "most", "any"}


def checked(conditions: object) -> list[dict[str, Any]]:
    """Conditions as they are kept; raises Invalid with one sentence that names what is wrong."""
    if not isinstance(conditions, Sequence) or isinstance(conditions, str) or not conditions:
        raise Invalid(N_("A rule needs at least one condition."), field="conditions")
    if len(conditions) > MOST:
        raise Invalid(N_("A rule has at most %(most)s conditions."), field="conditions", most=MOST)
    return [_checked(each) for each in conditions]


def _checked(given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping) or not set(given) <= _NAMES or not isinstance(given.get("what"), str):
        raise Invalid(N_("A condition has “what”, and “name”, “least”, “most” or “any”."), field="conditions")
    what = given["what"]
    if what == "detector":
        if given.get("name") not in SCORES:
            raise Invalid(N_("There is no detector with this name."), field="detector")
        return {"what": what, "name": given["name"], **_range(given, what, 1)}
    if what in NUMBERS:
        return {"what": what, **_range(given, what, MOST_OF[what])}
    if what in LISTS:
        return {"what": what, "any": _words(given.get("any"), what)}
    raise Invalid(N_("A condition asks for a detector, a number or a list."), field="conditions")


def _range(given: Mapping[str, Any], what: str, highest: float) -> dict[str, float]:
    kept = {}
    for side in ("least", "most"):
        value = given.get(side)
        if value is None:
            continue
        fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not fine or not 0 <= value <= highest:
            raise Invalid(N_("Choose a number from 0 to %(most)s."), field=what, most=f"{highest:g}")
        kept[side] = value
    if not kept:
        raise Invalid(N_("Say from which number on, or up to which."), field=what)
    if kept.get("least", 0) > kept.get("most", highest):
        raise Invalid(N_("The lower number comes first."), field=what)
    return kept


def _words(given: object, what: str) -> list[str]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Invalid(N_("Name at least one."), field=what)
    words = list(dict.fromkeys(" ".join(str(each).replace("\x00", "").split()) for each in given))
    words = [word for word in words if word]
    if not words:
        raise Invalid(N_("Name at least one."), field=what)
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Invalid(
            N_("At most %(many)s words of up to %(long)s characters."),
            field=what,
            many=MOST_WORDS,
            long=LONGEST_WORD,
        )
    if what == "tag":
        return list(dict.fromkeys(normalised(word) for word in words))
    if what == "kind" and not set(words) <= set(KINDS):
        raise Invalid(N_("Kinds are question, answer, comment and message."), field=what)
    if what == "lang" and not set(words) <= set(LANGUAGES):
        raise Invalid(N_("Languages are %(known)s."), field=what, known=", ".join(LANGUAGES))
    return words


def titled(title: str) -> str:
    """The title of a rule; raises Invalid."""
    title = " ".join(title.replace("\x00", "").split())
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise Invalid(
            N_("A title has %(least)s to %(most)s characters."),
            field="title",
            least=SHORTEST_TITLE,
            most=LONGEST_TITLE,
        )
    return title


def make(title: str, conditions: object, *, by: Actor) -> SiteRule:
    """Keep a new rule. It only watches until somebody lets it go live."""
    ensure(by, Permission.SET_RULES)
    title, kept = titled(title), _of_now(checked(conditions))
    wait_for_turn(setting.TURN)
    if (db.session.scalar(select(func.count()).select_from(SiteRule)) or 0) >= MOST_RULES:
        raise Conflict(N_("A site can make %(most)s rules of its own."), most=MOST_RULES)
    made = SiteRule(
        slug=_free_slug(title), title=title, conditions=kept, made_at=clock.now(), made_by_id=by.member_id
    )
    db.session.add(made)
    _done(made.slug, "rule-made", by, {"title": title})
    return made


def change(slug: str, title: str, conditions: object, *, by: Actor, base: str | None = None) -> SiteRule:
    """Let a rule of the site go by other conditions; Conflict where it is no longer what was seen (`base`)."""
    ensure(by, Permission.SET_RULES)
    found = own_or_404(slug)
    lock_rule(found)
    if found.retired_at is not None:
        raise Conflict(N_("This rule is retired."))
    title, kept = titled(title), _of_now(checked(conditions))
    if (title, kept) == (found.title, found.conditions):
        return found
    ensure_unchanged(base, found.base)
    found.title, found.conditions = title, kept
    _done(slug, "rule-changed", by, {"changes": ["conditions"]})
    return found


def retire(slug: str, *, by: Actor) -> None:
    """Let a rule of the site speak no more; what it raised keeps its reason."""
    ensure(by, Permission.SET_RULES)
    found = own_or_404(slug)
    lock_rule(found)
    if found.retired_at is None:
        found.retired_at = clock.now()
        _done(slug, "rule-retired", by, {})


def _of_now(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with the tags to which the names lead."""
    return [{**each, "any": followed(each["any"])} if each["what"] == "tag" else each for each in conditions]


def rename_tag(before: str, now: str) -> None:
    """A rule that asks for a tag which became another name of one asks for that one."""
    wait_for_turn(setting.TURN)
    every = select(SiteRule).order_by(SiteRule.slug).with_for_update(key_share=True)
    for rule in db.session.scalars(every.execution_options(populate_existing=True)):
        if any(each["what"] == "tag" and before in each["any"] for each in rule.conditions):
            rule.conditions = [_renamed(each, before, now) for each in rule.conditions]
            afterwards(in_force.forget)
    db.session.flush()


def _renamed(condition: dict[str, Any], before: str, now: str) -> dict[str, Any]:
    if condition["what"] != "tag":
        return condition
    return {
        **condition,
        "any": list(dict.fromkeys(now if name == before else name for name in condition["any"])),
    }


def own_or_404(slug: str) -> SiteRule:
    """A rule that the site made; raises NotFound."""
    found = db.session.get(SiteRule, slug)
    if found is None:
        raise NotFound
    return found


def lock_rule(found: SiteRule) -> None:
    """Hold it until the transaction ends, as it is now."""
    db.session.get_one(SiteRule, found.slug, with_for_update=ROW_LOCK, populate_existing=True)


def _free_slug(title: str) -> str:
    stem = f"{PREFIX}{slug_of(title)[:40] or 'rule'}"
    taken = set(db.session.scalars(select(SiteRule.slug).where(SiteRule.slug.startswith(stem))))
    return free_slug(stem, taken)


def _done(slug: str, act: str, by: Actor, data: dict[str, Any]) -> None:
    db.session.flush()
    afterwards(in_force.forget)
    audit.record(act, f"rule:{slug}", by=by, data=data)
