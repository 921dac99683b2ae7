"""The page of those who run the site, and what they may do there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.accounts.proof import reconfirmed
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.operations import queries, services

bp = Blueprint("operations", __name__, url_prefix="/admin")


def _back() -> ResponseReturnValue:
    return redirect(url_for("operations.index"), code=303)


@bp.get("")
@requires(Permission.ADMINISTER)
def index() -> ResponseReturnValue:
    """How the site is, and what failed."""
    return render_template("community/operations/index.html", state=queries.condition())


@bp.get("/components")
@requires(Permission.ADMINISTER)
def components() -> ResponseReturnValue:
    """Everything that pages are made of, in every state, for those who change how the site looks."""
    return render_template("community/gallery.html")


@bp.post("/jobs/<int:job_id>/retry")
@requires(Permission.ADMINISTER)
def retry(job_id: int) -> ResponseReturnValue:
    """Try a job again."""
    with unit_of_work():
        services.retry_job(job_id, by=actor_now())
    flash(gettext("It is tried again now."), "good")
    return _back()


@bp.post("/jobs/retry")
@requires(Permission.ADMINISTER)
def retry_all() -> ResponseReturnValue:
    """Try all jobs again that were given up."""
    with unit_of_work():
        count = services.retry_all_jobs(by=actor_now())
    flash(ngettext("%(num)s job is tried again now.", "%(num)s jobs are tried again now.", count), "good")
    return _back()


@bp.post("/jobs/<int:job_id>/forget")
@requires(Permission.ADMINISTER)
@reconfirmed
def forget(job_id: int) -> ResponseReturnValue:
    """Forget a dead job."""
    with unit_of_work():
        services.forget_job(job_id, by=actor_now())
    flash(gettext("The job is forgotten."), "good")
    return _back()


@bp.post("/reactions/<int:fault_id>/tell")
@requires(Permission.ADMINISTER)
def tell_again(fault_id: int) -> ResponseReturnValue:
    """Tell an event again to the reaction that failed."""
    with unit_of_work():
        went_well = services.tell_again(fault_id, by=actor_now())
    if went_well:
        flash(gettext("This time it went well."), "good")
    else:
        flash(gettext("It failed again; the new error stands with it."), "warn")
    return _back()


@bp.post("/reactions/<int:fault_id>/settle")
@requires(Permission.ADMINISTER)
def settle(fault_id: int) -> ResponseReturnValue:
    """Put a failed reaction away."""
    with unit_of_work():
        services.settle(fault_id, by=actor_now())
    flash(gettext("It is settled."), "good")
    return _back()
