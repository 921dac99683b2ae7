"""What a member wants to hear of, and how; leaving a kind of letter by one click; browsers that show news."""

from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import tokens
from community.accounts.models import Member
from community.accounts.rules import checked_timezone, timezones
from community.accounts.session import sign_in_id, signed_in_member
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.kernel.errors import DomainError, Invalid, NotFound
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.notifications import delivering, families, muting, pushing, queries, rhythm, services, webpush
from community.notifications.routes import bp
from community.notifications.rules import DAYS, LATEST_HOUR, LONGEST_PAUSE, Choice, Pace, Rhythm, Way
from community.routing.rings import clock_time

WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


@bp.route("/settings/notifications", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def settings() -> ResponseReturnValue:
    """Choose what to hear of, and how."""
    member = signed_in_member()
    if request.method == "GET":
        return _page(member)
    try:
        wanted = _rhythm(member)
    except DomainError as refused:
        return _page(member, refused), 422
    with unit_of_work():
        member = db.session.get_one(Member, member.id)
        for kind, now in queries.choices_of(member):
            chosen = _chosen(kind.slug, now)
            if chosen != now:  # what nobody chose follows what is usual, also when that changes
                services.choose(member.id, kind.slug, chosen)
        rhythm.choose(member, wanted)
        delivering.look_again(member.id)
    flash(gettext("Saved."), "good")
    return redirect(url_for("notifications.settings"), code=303)


def _chosen(slug: str, now: Choice) -> Choice:
    """What the form says of a kind: the word for its whole family, else its own; what is missing stays."""
    family = families.FAMILY_OF[slug]
    paces = {}
    for way in Way:
        given = request.form.get(f"all-{way}-{family.slug}") or request.form.get(f"{way}-{slug}", "")
        if given == "on":  # a box that is ticked
            given = Pace.INSTANT
        paces[way.value] = Pace(given) if given in list(Pace) else now.pace(way)
    return Choice(**paces)


def _rhythm(member: Member) -> Rhythm:
    """The hours that the form says; where it says nothing, those of now. Raises Invalid."""
    now = rhythm.rhythm_for(member)
    form = request.form
    if "timezone" not in form:
        return now
    zone = checked_timezone(form["timezone"].strip())
    quiet = [_time(name) for name in ("quiet_from", "quiet_to")]
    if (quiet[0] is None) != (quiet[1] is None):
        missing = "quiet_from" if quiet[0] is None else "quiet_to"
        raise Invalid(N_("Quiet hours need both a beginning and an end."), field=missing)
    return Rhythm(
        zone=zone,
        hour=_number("hour", LATEST_HOUR, now.hour),
        weekday=_number("weekday", DAYS - 1, now.weekday),
        quiet_from=quiet[0],
        quiet_to=quiet[1],
        paused_until=_paused(zone),
    )


def _time(name: str) -> time | None:
    given = request.form.get(name, "").strip()
    found = clock_time(given)
    if given and found is None:
        raise Invalid(N_("Write a time such as 22:00."), field=name)
    return found


def _number(name: str, most: int, usual: int) -> int:
    found = number_in(request.form.get(name, ""), most)
    return usual if found is None else found


def _paused(zone: str) -> datetime | None:
    """The beginning of the day until which nothing shall be sent, there."""
    given = request.form.get("paused_until", "").strip()
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Invalid(N_("Write a date such as 2027-01-31."), field="paused_until") from None
    now = clock.now()
    here = now.astimezone(ZoneInfo(zone)).date()
    if day <= here:
        return None
    if day - here > LONGEST_PAUSE:
        raise Invalid(N_("A pause lasts for a year at most."), field="paused_until")
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(now.tzinfo)


def _page(member: Member, refused: DomainError | None = None) -> str:
    choices = {kind.slug: choice for kind, choice in queries.choices_of(member)}
    given = request.form if refused else None
    hours = rhythm.rhythm_for(member)
    paused = hours.paused_until
    return render_template(
        "community/notifications/settings.html",
        member=member,
        groups=families.families_for(member.role, hides_game=member.hides_game),
        choices={slug: _chosen(slug, choice) if refused else choice for slug, choice in choices.items()},
        rhythm=hours,
        paused_day=paused.astimezone(ZoneInfo(hours.zone)).date().isoformat() if paused else "",
        zones=timezones(),
        weekdays=WEEKDAYS,
        given=given,
        wrong=getattr(refused, "field", "") if refused else "",
        error=said(refused.message, refused.params) if refused else "",
        refused_at=rhythm.refused_at(member),
        mutes=queries.mutes_of(actor_now()),
        devices=[(each, pushing.service_of(each)) for each in queries.devices_of(member.id)],
        push_key=webpush.public_key(),
    )


@bp.post("/settings/notifications/reachable")
@requires(Permission.HAVE_ACCOUNT)
def reachable() -> ResponseReturnValue:
    """The address works now: write to it again."""
    with unit_of_work():
        rhythm.try_again(db.session.get_one(Member, actor_now().id))
    flash(gettext("Thank you. We write to you again."), "good")
    return redirect(url_for("notifications.settings"), code=303)


@bp.post("/settings/notifications/mutes")
@requires(Permission.HAVE_ACCOUNT)
def mute() -> ResponseReturnValue:
    """Hear no more of a question, or no more of somebody's mentions."""
    with unit_of_work():
        muting.mute(actor_now().id, request.form)
    flash(gettext("Muted. You can change that in the settings of your alerts."), "good")
    return redirect(url_for("notifications.index"), code=303)


@bp.post("/settings/notifications/mutes/<int:mute_id>")
@requires(Permission.HAVE_ACCOUNT)
def unmute(mute_id: int) -> ResponseReturnValue:
    """Hear of it again."""
    with unit_of_work():
        muting.unmute(actor_now().id, mute_id)
    flash(gettext("You hear of it again."), "good")
    return redirect(url_for("notifications.settings") + "#muted", code=303)


@bp.post("/settings/notifications/devices")
@requires(Permission.HAVE_ACCOUNT)
def add_device() -> ResponseReturnValue:
    """A browser that may show news, after its member said yes to it."""
    given: Any = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid(N_("The browser sent something that is no address for news."), field="endpoint")
    with unit_of_work():
        pushing.add(actor_now().id, given, sign_in_id=sign_in_id())
    return "", 204


@bp.post("/settings/notifications/devices/<int:device_id>")
@requires(Permission.HAVE_ACCOUNT)
def remove_device(device_id: int) -> ResponseReturnValue:
    """Show nothing there any more."""
    with unit_of_work():
        pushing.remove(actor_now().id, device_id)
    flash(gettext("That browser shows nothing any more."), "good")
    return redirect(url_for("notifications.settings") + "#devices", code=303)


@bp.route("/unsubscribe/<word>", methods=["GET", "POST"])
@public
def unsubscribe(word: str) -> ResponseReturnValue:
    """Leave a kind of e-mail: a page with a button, or the one click of a mail program."""
    link = tokens.look(word, tokens.Purpose.UNSUBSCRIBE)
    named = link.payload.get("kinds") or [link.payload.get("kind", "")]
    kinds = [slug for slug in named if slug in families.FAMILY_OF]
    if not kinds:
        raise NotFound
    done = request.method == "POST"
    everything = request.form.get("which") == "all"
    if done:
        with unit_of_work():
            member = db.session.get_one(Member, link.member_id)
            services.stop_letters(member, [families.EVERYTHING] if everything else kinds)
    return render_template(
        "community/notifications/unsubscribe.html", kinds=kinds, done=done, everything=everything
    )
