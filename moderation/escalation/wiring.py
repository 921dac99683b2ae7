"""Attaches escalation: its clocks, its checks, its jobs, and the staff of the demonstration community."""

from flask import Flask

from community.channels import queries as channels
from community.imports.growth import parts
from community.kernel import checks, masks, worker
from community.kernel.job_kinds import Registry
from community.kernel.languages import current_language, said
from moderation.escalation import (
    agreement,
    applying,
    demonstration,
    forecasting,
    growing,
    in_force,
    past,
    silence,
    timers,
    upkeep,
)
from moderation.escalation.promises import WEB
from moderation.escalation.queries import breaches
from moderation.escalation.terms import TEAMS
from moderation.sla import choices
from moderation.sla.setting import APPLY


def init_app(app: Flask) -> None:
    """Register timers, the check of one open case a need, and what service policies may ask about cases."""
    worker.add_tick(app, "unanswered", silence.lift_unanswered)
    worker.add_tick(app, "returned", silence.lift_returned)
    worker.add_tick(app, "waiting-rules", silence.ask_rules_about_waiting)
    worker.add_tick(app, "sla", timers.keep_time)
    worker.add_tick(app, "old-letters", upkeep.mask_old_letters)
    checks.register(
        app, checks.Check("one-open-case", breaches), checks.Check("cases-as-clocks", agreement.breaches)
    )
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(APPLY, applying.go_on)
    choices.register(app, _choices)
    app.jinja_env.globals["desk_forecast"] = forecasting.desk_forecast
    app.jinja_env.filters["evidence"] = _in_words
    demonstration.init_app(app)
    parts.register(app, "cases", growing.work)


def _in_words(quote: str, text: str = "") -> str:
    """A piece of evidence in the reader's language; the words of customers, which stand in `text`, stay."""
    if quote.casefold() in text.casefold():
        return quote
    kind = masks.KINDS.get(quote)
    if kind is not None:
        return kind.en if current_language() == "en" else kind.zh
    pattern, numbers = past.pattern_of(quote)
    return said(pattern).format(*numbers) if numbers else said(quote)


def _choices() -> choices.Choices:
    return choices.Choices(
        rules=tuple((slug, each.title) for slug, each in in_force.known().items()),
        teams=TEAMS,
        channels=(WEB, *channels.known()),
    )
