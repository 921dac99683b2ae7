"""Passkeys of members: adding, removing, and coming in with one."""

import ipaddress
import json
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, select

from community.accounts import queries as accounts
from community.accounts import tokens
from community.accounts.models import Member
from community.accounts.rules import LONGEST_LABEL, checked_line
from community.accounts.signing_in import Recognised
from community.accounts.tokens import Purpose
from community.factors import ceremony, queries, services
from community.factors.letters import News, tell
from community.factors.models import Challenge, Passkey
from community.kernel import clock, sealing, secret_links, upsert
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.furnish import site_settings
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_

MOST: Final = 20
LASTS: Final = timedelta(minutes=5)
LONGEST_ANSWER: Final = 20_000
NAMED: Final = re.compile(r"[A-Za-z0-9_-]+")  # no database needs to be asked for anything else
NOT_TAKEN: Final = N_("That passkey did not work here. Please try again.")


def place() -> ceremony.Place:
    """This site, as passkeys know it."""
    settings = site_settings()
    parts = urlsplit(settings.base_url)
    return ceremony.Place(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", settings.site_name)


def offered() -> bool:
    """Whether browsers make passkeys for this site: it needs a name, and https unless it is this machine."""
    here = place()
    try:
        ipaddress.ip_address(here.host)
    except ValueError:
        return here.host == "localhost" or here.origin.startswith("https://")
    return False


def challenge() -> bytes:
    """Something new to sign, which is taken once and for five minutes."""
    made = secrets.token_bytes(32)
    db.session.add(Challenge(challenge_hash=_hash(made), expires_at=clock.now() + LASTS))
    db.session.flush()
    return made


def to_make(member: Member, signs: bytes) -> str:
    """What the member's browser needs to make a passkey. Raises Conflict for one too many."""
    known = _with_room(member)
    handle = sealing.mark_of(str(member.id), use="passkey")
    return ceremony.to_make(
        place(),
        signs,
        handle=handle,
        name=member.name,
        shown=member.display_name,
        known=[each.credential for each in known],
    )


def _with_room(member: Member) -> Sequence[Passkey]:
    """Those that the member has; raises Conflict where no other one may come to them."""
    known = queries.passkeys_of(member.id)
    if len(known) >= MOST:
        raise Conflict(N_("You have %(most)s passkeys. Remove one that you no longer use."), most=MOST)
    return known


def add(member: Member, signs: bytes, answer: str, *, label: str, sign_in_id: int | None) -> list[str]:
    """Keep what the browser has made; returns recovery codes where it is the first second factor.

    Raises Invalid, and Conflict for one too many: other tabs may have kept theirs since this one asked.
    """
    member = accounts.locked(member.id)
    _with_room(member)
    _use(signs)
    try:
        found = ceremony.made(place(), signs, answer[:LONGEST_ANSWER])
    except ceremony.Refused:
        raise Invalid(NOT_TAKEN) from None
    new = upsert.insert_once(
        Passkey,
        member_id=member.id,
        credential=found.credential,
        public_key=found.public_key,
        sign_count=found.sign_count,
        label=checked_line(label, "label", LONGEST_LABEL),
        created_at=clock.now(),
    )
    if not new:
        raise Invalid(NOT_TAKEN)
    return services.turn_on(member, News.PASSKEY, sign_in_id=sign_in_id)


def remove(member: Member, passkey_id: int) -> None:
    """Let one go; the last factor goes only as the second step is switched off. Raises NotFound, Conflict."""
    member = accounts.locked(member.id)
    mine = (Passkey.id == passkey_id) & (Passkey.member_id == member.id)
    if upsert.changed_rows(delete(Passkey).where(mine)) == 0:
        raise NotFound(N_("There is no such passkey."))
    if not queries.protection_of(member.id).on:
        raise Conflict(
            N_("This is your last one. To do without, switch the second factor off, with a recovery code.")
        )
    tell(member, News.PASSKEY_GONE)


def to_answer(word: str, signs: bytes) -> str:
    """What a browser needs to ask a passkey: one of the member's half way in, or any that it has for this site."""
    known: list[str] = []
    if word:
        member_id = tokens.look(word, Purpose.SECOND_STEP).member_id
        known = [each.credential for each in queries.passkeys_of(member_id)]
    return ceremony.to_answer(place(), signs, known=known, alone=not word)


def waits_for(word: str) -> bool:
    """Whether the member half way in has a passkey that could be the second step."""
    if not offered():
        return False
    try:
        return bool(queries.passkeys_of(tokens.look(word, Purpose.SECOND_STEP).member_id))
    except tokens.LinkExpired:
        return False


def come_in(word: str, signs: bytes, answer: str) -> tuple[Recognised, bool]:
    """Whose passkey has answered, and whether to remember the browser; opens its own unit of work.

    With a first step (`word`) it is the second one. Without, it stands for both: then its holder was verified by
    the device. Raises Invalid, LinkExpired.
    """
    with unit_of_work():
        _use(signs)
    with unit_of_work():
        row = db.session.scalars(select(Passkey).where(Passkey.credential == _named(answer))).first()
        if row is None:
            raise Invalid(NOT_TAKEN)
        member = accounts.locked(row.member_id)
        db.session.refresh(row)
        link = tokens.look(word, Purpose.SECOND_STEP) if word else None
        if link is not None and link.payload["epoch"] != member.session_epoch:
            raise tokens.LinkExpired
        if link is not None and link.member_id != member.id:
            raise Invalid(NOT_TAKEN)
        try:
            row.sign_count = ceremony.answered(
                place(),
                signs,
                answer[:LONGEST_ANSWER],
                public_key=row.public_key,
                sign_count=row.sign_count,
                alone=link is None,
            )
        except ceremony.Refused:
            raise Invalid(NOT_TAKEN) from None
        row.used_at = clock.now()
        if link is not None:
            tokens.use(word, Purpose.SECOND_STEP)
        return Recognised(member, member.session_epoch), bool(link and link.payload["remember"])


def forget_old(now: datetime) -> None:
    """Remove challenges that nobody answered; does not write when there is none."""
    old = Challenge.expires_at < now
    if db.session.scalar(select(exists().where(old))):
        with unit_of_work():
            db.session.execute(delete(Challenge).where(old))


def _use(signs: bytes) -> None:
    waits = (Challenge.challenge_hash == _hash(signs)) & (Challenge.expires_at > clock.now())
    if upsert.changed_rows(delete(Challenge).where(waits)) != 1:
        raise Invalid(NOT_TAKEN)


def _hash(signs: bytes) -> str:
    return secret_links.fingerprint(signs.hex())


def _named(answer: str) -> str:
    """The credential that an answer speaks for."""
    try:
        found = json.loads(answer[:LONGEST_ANSWER])
    except (ValueError, RecursionError):
        return ""
    name = found.get("id", "") if isinstance(found, dict) else ""
    return name if isinstance(name, str) and NAMED.fullmatch(name) else ""
