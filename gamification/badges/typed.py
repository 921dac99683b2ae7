"""Reads what somebody typed to make a badge, and says in one sentence what is wrong with it; knows no database."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from community.kernel.errors import Invalid
from community.kernel.languages import LANGUAGES
from community.kernel.words import N_
from gamification.badges import windows
from gamification.badges.catalogue import BADGES
from gamification.badges.glyphs.free import FREE
from gamification.badges.metrics import COUNTS_ANSWERS, WITHOUT_SCOPE, WITHOUT_WINDOW, Metric
from gamification.badges.rules import Family, Tier

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG: Final = 40
LONGEST_TITLE: Final = 60
LONGEST_BLURB: Final = 200
RESERVED: Final = frozenset({"new", "choose", "seen"})  # addresses of other pages
MOST: Final = 1_000_000  # of anything that is counted
MOST_DAYS: Final = 3_650
MOST_RATINGS: Final = 10_000
STARS: Final = (1.0, 5.0)
TRUE: Final = frozenset({"y", "yes", "true", "1", "on"})

Given = Mapping[str, Any]


def checked(given: Given) -> dict[str, Any]:
    """The columns of a badge that was typed or sent. Raises Invalid, which names the field."""
    metric = _metric(given)
    found = {
        "slug": _slug(given),
        **_words(given),
        "tier": _one_of(given, "tier", set(Tier), N_("A badge is bronze, silver or gold.")),
        "family": _one_of(given, "family", set(Family), N_("Choose one of the families of badges.")),
        "glyph": _one_of(given, "glyph", FREE, N_("Choose one of the signs.")),
        "metric": str(metric),
        "threshold": _threshold(given),
        "window": _window(given, metric),
        **_scope(given, metric),
        **_gate(given, metric),
        **{name: _yes(given, name) for name in ("repeatable", "revocable", "secret")},
    }
    found["expires_after"] = _expiry(given, found["window"])
    return found


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value).strip()


def _slug(given: Given) -> str:
    slug = _text(given, "slug").lower()
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise Invalid(
            N_("The short name has small letters, digits and single hyphens, at most %(most)s of them."),
            field="slug",
            most=LONGEST_SLUG,
        )
    if slug in RESERVED:
        raise Invalid(
            N_("“%(slug)s” is the address of another page; take another short name."), field="slug", slug=slug
        )
    if slug in BADGES:
        raise Invalid(
            N_("There is a badge “%(slug)s” already; take another short name."), field="slug", slug=slug
        )
    return slug


def _words(given: Given) -> dict[str, str]:
    found = {}
    for name, longest in (
        ("title", LONGEST_TITLE),
        ("title_zh", LONGEST_TITLE),
        ("blurb", LONGEST_BLURB),
        ("blurb_zh", LONGEST_BLURB),
    ):
        found[name] = " ".join(_text(given, name).split())
        if len(found[name]) > longest:
            raise Invalid(N_("At most %(most)s characters, please."), field=name, most=longest)
    if not (found["title"] or found["title_zh"]):
        raise Invalid(N_("The badge needs a title, in English or in Chinese."), field="title")
    if not (found["blurb"] or found["blurb_zh"]):
        raise Invalid(N_("Say in a sentence what the badge is for, in English or in Chinese."), field="blurb")
    return found


def _one_of(given: Given, name: str, known: Collection[str], sentence: str) -> str:
    value = _text(given, name)
    if value not in known:
        raise Invalid(sentence, field=name)
    return value


def _metric(given: Given) -> Metric:
    value = _text(given, "metric")
    if value not in set(Metric):
        raise Invalid(
            N_("Nothing called “%(metric)s” is counted here; choose one of the metrics listed."),
            field="metric",
            metric=value,
        )
    return Metric(value)


def _whole(value: Any) -> int | None:
    """A whole number, as people or programs write it; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) else None


def _threshold(given: Given) -> int:
    number = _whole(given.get("threshold"))
    if number is None or not 1 <= number <= MOST:
        raise Invalid(
            N_("How many are needed is a whole number from 1 to %(most)s."), field="threshold", most=MOST
        )
    return number


def _window(given: Given, metric: Metric) -> str:
    try:
        window = windows.parsed(_text(given, "window"))
    except ValueError:
        raise Invalid(
            N_(
                "The time is so many days from 1d to %(most)sd, month, year, or a certain year or month "
                "such as 2026 or 2026-05; leave it empty for all time."
            ),
            field="window",
            most=MOST_DAYS,
        ) from None
    if window is None:
        return ""
    if metric in WITHOUT_WINDOW:
        raise Invalid(N_("Years are counted over all time, so no stretch of time fits here."), field="window")
    return str(window)


def _scope(given: Given, metric: Metric) -> dict[str, str]:
    found = {"tag": _text(given, "tag").removeprefix("#"), "lang": _text(given, "lang")}
    if found["lang"] and found["lang"] not in LANGUAGES:
        raise Invalid(
            N_("The language is one of %(known)s, or empty for all."),
            field="lang",
            known=", ".join(LANGUAGES),
        )
    for name in ("tag", "lang"):
        if found[name] and metric in WITHOUT_SCOPE:
            raise Invalid(
                N_("What is counted here stands under no question, so it has no tag and no language."),
                field=name,
            )
    return found


def _gate(given: Given, metric: Metric) -> dict[str, Any]:
    mean, ratings = _text(given, "gate_mean"), _text(given, "gate_ratings")
    if not mean and not ratings:
        return {"gate_mean": None, "gate_ratings": None}
    if metric not in COUNTS_ANSWERS:
        raise Invalid(
            N_("Stars are asked for where answers are counted; leave them empty here."), field="gate_mean"
        )
    try:
        stars = float(mean.replace(",", "."))
    except ValueError:
        stars = 0.0
    if not STARS[0] <= stars <= STARS[1]:
        raise Invalid(N_("The mean of stars lies between 1 and 5."), field="gate_mean")
    count = _whole(ratings)
    if count is None or not 1 <= count <= MOST_RATINGS:
        raise Invalid(
            N_("Say over how many ratings: from 1 to %(most)s."), field="gate_ratings", most=MOST_RATINGS
        )
    return {"gate_mean": round(stars, 2), "gate_ratings": count}


def _expiry(given: Given, window: str) -> int | None:
    text = _text(given, "expires_after")
    if not text:
        return None
    days = _whole(text)
    if days is None or not 1 <= days <= MOST_DAYS:
        raise Invalid(
            N_("A badge lapses after a number of days from 1 to %(most)s; leave it empty if it stays."),
            field="expires_after",
            most=MOST_DAYS,
        )
    if not window:
        raise Invalid(
            N_("What lapses is earned again within a stretch of time: say within which."),
            field="expires_after",
        )
    return days


def _yes(given: Given, name: str) -> bool:
    value = given.get(name)
    return value if isinstance(value, bool) else _text(given, name).lower() in TRUE
