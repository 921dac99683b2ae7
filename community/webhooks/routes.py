"""The pages of admins about addresses that are told what happens here."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.accounts.proof import reconfirmed
from community.kernel import clock
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response
from community.webhooks import forms, queries, services
from community.webhooks.catalogue import TEST, TOPICS
from community.webhooks.models import Webhook
from community.webhooks.rules import host_of

bp = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")


def _titles() -> dict[str, str]:
    titles = {topic.slug: gettext(topic.title) for topic in TOPICS}
    return titles | {TEST: gettext("A trial")}


def _list(form: forms.WebhookForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "community/webhooks/index.html",
        form=form,
        webhooks=queries.every(),
        counts=queries.counts(),
        titles=_titles(),
        host_of=host_of,
    )
    return page, status


def _page(
    webhook: Webhook, form: forms.WebhookForm, *, secret: str = "", status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "community/webhooks/webhook.html",
        webhook=webhook,
        form=form,
        page=queries.page_of(webhook.id, page_number(request.args.get("page"))),
        counts=queries.counts().get(webhook.id, {}),
        titles=_titles(),
        host=host_of(webhook.url),
        secret=secret,
        changing_over=webhook.is_changing_over(clock.now()),
    )
    answer = app_response(page)
    answer.status_code = status
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("")
@requires(Permission.ADMINISTER)
def index() -> ResponseReturnValue:
    """Which addresses are told what happens here, and whether it arrives."""
    return _list(forms.WebhookForm(formdata=None))


@bp.post("")
@requires(Permission.ADMINISTER)
@reconfirmed
def add() -> ResponseReturnValue:
    """Tell another address; its secret is shown this once."""
    form = forms.WebhookForm()
    if not form.validate_on_submit():
        return _list(form, 422)
    try:
        with unit_of_work():
            webhook, secret = services.add(form.wanted(), by=actor_now(), form=request.form.get("once", ""))
    except (Invalid, Conflict) as error:
        form.take(error)
        return _list(form, error.status)
    return _shown(webhook, secret)


def _shown(webhook: Webhook, secret: str) -> ResponseReturnValue:
    form = forms.WebhookForm(formdata=None)
    form.show(webhook)
    return _page(webhook, form, secret=secret)


@bp.get("/<int:webhook_id>")
@requires(Permission.ADMINISTER)
def webhook(webhook_id: int) -> ResponseReturnValue:
    """One address: what it is told, and what became of each message."""
    return _shown(queries.webhook_or_404(webhook_id), "")


@bp.post("/<int:webhook_id>")
@requires(Permission.ADMINISTER)
@reconfirmed
def change(webhook_id: int) -> ResponseReturnValue:
    """Another address, or other topics."""
    form = forms.WebhookForm()
    if not form.validate_on_submit():
        return _page(queries.webhook_or_404(webhook_id), form, status=422)
    try:
        with unit_of_work():
            webhook = queries.webhook_or_404(webhook_id)
            services.change(webhook, form.wanted(), by=actor_now(), base=form.base.data)
    except (Invalid, ChangedMeanwhile) as error:
        form.take(error)
        form.base.data = base_to_show(form.base.data, webhook.base, refused=error)
        return _page(queries.webhook_or_404(webhook_id), form, status=error.status)
    flash(gettext("It is saved."), "good")
    return redirect(url_for("webhooks.webhook", webhook_id=webhook_id), code=303)


@bp.post("/<int:webhook_id>/renew")
@requires(Permission.ADMINISTER)
@reconfirmed
def renew(webhook_id: int) -> ResponseReturnValue:
    """A new secret, shown this once."""
    with unit_of_work():
        found = queries.webhook_or_404(webhook_id)
        secret = services.renew(found, by=actor_now())
    return _shown(found, secret)


@bp.post("/<int:webhook_id>/on")
@requires(Permission.ADMINISTER)
@reconfirmed
def switch_on(webhook_id: int) -> ResponseReturnValue:
    """Send messages there again."""
    with unit_of_work():
        services.switch(queries.webhook_or_404(webhook_id), on=True, by=actor_now())
    return _back(webhook_id, gettext("Messages are sent there again."))


@bp.post("/<int:webhook_id>/off")
@requires(Permission.ADMINISTER)
@reconfirmed
def switch_off(webhook_id: int) -> ResponseReturnValue:
    """Send nothing there for now."""
    with unit_of_work():
        services.switch(queries.webhook_or_404(webhook_id), on=False, by=actor_now())
    return _back(webhook_id, gettext("Nothing is sent there any more."))


@bp.post("/<int:webhook_id>/remove")
@requires(Permission.ADMINISTER)
@reconfirmed
def remove(webhook_id: int) -> ResponseReturnValue:
    """Forget it, and what was sent there."""
    with unit_of_work():
        services.remove(queries.webhook_or_404(webhook_id), by=actor_now())
    flash(gettext("It is removed."), "good")
    return redirect(url_for("webhooks.index"), code=303)


@bp.post("/<int:webhook_id>/test")
@requires(Permission.ADMINISTER)
def test(webhook_id: int) -> ResponseReturnValue:
    """Send a trial."""
    return _sent(webhook_id, lambda found: services.test(found, by=actor_now()))


@bp.post("/<int:webhook_id>/messages/<int:delivery_id>/again")
@requires(Permission.ADMINISTER)
def again(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send a message once more."""

    def deed(found: Webhook) -> None:
        services.send_again(found, queries.delivery_or_404(webhook_id, delivery_id), by=actor_now())

    return _sent(webhook_id, deed)


@bp.post("/<int:webhook_id>/again")
@requires(Permission.ADMINISTER)
def all_again(webhook_id: int) -> ResponseReturnValue:
    """Send once more whatever was given up."""
    try:
        with unit_of_work():
            many = services.send_all_again(queries.webhook_or_404(webhook_id), by=actor_now())
    except Conflict as error:
        return _back(webhook_id, said(error.message, error.params), "warn")
    return _back(
        webhook_id,
        ngettext("%(num)s message is sent once more.", "%(num)s messages are sent once more.", many),
    )


def _sent(webhook_id: int, deed: Callable[[Webhook], None]) -> ResponseReturnValue:
    try:
        with unit_of_work():
            deed(queries.webhook_or_404(webhook_id))
    except Conflict as error:
        return _back(webhook_id, said(error.message, error.params), "warn")
    return _back(webhook_id, gettext("It is on its way. Reload this page to see whether it arrived."))


def _back(webhook_id: int, words: str, tone: str = "good") -> ResponseReturnValue:
    flash(words, tone)
    return redirect(url_for("webhooks.webhook", webhook_id=webhook_id), code=303)
