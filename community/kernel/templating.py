"""What every template may use: strict names, filters for time and numbers, addresses of static files."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from math import ceil
from pathlib import Path

from babel.dates import format_skeleton
from flask import Flask, current_app, get_flashed_messages, request, url_for
from flask_babel import (
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_locale,
)
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from community.kernel import clock, figures, masks, navigation, text
from community.kernel.exact_moments import exactly
from community.kernel.findings import pairs
from community.kernel.languages import (
    LANGUAGES,
    current_language,
    direction,
    filled,
    language_word,
    locale_code,
    said,
    zone_now,
)
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_

WEEK = 7 * 24 * 3600
MOMENT = 60


def ago(moment: datetime) -> str:
    """Relative words up to a week, then the date."""
    seconds = (clock.now() - moment).total_seconds()
    if abs(seconds) < MOMENT:
        return said(N_("just now"))
    if abs(seconds) > WEEK:
        return _date(moment.astimezone(zone_now()).date(), locale_code())
    words = format_timedelta(abs(seconds), granularity="second", threshold=0.95)
    return said(N_("%(time)s ago") if seconds > 0 else N_("in %(time)s"), {"time": words})


def span(length: timedelta) -> str:
    """A length of time in words: 35 minutes. There is none shorter than one minute, but for none at all."""
    minutes = abs(length.total_seconds()) / MOMENT
    return _span(round(minutes) or ceil(minutes), locale_code())


@lru_cache(maxsize=2_048)
def _span(minutes: int, _locale: str) -> str:
    return str(format_timedelta(timedelta(minutes=minutes), granularity="minute", threshold=1.2))


def month(day: date, *, wide: bool = False) -> str:
    """The month of a day: short, or wide with its year."""
    return format_skeleton("yMMMM", day, locale=locale_code()) if wide else str(format_date(day, "LLL"))


def weekday(day: date) -> str:
    """The short name of a day of the week."""
    return str(format_date(day, "ccc"))


def iso(moment: datetime) -> str:
    """The exact moment, for machines and for hovering."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def exact(moment: datetime) -> str:
    """The exact moment in the reader's words and time zone."""
    return exactly(moment, locale_code(), zone_now())


def stamped(moment: datetime) -> Markup:
    """What a <time> says of a moment: to machines, and to whoever hovers over it."""
    return _stamped(moment, locale_code(), zone_now())


@lru_cache(maxsize=4_096)
def _stamped(moment: datetime, locale: str, zone: tzinfo) -> Markup:
    """A moment is written again and again, on each page of a list that is turned back to.

    The language by its name: what babel knows of one is made for each request, and would be kept with each moment.
    """
    return Markup('datetime="{}" title="{}"').format(iso(moment), exactly(moment, locale, zone))


@lru_cache(maxsize=2_048)
def _date(day: date, _locale: str) -> str:
    return str(format_date(day, "medium"))


def minute(moment: datetime) -> str:
    """A moment to read, not to compare: the exact one without its seconds."""
    clock_face = get_locale().time_formats["long"].pattern.replace(":ss", "")
    before = format_datetime(moment, "medium").partition(format_time(moment, "medium"))[0]
    return f"{before}{format_time(moment, clock_face)}"


def day(moment: date) -> str:
    """A day, or that of a moment in the reader's time zone, in the reader's words."""
    return str(format_date(moment, "medium"))


def marked(words: str | None) -> str:
    """Words that somebody typed: marked with their language where it is not that of the page."""
    typed = str(words or "")
    spoken = text.detect_language(typed)
    if spoken == current_language() or not any(char.isalpha() for char in typed):
        return escape(typed)
    return Markup('<span lang="{}">{}</span>').format(spoken, typed)


def said_marked(message: str, params: Mapping[str, object]) -> str:
    """A sentence like `said`; what people typed into it, titles and names, is marked with its language."""
    typed = {
        name: marked(value) if isinstance(value, str) else filled(value) for name, value in params.items()
    }
    return escape(said(message)) % typed


def clean(html: str) -> Markup:
    """HTML that came out of the markup door (`kernel/markup.py`) and is safe to show as it is."""
    return Markup(html)  # noqa: S704 - the only place: stored HTML is sanitised before it is stored


def can(permission: str) -> bool:
    """Whether the person reading may do this."""
    return may(actor_now(), Permission(permission))


def _static_url(app: Flask) -> Callable[[str], str]:
    """Addresses that change with the file's content, so that browsers may keep them for ever."""
    folder = Path(app.static_folder or "static")

    def fingerprint(path: str) -> str:
        return hashlib.sha256((folder / path).read_bytes()).hexdigest()[:12]

    kept = fingerprint if app.debug else cache(fingerprint)
    app.extensions["huzhu_fingerprint"] = kept
    known: dict[tuple[str, str], str] = {}

    def static_url(path: str) -> str:
        if app.debug:
            return url_for("static", filename=path, v=kept(path))
        key = (request.script_root, path)
        if key not in known:  # a page names some eighty files, most of them the same icons
            known[key] = url_for("static", filename=path, v=kept(path))
        return known[key]

    return static_url


def site_root() -> str:
    """How whole addresses begin: as whoever runs the site has named it, or else as the request does."""
    own: tuple[str, str] | None = current_app.extensions.get("huzhu_own_address")
    return "://".join(own) if own else request.host_url[:-1]


def init_app(app: Flask) -> None:
    """Furnish the Jinja environment."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    figures.init_app(app)
    app.jinja_env.filters.update(
        ago=ago,
        iso=iso,
        exact=exact,
        stamped=stamped,
        minute=minute,
        month=month,
        weekday=weekday,
        day=day,
        said=said,
        told=pairs,
        excerpt=text.excerpt,
        slug=text.slug,
        clean=clean,
        labelled=masks.labelled,
        span=span,
        language_word=language_word,
        lang_of=text.detect_language,
        marked=marked,
        said_marked=said_marked,
    )
    app.jinja_env.globals.update(
        static_url=_static_url(app),
        site_root=site_root,
        can=can,
        get_flashed_messages=get_flashed_messages,
        now=clock.now,
        languages=LANGUAGES,
        nav=navigation.shown,
        alerts_in=navigation.alerts_in,
        place_in_bar=navigation.place_in_bar,
    )

    @app.context_processor
    def frame() -> dict[str, object]:
        lang = current_language()
        return {"lang": lang, "direction": direction(lang)}
