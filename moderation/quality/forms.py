"""What a browser sends to set a check, as the words of a setting."""

from collections.abc import Mapping
from typing import Any

from community.kernel.errors import Invalid
from community.kernel.words import N_
from moderation.quality.bounds import STEPS, Setting
from moderation.quality.check import Check


def given(check: Check, form: Mapping[str, str], kinds: list[str]) -> dict[str, Any]:
    """The setting that a form describes; raises Invalid for what is no number."""
    told: dict[str, Any] = {
        "on": form.get("on") == "y",
        "strongest": form.get("strongest", ""),
        "strongest_known": form.get("strongest_known", ""),
        "exempt_level": _level(form.get("exempt_level", "")),
    }
    if len(check.kinds) > 1:
        told["kinds"] = kinds
    if check.bounds is not None:
        told["bounds"] = {step: _number(form.get(step, ""), step) for step in STEPS}
    return told


def in_part(check: Check, current: Setting, sent: Mapping[str, str]) -> dict[str, Any]:
    """The setting that an address describes which names some bounds only: all else as it is in force."""
    if check.bounds is None or current.bounds is None:
        return {}
    now = current.plain()["bounds"]
    return {"bounds": {step: _number(sent[step], step) if step in sent else now[step] for step in STEPS}}


def _level(text: str) -> int | None:
    """A level; nobody is 0 or nothing."""
    return int(text[:4]) or None if text.isascii() and text.isdigit() else None


def _number(text: str, step: str) -> float | None:
    text = text.strip().replace("，", ".").replace(",", ".")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise Invalid(N_("A bound is a number, or empty for never."), field=step) from None
