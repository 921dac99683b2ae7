"""The survey for customers, with a secret link or signed in, and its results for staff."""

import csv
import io
from datetime import date
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.accounts import tokens
from community.kernel import clock
from community.kernel.cells import defused
from community.kernel.errors import Conflict, DomainError, Invalid, NotFound
from community.kernel.languages import said
from community.kernel.policy import Actor, Permission, actor_now, public, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import in_force
from moderation.surveys import queries, rules, services
from moderation.surveys.models import Survey
from moderation.surveys.rules import SCALE, Ratings
from moderation.surveys.services import Said
from moderation.triage import pii

bp = Blueprint("surveys", __name__)
PERIODS: Final = (30, 90, 365)
COLUMNS: Final = (
    *("case", "question", "team", "tier", "rule", "asked_at", "answered_at"),
    *("expected", "experienced", "satisfaction", "not_solved", "words"),
)


@bp.route("/surveys/<int:survey_id>", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def own(survey_id: int) -> ResponseReturnValue:
    """The survey of a customer who is signed in; for everyone else there is no such page."""
    survey = queries.survey_or_404(survey_id)
    if survey.member_id != actor_now().member_id or survey.asked_at is None:
        raise NotFound
    if request.method == "GET":
        return _form(survey)
    try:
        with unit_of_work():
            services.answer(survey_id, _said(), by=actor_now())
    except (Invalid, Conflict) as refused:
        return _form(queries.survey_or_404(survey_id), refused)
    return redirect(url_for("surveys.own", survey_id=survey_id), code=303)


@bp.route("/surveys/answer/<word>", methods=["GET", "POST"])
@public
def by_link(word: str) -> ResponseReturnValue:
    """The secret link of the e-mail: a page with the form; only sending it uses the link up."""
    link = tokens.look(word, tokens.Purpose.SURVEY)
    survey = queries.survey_or_404(int(link.payload["survey"]))
    if request.method == "GET":
        return _form(survey)
    try:
        with unit_of_work():
            used = tokens.use(word, tokens.Purpose.SURVEY)
            asker = Actor(member_id=used.member_id, name=used.member.name, confirmed=True)
            services.answer(survey.id, _said(), by=asker)
    except (Invalid, Conflict) as refused:
        return _form(queries.survey_or_404(survey.id), refused)
    answered = queries.survey_or_404(survey.id)
    return render_template(
        "moderation/surveys/thanks.html",
        survey=answered,
        is_open=queries.is_open(answered, clock.now()),
        change_until=queries.change_until,
    )


def _said() -> Said:
    return Said(
        Ratings(_number("expected"), _number("experienced")),
        request.form.get("words", ""),
        request.form.get("not_solved") == "y",
    )


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return int(given) if given in {str(each) for each in SCALE} else 0


def _form(survey: Survey, refused: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "moderation/surveys/form.html",
        survey=survey,
        question=queries.named_to(survey),
        # Settled since, a tick asks to take it up once more: it must be made anew.
        is_unsolved=survey.not_solved and queries.is_taken_up(survey),
        is_open=queries.is_open(survey, clock.now()),
        change_until=queries.change_until,
        scale=SCALE,
        given=request.form,
        error=said(refused.message, refused.params) if refused else "",
        field_wrong=(refused and refused.field) or "",
    )
    return page, refused.status if refused else 200


@bp.get("/desk/surveys")
@requires(Permission.WORK_CASES)
def results() -> ResponseReturnValue:
    """What customers said: of one's own cases, for admins of all."""
    by, days = _wanted()
    found = queries.results(actor_now(), by=by, days=days)
    return render_template(
        "moderation/surveys/results.html",
        found=found,
        by=by,
        days=days,
        periods=PERIODS,
        rules=in_force.known(),
        most=max(map(max, found.whole.grid)),
        shade=rules.shade,
        masked=pii.masked,
        first_day=lambda month: date.fromisoformat(f"{month}-01"),
    )


@bp.get("/desk/surveys.csv")
@requires(Permission.WORK_CASES)
def as_csv() -> ResponseReturnValue:
    """The same answers as a table; words with private data masked."""
    by, days = _wanted()
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for each in queries.results(actor_now(), by=by, days=days).answers:
        writer.writerow(_row(each))
    return Response(
        written.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=surveys.csv"},
    )


def _row(each: Survey) -> tuple[object, ...]:
    words = pii.masked(each.words).replace("\n", " ")
    return (
        each.case_id,
        each.question_id,
        defused(each.team),
        each.tier,
        defused(each.rule),
        each.asked_at.isoformat() if each.asked_at else "",
        each.answered_at.isoformat() if each.answered_at else "",
        each.expected,
        each.experienced,
        each.ratings.satisfaction if each.ratings else "",
        int(each.not_solved),
        defused(words),
    )


def _wanted() -> tuple[str, int]:
    by, days = request.args.get("by", "team"), request.args.get("days", "90")
    chosen = int(days) if days in {str(each) for each in PERIODS} else PERIODS[1]
    return by if by in queries.GROUPS else "team", chosen
