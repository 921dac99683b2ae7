"""Settings: what a member decides about their own account, a section a page."""

from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import avatars, closing, credentials, forms, profiles, queries, services
from community.accounts import session as sessions
from community.accounts.models import Member
from community.accounts.proof import holder, reconfirmed, reconfirmed_when
from community.accounts.rules import SCOPES, crops_for
from community.kernel import images
from community.kernel.errors import Conflict, Invalid, NotFound, TooMany
from community.kernel.forms import filled
from community.kernel.languages import forget_choice, wished_language
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response

bp = Blueprint("settings", __name__, url_prefix="/settings")

Refusal = (Invalid, TooMany, Conflict)
Guarded = TypeVar("Guarded", forms.EmailForm, forms.PasswordForm, forms.CloseForm)


def section(name: str, status: int = 200, **values: object) -> ResponseReturnValue:
    """One section of the settings, for the member who asks."""
    member = sessions.signed_in_member()
    return render_template(f"community/accounts/settings/{name}.html", member=member, **values), status


def saved(address: str, words: str) -> ResponseReturnValue:
    """Back to the section, with one sentence."""
    flash(words, "good")
    return redirect(address)


def guarded(form: Guarded, member: Member) -> Guarded:
    """The form as `member` needs it: who has no password is not asked for it."""
    if member.password_hash is None and "current" in form:
        del form.current
    return form


def has_no_password() -> bool:
    """Whether there is nothing that a form could ask for: then having come in a short while ago is the proof."""
    return request.method == "POST" and sessions.signed_in_member().password_hash is None


def ensure_password(member: Member, form: Guarded) -> None:
    """Raise Invalid unless the current password was given."""
    if "current" in form:
        credentials.ensure_password(member, form.current.data or "", address=request.remote_addr or "")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def profile() -> ResponseReturnValue:
    """What others see."""
    member = sessions.signed_in_member()
    form = forms.ProfileForm(obj=member)
    if not form.is_submitted():
        form.bio.data = member.bio_markdown
    if not form.validate_on_submit():
        return section("profile", 422 if form.errors else 200, form=form)
    try:
        with unit_of_work():
            profiles.update_profile(
                member,
                display_name=form.display_name.data or "",
                bio=form.bio.data or "",
                location=form.location.data or "",
                website=form.website.data or "",
            )
    except Invalid as error:
        form.take(error)
        return section("profile", error.status, form=form)
    return saved("/settings", gettext("Your profile is saved."))


@bp.route("/avatar", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def avatar() -> ResponseReturnValue:
    """Send a picture; its crop is chosen on the page that follows."""
    member = sessions.signed_in_member()
    form = forms.AvatarForm()
    if not form.validate_on_submit():
        return avatar_page(form, 422 if form.errors else 200)
    try:
        content = form.image.data.read(images.MOST_BYTES + 1)
        with unit_of_work():
            avatars.upload(member, content)
    except Invalid as error:
        form.take(error)
        return avatar_page(form, error.status)
    return redirect("/settings/avatar")


def avatar_page(form: forms.AvatarForm, status: int = 200) -> ResponseReturnValue:
    """The picture that is shown, and the crops of one that waits."""
    draft = avatars.draft_of(sessions.signed_in_member())
    crops = crops_for(draft.width, draft.height) if draft else ()
    return section("avatar", status, form=form, draft=draft, crops=crops, avatar_url=avatars.url_of)


@bp.get("/avatar/preview/<crop>")
@requires(Permission.HAVE_ACCOUNT)
def preview(crop: str) -> ResponseReturnValue:
    """What one crop makes of the waiting picture."""
    picture = avatars.preview(sessions.signed_in_member(), crop)
    return Response(picture.content, content_type=picture.content_type)


@bp.post("/avatar/use")
@requires(Permission.HAVE_ACCOUNT)
def use_avatar() -> ResponseReturnValue:
    """Show the waiting picture from now on."""
    try:
        with unit_of_work():
            avatars.use(sessions.signed_in_member(), request.form.get("crop", ""))
    except NotFound:  # pressed twice: the picture that waited is the member's by now
        if sessions.signed_in_member().avatar_key is None:
            raise
    return saved("/settings", gettext("Your picture is saved."))


@bp.post("/avatar/remove")
@requires(Permission.HAVE_ACCOUNT)
def remove_avatar() -> ResponseReturnValue:
    """Show no picture."""
    with unit_of_work():
        avatars.remove(sessions.signed_in_member())
    return saved("/settings", gettext("Your picture is removed."))


def account_page(
    status: int = 200, *, email: forms.EmailForm | None = None, password: forms.PasswordForm | None = None
) -> ResponseReturnValue:
    """Address and password; a form that was refused comes with its reasons, the other one empty."""
    return section(
        "account",
        status,
        email_form=email or forms.EmailForm(formdata=None),
        password_form=password or forms.PasswordForm(formdata=None),
        tokens=queries.tokens_of(sessions.signed_in_member().id),
    )


@bp.get("/account")
@requires(Permission.HAVE_ACCOUNT)
def account() -> ResponseReturnValue:
    """Address and password."""
    return account_page()


@bp.post("/email")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed_when(has_no_password)
def email() -> ResponseReturnValue:
    """Ask for another address; it changes when the link sent there is used."""
    member = sessions.signed_in_member()
    form = guarded(forms.EmailForm(), member)
    if not form.validate_on_submit():
        return account_page(422, email=form)
    try:
        ensure_password(member, form)
        with unit_of_work():
            credentials.request_email_change(holder(), filled(form.email.data))
    except Refusal as error:
        form.take(error)
        return account_page(error.status, email=form)
    return saved("/settings/account", gettext("Please use the link that we have sent to the new address."))


@bp.post("/password")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed_when(has_no_password)
def password() -> ResponseReturnValue:
    """Another password; every other session ends."""
    member = sessions.signed_in_member()
    form = guarded(forms.PasswordForm(), member)
    if not form.validate_on_submit():
        return account_page(422, password=form)
    try:
        ensure_password(member, form)
        secret = credentials.new_secret(member, filled(form.password.data))
        with unit_of_work():
            credentials.change_password(
                holder(),
                secret,
                sign_in_id=sessions.sign_in_id(),
                token_ids=forms.chosen_tokens(request.form.getlist("tokens")),
            )
    except Refusal as error:
        form.take(error)
        return account_page(error.status, password=form)
    return saved("/settings/account", gettext("Your password is changed; your other sessions have ended."))


@bp.route("/reading", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def reading() -> ResponseReturnValue:
    """Language, time zone, and whether the game is shown."""
    member = sessions.signed_in_member()
    form = forms.ReadingForm(obj=member)
    if not form.validate_on_submit():
        if not form.is_submitted():
            form.lang.data = member.lang or forms.AS_THE_BROWSER
        return section("reading", 422 if form.errors else 200, form=form)
    with unit_of_work():
        profiles.update_reading(
            member,
            lang=None if form.lang.data == forms.AS_THE_BROWSER else form.lang.data,
            timezone=form.timezone.data,
            hides_game=form.hides_game.data,
            wished=wished_language(),
        )
    return forget_choice(app_response(saved("/settings/reading", gettext("Your choices are saved."))))


def tokens_page(form: forms.TokenForm, status: int = 200, *, made: str = "") -> ResponseReturnValue:
    """The member's keys; `made` is a new one, shown this once."""
    member = sessions.signed_in_member()
    return section("tokens", status, form=form, tokens=queries.tokens_of(member.id), made=made, scopes=SCOPES)


@bp.get("/tokens")
@requires(Permission.HAVE_ACCOUNT)
def tokens() -> ResponseReturnValue:
    """Keys for programs."""
    return tokens_page(forms.TokenForm())


@bp.post("/tokens")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def create_token() -> ResponseReturnValue:
    """Make a key and show it once."""
    form = forms.TokenForm()
    if not form.validate_on_submit():
        return tokens_page(form, 422)
    try:
        with unit_of_work():
            made = services.create_token(
                holder(),
                label=form.label.data or "",
                scopes=form.scopes.data or None,
                by=actor_now(),
                form=request.form.get("once", ""),
            )
    except Refusal as error:
        form.take(error)
        return tokens_page(form, error.status)
    return tokens_page(forms.TokenForm(formdata=None), made=made)


@bp.post("/tokens/<int:token_id>/revoke")
@requires(Permission.HAVE_ACCOUNT)
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End a key."""
    with unit_of_work():
        services.revoke_token(sessions.signed_in_member(), token_id)
    return saved("/settings/tokens", gettext("The token no longer works."))


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed_when(has_no_password)
def close() -> ResponseReturnValue:
    """Close the account: posts stay, the person goes."""
    member = sessions.signed_in_member()
    form = guarded(forms.CloseForm(), member)
    if not form.validate_on_submit():
        return section("close", 422 if form.errors else 200, form=form)
    try:
        ensure_password(member, form)
        with unit_of_work():
            closing.close_account(holder(), sure=form.sure.data)
    except Refusal as error:
        form.take(error)
        return section("close", error.status, form=form)
    except NotFound:  # pressed twice: the first one has closed it
        pass
    sessions.sign_out()
    return saved("/", gettext("Your account is closed. Thank you for the time you spent here."))
