"""Known problems: for everyone to read, for members to say "I have this too", for moderators to keep up to date."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.curation import board, incidents, queries
from community.curation.forms import FactsForm, IncidentForm, NewsForm
from community.kernel.errors import DomainError
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.page_cache import OFTEN, keep_while
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.proofs import proof_of_site
from community.kernel.unit_of_work import unit_of_work
from community.posts import once

bp = Blueprint("incidents", __name__)


@bp.get("/incidents")
@public
def index() -> ResponseReturnValue:
    """Every known problem, the latest first."""
    keep_while(proof_of_site(), OFTEN)
    page = queries.incidents(page_number(request.args.get("page")))
    return render_template("community/curation/incidents.html", page=page)


@bp.get("/incidents/<int:number>")
@public
def show(number: int) -> ResponseReturnValue:
    """What is known of a problem, the latest news first."""
    keep_while(proof_of_site(), OFTEN)
    # A form makes a token, and a page with that is one reader's alone.
    return _page(number, _news_form(number) if may(actor_now(), Permission.CURATE) else None, 200)


def _news_form(number: int) -> NewsForm:
    """As the problem stands: whoever adds a word to it does not open it again."""
    return NewsForm(data={"state": queries.incident_or_404(number).state})


def _page(number: int, form: NewsForm | None, status: int) -> ResponseReturnValue:
    problem = board.problems_of([queries.incident_or_404(number)])[0]
    page = render_template(
        "community/curation/incident.html",
        problem=problem,
        question_id=queries.question_about(problem),
        updates=queries.updates_of(number),
        follows=queries.follows(number, actor_now().member_id),
        form=form,
    )
    return page, status


@bp.route("/incidents/new", methods=["GET", "POST"])
@requires(Permission.CURATE)
def new() -> ResponseReturnValue:
    """Announce a known problem."""
    form = IncidentForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = once.done_once(
                    request.form,
                    lambda: incidents.open_incident(form.facts(), form.news(), by=actor_now()).id,
                    by=actor_now(),
                )
        except DomainError as error:
            form.take(error)
        else:
            flash(gettext("It stands on the front page now."), "good")
            return redirect(url_for("incidents.show", number=int(made)), code=303)
    page = render_template("community/curation/incident_edit.html", form=form, number=None)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/incidents/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CURATE)
def edit(number: int) -> ResponseReturnValue:
    """Say better what a problem is and touches."""
    form = FactsForm()
    found = queries.incident_or_404(number)
    if request.method == "GET":
        form.show(found, board.problems_of([found])[0].tags)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                incidents.change(number, form.facts(), base=form.base.data, by=actor_now())
        except ChangedMeanwhile as error:
            form.base.data = queries.facts_base(
                queries.incident_or_404(number)
            )  # sent again, it replaces that knowingly
            form.take(error)
        except DomainError as error:
            form.take(error)
        else:
            return redirect(url_for("incidents.show", number=number), code=303)
    page = render_template("community/curation/incident_edit.html", form=form, number=number)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/incidents/<int:number>/update")
@requires(Permission.CURATE)
def update(number: int) -> ResponseReturnValue:
    """Give news of a problem."""
    form = NewsForm()
    if not form.validate():
        return _page(number, form, 422)
    try:
        with unit_of_work():
            once.done_once(
                request.form, lambda: incidents.update(number, form.news(), by=actor_now()), by=actor_now()
            )
    except DomainError as error:
        form.take(error)
        return _page(number, form, error.status)
    return redirect(url_for("incidents.show", number=number), code=303)


@bp.post("/incidents/<int:number>/follow")
@requires(Permission.FOLLOW)
def follow(number: int) -> ResponseReturnValue:
    """I have this too."""
    with unit_of_work():
        incidents.follow(number, by=actor_now())
    return redirect(url_for("incidents.show", number=number), code=303)


@bp.post("/incidents/<int:number>/unfollow")
@requires(Permission.HAVE_ACCOUNT)
def unfollow(number: int) -> ResponseReturnValue:
    """I no longer have it."""
    with unit_of_work():
        incidents.unfollow(number, by=actor_now())
    return redirect(url_for("incidents.show", number=number), code=303)
