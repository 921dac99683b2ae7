"""Changing what a check does on this site."""

import math
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, NotFound
from community.kernel.furnish import site_settings
from community.kernel.judging import Verdict
from community.kernel.meanwhile import base_of, ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import afterwards
from community.kernel.upsert import insert
from community.kernel.words import N_
from moderation.quality import in_force
from moderation.quality.bounds import KINDS, STEPS, Setting
from moderation.quality.catalogue import CHECKS
from moderation.quality.check import Check
from moderation.quality.models import GateSetting

HIGHEST_LEVEL: Final = 4
_TURN: Final = "settings of the gate"


def check_or_404(slug: str) -> Check:
    """The entry of the catalogue; raises NotFound."""
    if slug not in CHECKS:
        raise NotFound
    return CHECKS[slug]


def check_to_change(slug: str) -> Check:
    """The same for whoever changes it: settings are read anew, and nobody else changes any meanwhile."""
    check = check_or_404(slug)
    wait_for_turn(_TURN)
    in_force.forget()
    return check


def base_of_check(slug: str) -> str:
    """What the form of a check is filled with, in short."""
    return base_of(in_force.settings()[slug].plain())


def proposed(check: Check, given: Mapping[str, Any]) -> Setting:
    """The setting that `given` (as of `Setting.plain`) makes of the one in force. Raises Invalid."""
    current = in_force.settings()[check.slug]
    bounds = given.get("bounds")
    if check.bounds is not None and bounds is not None:
        _check_bounds(check, bounds)
    for name in ("strongest", "strongest_known"):
        if name in given and given[name] not in set(Verdict):
            raise Invalid(N_("A verdict is publish, review, hold or refuse."), field=name)
    level = given.get("exempt_level")
    if level is not None and not (_is_number(level) and level == int(level) and 1 <= level <= HIGHEST_LEVEL):
        raise Invalid(N_("A level is a number from 1 to 4."), field="exempt_level")
    kinds = given.get("kinds")
    if kinds is not None and not (isinstance(kinds, list) and set(kinds) <= set(KINDS)):
        raise Invalid(N_("Kinds are question, answer and comment."), field="kinds")
    setting = current.changed(given)
    if setting.bounds is not None and not setting.bounds.in_order:
        raise Invalid(
            N_("The graver the verdict, the higher its number: review, then hold, then refuse."),
            field="bounds",
        )
    if setting.on and not setting.kinds & check.kinds:
        raise Invalid(N_("Choose at least one kind of post, or switch the check off."), field="kinds")
    return setting


def _check_bounds(check: Check, bounds: object) -> None:
    if not isinstance(bounds, Mapping) or not set(bounds) <= set(STEPS):
        raise Invalid(N_("Bounds are tell, review, hold and refuse."), field="bounds")
    for value in bounds.values():
        if value is not None and not (_is_number(value) and 0 < value <= check.most):
            raise Invalid(
                N_("A bound is a number above 0 and at most %(most)s, or empty for never."),
                field="bounds",
                most=f"{check.most:g}",
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def put_into_force(check: Check, setting: Setting, *, by: Actor, base: str | None = None) -> bool:
    """Let a check work as `setting` says, from now on; whether that changes anything.

    Conflict is raised where it is no longer what the moderator saw, which `base` says.
    """
    ensure(by, Permission.SET_GATE)
    ensure_unchanged(base, base_of_check(check.slug), base_of(setting.plain()))
    changes = differences(in_force.settings()[check.slug], setting)
    if not changes:
        return False
    if setting == check.setting(site_settings().preset):
        db.session.execute(delete(GateSetting).where(GateSetting.check == check.slug))
    else:
        values = {"given": setting.plain(), "changed_at": clock.now(), "changed_by_id": by.member_id}
        statement = insert(GateSetting).values(check=check.slug, **values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["check"], set_=values))
    afterwards(in_force.forget)
    tell(events.GateSettingsChanged(check=check.slug, by_id=by.id, changes=changes))
    return True


def differences(before: Setting, after: Setting) -> tuple[str, ...]:
    """What differs, such as "hold: 0.86 → 0.8"."""
    one, other = _flat(before), _flat(after)
    return tuple(
        f"{name}: {_said(one[name])} → {_said(other[name])}" for name in one if one[name] != other[name]
    )


def _flat(setting: Setting) -> dict[str, object]:
    plain = setting.plain()
    return {**plain, "bounds": None, **(plain["bounds"] or dict.fromkeys(STEPS))}


def _said(value: object) -> str:
    if isinstance(value, list):
        return "+".join(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return "–" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)
