"""News that a browser shows even when no page is open: which browsers, and what they are sent."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select

from community.accounts.models import Member
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.errors import Invalid, NotFound
from community.kernel.furnish import site_settings
from community.kernel.languages import DEFAULT, normalised, said, speaking
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert
from community.kernel.words import N_
from community.notifications import webpush
from community.notifications.catalogue import KINDS
from community.notifications.letters import place
from community.notifications.models import Notification, PushDevice

JOB: Final = "push"
MOST_DEVICES: Final = 20
LONGEST: Final = {"endpoint": 1_000, "public_key": 200, "secret": 60, "label": 120}


def add(member_id: int, given: Mapping[str, str], *, sign_in_id: int | None = None) -> None:
    """Keep a browser that its member allowed to show news, in the session `sign_in_id`. Raises Invalid."""
    values = {name: str(given.get(name, "")).strip() for name in LONGEST}
    if any(len(values[name]) > most for name, most in LONGEST.items()) or not webpush.are_keys(values):
        raise Invalid(N_("The browser sent something that is no address for news."), field="endpoint")
    if not webpush.reach().allows(values["endpoint"]):
        raise Invalid(N_("News can only be sent to a push service on the open internet."), field="endpoint")
    count = db.session.scalar(
        select(func.count()).where(
            PushDevice.member_id == member_id, PushDevice.endpoint != values["endpoint"]
        )
    )
    if (count or 0) >= MOST_DEVICES:
        raise Invalid(
            N_("That is one browser too many. Remove one that you no longer use."), field="endpoint"
        )
    # Whoever signs in with the same browser takes it over: it shows news of one member only.
    kept: dict[str, Any] = {
        **values,
        "member_id": member_id,
        "sign_in_id": sign_in_id,
        "created_at": clock.now(),
        "reached_at": None,
    }
    statement = insert(PushDevice).values(**kept)
    del kept["endpoint"]
    db.session.execute(statement.on_conflict_do_update(index_elements=["endpoint"], set_=kept))


def remove(member_id: int, device_id: int) -> None:
    """Show nothing on this browser any more. Raises NotFound."""
    found = db.session.scalars(select(PushDevice).filter_by(id=device_id, member_id=member_id)).one_or_none()
    if found is None:
        raise NotFound
    db.session.delete(found)
    db.session.flush()


def send_later(member: Member, news: Sequence[Notification]) -> None:
    """Ask that each browser of a member shows one line about all this."""
    message = json.dumps(_message(member, news), ensure_ascii=False)
    for device_id in db.session.scalars(select(PushDevice.id).where(PushDevice.member_id == member.id)):
        jobs.enqueue(JOB, {"device_id": device_id, "member_id": member.id, "message": message})


def _message(member: Member, news: Sequence[Notification]) -> dict[str, Any]:
    """What a locked screen may show: of what kind it is, never a title, a name or a word of it."""
    newest = news[-1]
    lang = normalised(member.spoken_to_in) or DEFAULT
    kinds = dict.fromkeys(KINDS[each.kind].title for each in news if each.kind in KINDS)
    with speaking(lang):
        words = said(", ").join(said(title) for title in kinds)
    return {
        "title": site_settings().site_name,
        "body": words,
        "lang": lang,
        "url": place(newest) if len(news) == 1 else "/notifications",
        "tag": f"{newest.kind}-{newest.question_id or 0}",
        "count": len(news),
    }


def send(payload: Mapping[str, Any]) -> None:
    """Send one message to one browser, unless it has become another member's; one that is gone is forgotten."""
    device = db.session.get(PushDevice, payload["device_id"])
    # What an earlier version has left waiting names no member.
    if device is None or payload.get("member_id", device.member_id) != device.member_id:
        return
    told = {name: getattr(device, name) for name in ("endpoint", "public_key", "secret")}
    try:
        webpush.push(told, payload["message"])
    except webpush.DeviceGone:
        with unit_of_work():
            db.session.execute(delete(PushDevice).filter_by(endpoint=told["endpoint"]))
        return
    with unit_of_work():
        kept = db.session.get(PushDevice, payload["device_id"])
        if kept is not None:
            kept.reached_at = clock.now()


def service_of(device: PushDevice) -> str:
    """The host that carries the messages, for whoever looks at the list."""
    return urlsplit(device.endpoint).hostname or ""
