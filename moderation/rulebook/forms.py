"""What a browser sends to set or make a rule, as the words of terms and conditions."""

import re
from collections.abc import Mapping
from typing import Any, Final

from community.kernel.errors import Invalid
from community.kernel.languages import LANGUAGES
from community.kernel.words import N_
from moderation.escalation.conditions import NUMBERS
from moderation.escalation.terms import Terms

DETECTOR_ROWS: Final = 3
LIST_FIELDS: Final = ("tag", "channel", "words")  # typed, with commas or on lines of their own
CHOICES: Final = ("lang", "kind")
_PARTS: Final = re.compile(r"[,，、;；\n]+")
_LONGEST: Final = 4_000


def terms(now: Terms, form: Mapping[str, str]) -> dict[str, Any]:
    """The terms that a form describes; what it leaves out stays as it is. Raises Invalid."""
    told: dict[str, Any] = {}
    for name in ("mode", "team"):
        if name in form:
            told[name] = form[name]
    if "tier" in form:
        told["tier"] = int(form["tier"]) if form["tier"] in {"1", "2"} else 0
    if "bound" in form and now.bound is not None:
        told["bound"] = number(form["bound"], "bound")
    if "severity" in form:
        told["severity"] = number(form["severity"], "severity")
    words = {lang: form[f"wording-{lang}"] for lang in LANGUAGES if f"wording-{lang}" in form}
    if words:
        told["wording"] = {**now.wording, **words}
    return told


def number(text: str, name: str) -> float:
    """A number as people type it. Raises Invalid."""
    try:
        return float(text.strip()[:12].replace("，", ".").replace(",", "."))
    except ValueError:
        raise Invalid(N_("Write a number such as 0.6."), field=name) from None


def conditions(form: Mapping[str, str], chosen: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """The conditions that a form describes; empty fields are no conditions. Raises Invalid."""
    told: list[dict[str, Any]] = []
    for row in range(DETECTOR_ROWS):
        name, least = form.get(f"detector-{row}", ""), form.get(f"score-{row}", "").strip()
        if name:
            told.append({"what": "detector", "name": name, "least": number(least or "0.5", f"score-{row}")})
    for what in NUMBERS:
        sides = {
            side: number(form[f"{what}-{side}"], what)
            for side in ("least", "most")
            if form.get(f"{what}-{side}", "").strip()
        }
        if sides:
            told.append({"what": what, **sides})
    for what in LIST_FIELDS:
        words = [part.strip() for part in _PARTS.split(form.get(what, "")[:_LONGEST]) if part.strip()]
        if words:
            told.append({"what": what, "any": words})
    told += [{"what": what, "any": chosen[what]} for what in CHOICES if chosen.get(what)]
    return told


def filled(kept: list[dict[str, Any]]) -> dict[str, Any]:
    """A form that shows conditions as they are kept."""
    shown: dict[str, Any] = {}
    row = 0
    for each in kept:
        what = each["what"]
        if what == "detector":
            shown[f"detector-{row}"], shown[f"score-{row}"] = each["name"], f"{each.get('least', 0):g}"
            row += 1
        elif "any" in each:
            shown[what] = each["any"] if what in CHOICES else ", ".join(each["any"])
        else:
            shown |= {f"{what}-{side}": f"{each[side]:g}" for side in ("least", "most") if side in each}
    return shown
