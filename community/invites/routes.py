"""Inviting people, coming in by an invitation, and the first minutes after that."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.accounts import beginning
from community.accounts import forms as account_forms
from community.accounts import services as accounts
from community.accounts import session as sessions
from community.accounts.proof import reconfirmed_when
from community.accounts.rules import own_path
from community.invites import forms, queries, rules, services
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.errors import DomainError, Invalid, TooMany
from community.kernel.forms import filled
from community.kernel.furnish import site_settings
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, Role, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response
from community.tags import queries as tag_queries
from community.tags import rules as tag_rules
from community.tags import services as tag_services

bp = Blueprint("invites", __name__)

TOPICS_SHOWN = 24


def _page(form: forms.InviteForm, status: int = 200, **more: object) -> ResponseReturnValue:
    services.ensure_may(actor_now())
    page = queries.page_of(actor_now(), page_number(request.args.get("page")))
    guests = queries.guests_of([each.id for each in page.items])
    values = {"link": "", "bad": (), **more}
    answer = app_response(
        render_template(
            "community/invites/index.html",
            form=form,
            page=page,
            guests=guests,
            moment_now=clock.now(),
            **values,
        )
    )
    answer.status_code = status
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/invitations")
@requires(Permission.INVITE)
def index() -> ResponseReturnValue:
    """Whom one has invited, and what became of them."""
    return _page(forms.InviteForm(formdata=None))


@bp.post("/invitations")
@requires(Permission.INVITE)
@reconfirmed_when(lambda: request.form.get("role", Role.MEMBER) != Role.MEMBER)
def invite() -> ResponseReturnValue:
    """Invite by letter, or make a link; lines that are no addresses stay in the field, and are named."""
    form = forms.InviteForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    terms = services.Terms(
        words=form.words.data or "",
        lang=form.lang.data,
        role=Role(form.role.data),
        topics=tuple(tag_rules.split(form.topics.data or "")),
        days=form.days.data,
    )
    try:
        if form.way.data == forms.BY_LINK:
            return _linked(terms, form)
        return _written(terms, form)
    except (Invalid, TooMany) as error:
        form.take(error)
        return _page(form, error.status)


def _linked(terms: services.Terms, form: forms.InviteForm) -> ResponseReturnValue:
    with unit_of_work():
        _invite, word = services.make_link(
            terms, form.uses.data, by=actor_now(), form=request.form.get("once", "")
        )
    link = site_settings().base_url + services.PATH.replace("{word}", word)
    return _page(forms.InviteForm(formdata=None), link=link)


def _written(terms: services.Terms, form: forms.InviteForm) -> ResponseReturnValue:
    read = rules.read_addresses(form.addresses.data or "")
    if read.bad and not read.good:
        raise Invalid(
            gettext("None of these lines is an e-mail address. Example: mei@example.com"), field="addresses"
        )
    with unit_of_work():
        made = services.invite_addresses(read.good, terms, by=actor_now())
    # Who else is here or invited is for admins to know.
    left = len(read.good) - len(made) if may(actor_now(), Permission.ADMINISTER) else 0
    sent = len(read.good) - left
    told = ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", sent)
    if left:
        told += " " + ngettext(
            "%(num)s address was left out: it has an account or an invitation already.",
            "%(num)s addresses were left out: they have an account or an invitation already.",
            left,
        )
    flash(told, "good" if sent else "info")
    if not read.bad:
        return redirect(url_for("invites.index"), code=303)
    form.addresses.data = "\n".join(read.bad)
    form.addresses.errors = [
        gettext("These lines are no addresses. Mend them and send them again; the others are done.")
    ]
    return _page(form, 422, bad=read.bad)


@bp.post("/invitations/<int:invite_id>/again")
@requires(Permission.INVITE)
def again(invite_id: int) -> ResponseReturnValue:
    """Write to them once more."""
    told = gettext("Sent once more; the link of the first letter no longer works.")
    sent = number_in(request.form.get("sent", ""))
    return _deed(invite_id, partial(services.send_again, sent=sent), told)


@bp.post("/invitations/<int:invite_id>/revoke")
@requires(Permission.INVITE)
def revoke(invite_id: int) -> ResponseReturnValue:
    """Take it back."""
    return _deed(invite_id, services.revoke, gettext("The invitation no longer works."))


def _deed(invite_id: int, deed: object, words: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            deed(queries.invite_or_404(invite_id), by=actor_now())  # type: ignore[operator]
    except DomainError as error:
        flash(said(error.message, error.params), "warn")
    else:
        flash(words, "good")
    return redirect(url_for("invites.index"), code=303)


@bp.route("/join/<word>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def join(word: str) -> ResponseReturnValue:
    """Who invites you, and the form to come in by."""
    found = queries.open_invite(word)
    if found is None:
        raise services.InviteGone
    form = account_forms.SignUpForm()
    if request.method == "GET":
        form.email.data = found.email or ""
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("community/invites/join.html", form=form, invite=found), status
    email = filled(form.email.data)
    try:
        who = accounts.applicant(
            filled(form.name.data),
            email,
            filled(form.password.data),
            consent=form.consent.data,
            lang=found.lang,
        )
        with unit_of_work():
            member = services.join(word, who, browser=beginning.mark())
    except Invalid as error:
        form.take(error)
        return render_template("community/invites/join.html", form=form, invite=found), 422
    if member is None or member.confirmed_at is None:
        beginning.written(email, own_path(request.values.get("next")))
        return redirect("/sign-up/sent")
    sessions.sign_in(member, epoch=member.session_epoch)
    return redirect(url_for("invites.welcome"))


@bp.route("/welcome/topics", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def welcome() -> ResponseReturnValue:
    """The first minutes: which topics do you know? We then ask you where your help is needed."""
    target = own_path(request.values.get("next"), "/questions?sort=unanswered")
    if request.method == "POST":
        chosen = request.form.getlist("topics")[: 2 * TOPICS_SHOWN]
        ids = tag_queries.ids_of(tag_services.followed(chosen))
        with unit_of_work():
            tag_services.follow(ids, by=actor_now())
        if ids:
            flash(gettext("Thank you. We tell you when somebody asks about these."), "good")
        return redirect(target)
    mine = tag_services.followed(queries.topics_of(actor_now().id))
    common = tag_queries.tag_page("", 1, TOPICS_SHOWN).items
    tags = list(dict.fromkeys([*common, *tag_queries.shown_of(mine)]))  # those of the invitation, too
    extra = sorted({*mine} - {each.name for each in tags})
    return render_template("community/invites/welcome.html", tags=tags, mine=mine, extra=extra, target=target)
