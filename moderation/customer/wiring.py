"""Attaches the box that askers see on the page of their question."""

from flask import Flask, render_template
from markupsafe import Markup

from community.kernel.db import db
from community.kernel.policy import actor_now
from community.questions.models import Question
from community.routing.letters import is_asker
from moderation.customer import queries, routes


def init_app(app: Flask) -> None:
    """Register the deeds of the box, and fill the template global `asker_box`."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals["asker_box"] = asker_box


def asker_box(question_id: int) -> Markup:
    """The customer's side of the case, for the asker alone; empty for everyone else."""
    question = db.session.get(Question, question_id)
    if question is None or not is_asker(question, actor_now()):
        return Markup("")
    side = queries.side_of(question)
    if side is None:
        return Markup("")
    return Markup(render_template("moderation/customer/_box.html", side=side, question=question))  # noqa: S704
