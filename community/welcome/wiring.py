"""Attaches the first steps to the pages that show them."""

from flask import Flask, render_template, request
from markupsafe import Markup

from community.accounts.session import current_member
from community.front.services import seen_by
from community.kernel.thresholds import whole
from community.questions.models import Question
from community.welcome import queries, routes, rules


def init_app(app: Flask) -> None:
    """Register the pages, and what other pages show of them."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals.update(
        first_visit=_first_visit,
        first_steps=_first_steps,
        first_moment=_first_moment,
        first_posts=lambda: whole("newcomer_posts"),
    )


def _first_visit() -> bool:
    """Whether somebody is new in this browser and has not put the greeting away."""
    if routes.COOKIE in request.cookies:
        return False
    member = current_member()
    return member is None or not rules.is_away(seen_by(member), rules.VISIT)


def _first_steps() -> queries.Checklist | None:
    return queries.checklist_of(current_member())


def _first_moment(question: Question) -> Markup:
    """What happens now, for who has just written their first question or answer."""
    kind = queries.first_moment(question, current_member())
    if not kind:
        return Markup("")
    page = render_template("community/welcome/_moment.html", kind=kind, question=question)
    return Markup(page)  # noqa: S704 - our own template escaped what it shows
