"""Attaches surveys: their pages, their timer, their check, and their place on the page of a question."""

from flask import Flask, render_template
from markupsafe import Markup

from community.kernel import checks, clock, worker
from community.kernel.policy import actor_now
from moderation.surveys import demonstration, queries, routes, timers


def init_app(app: Flask) -> None:
    """Register all of it."""
    app.register_blueprint(routes.bp)
    worker.add_tick(app, "surveys", timers.look)
    checks.register(app, checks.Check("surveys", queries.breaches))
    demonstration.init_app(app)
    app.jinja_env.globals["survey_invitation"] = survey_invitation


def survey_invitation(case_id: int) -> Markup:
    """For the customer: the way to a survey that is open; empty where there is none."""
    survey = queries.of_case(case_id)
    mine = survey is not None and survey.member_id == actor_now().member_id
    if survey is None or not mine or not queries.is_open(survey, clock.now()):
        return Markup("")
    return Markup(render_template("moderation/surveys/_invitation.html", survey=survey))  # noqa: S704
