"""Inviting, sending once more, taking back, and coming in by an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from community.accounts import services as accounts
from community.accounts import signing_up
from community.accounts.models import Member
from community.accounts.rules import email_key
from community.invites import queries, rules
from community.invites.models import Invite, InviteUse
from community.kernel import clock, secret_links, shown_again
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from community.kernel.languages import LANGUAGES
from community.kernel.lengths import fitting
from community.kernel.mail import Mail, MailLink, send_later
from community.kernel.policy import Actor, Permission, Role, ensure, may
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import savepoint, unit_of_work
from community.kernel.upsert import changed_rows
from community.kernel.words import N_

LETTER: Final = "invitation"
PATH: Final = "/join/{word}"
MOST_LETTERS: Final = 3  # to one address by one invitation
DAY: Final = timedelta(days=1)


class InviteGone(NotFound):
    """The invitation was used up, taken back, or has run out."""

    def __init__(self) -> None:
        super().__init__(
            N_("This invitation no longer works. Ask whoever sent it for a new one, or sign up without it.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all invitations of one go have in common."""

    words: str = ""
    lang: str = "en"
    role: Role = Role.MEMBER
    topics: tuple[str, ...] = ()
    days: int | None = 14

    def checked(self, by: Actor) -> "Terms":
        """The same, known to be allowed. Raises Invalid or NotAllowed."""
        if self.lang not in LANGUAGES:
            raise Invalid(N_("Please choose a language of the list."), field="lang")
        if self.role is not Role.MEMBER:
            ensure(by, Permission.ADMINISTER)
        rules.checked_life(self.days)
        return replace(
            self,
            words=fitting(self.words, rules.LONGEST_WORDS, "words"),
            topics=self.topics[: rules.MOST_TOPICS],
        )


def may_invite(by: Actor) -> bool:
    """Whether `by` may: those who run the site, and long-standing members where the site lets them."""
    try:
        ensure_may(by)
    except NotAllowed:
        return False
    return True


def ensure_may(by: Actor) -> None:
    """Raise NotAllowed where `by` may not invite."""
    ensure(by, Permission.INVITE)
    if not (by.is_staff or by.moderates or whole("stewards_invite")):
        ensure(by, Permission.ADMINISTER)


def invite_addresses(addresses: Sequence[str], terms: Terms, *, by: Actor) -> list[Invite]:
    """Write to each address; whoever is a member, or was invited and can still come, is left alone.

    Only admins may learn which those are: for anybody else they get an invitation like the others, without a letter.
    """
    ensure_may(by)
    terms = terms.checked(by)
    rules.checked_count(addresses)
    if not addresses:
        raise Invalid(N_("Give at least one address, one a line."), field="addresses")
    wait_for_turn("invites")
    keys = [email_key(each) for each in addresses]
    known = queries.known_keys(keys)
    left_out = known if may(by, Permission.ADMINISTER) else queries.invited_keys(keys, by.id)
    wanted = [each for each in addresses if email_key(each) not in left_out]
    _ensure_room(len(wanted), by)
    made = []
    for address in wanted:
        seed = secret_links.new_seed()
        invite = _made(seed, terms, by, email=address)
        invite.sent_count = 1
        if email_key(address) not in known:
            _write(invite, seed)
        made.append(invite)
    return made


def make_link(terms: Terms, uses: int | None, *, by: Actor, form: str = "") -> tuple[Invite, str]:
    """A link to pass on, and its secret word, which is told this once: to a `form` that is sent twice, both times.

    Raises Invalid for a form that has made its link a while ago.
    """
    ensure_may(by)
    terms = terms.checked(by)
    if terms.role is not Role.MEMBER:
        raise Invalid(N_("A link that can be passed on opens the door to members only."), field="role")
    seed = shown_again.letters_for(form, whose=by.id, use=f"invite:{terms}:{uses}")
    word = secret_links.word_of(seed)
    wait_for_turn("invites")
    if form and (before := queries.by_word(word)):
        if before.created_at < clock.now() - shown_again.LASTS:
            raise Invalid(N_("This form has made its link already. Open the page anew to make another one."))
        return before, word
    _ensure_room(1, by)
    return _made(seed, terms, by, uses=rules.checked_uses(uses)), word


def send_again(invite: Invite, *, by: Actor, sent: int | None = None) -> None:
    """Write once more, with a new secret word and a new end; the old word stops working.

    `sent` is how many letters had gone when the button was shown: pressed twice, it writes once.
    """
    _ensure_mine(invite, by)
    if invite.email is None or invite.revoked_at is not None or invite.used_count >= invite.uses_most:
        raise Conflict(N_("This invitation cannot be sent again."))
    if sent is not None and sent != invite.sent_count:
        return
    if invite.sent_count >= MOST_LETTERS:
        raise Conflict(N_("We have written to this address three times. More would not be welcome."))
    has_account = queries.has_account(invite.email)
    if has_account and may(by, Permission.ADMINISTER):
        raise Conflict(N_("This address has an account already."))
    seed = secret_links.new_seed()
    life = max(invite.expires_at - invite.created_at, timedelta(days=min(rules.DAYS)))
    invite.token_hash = secret_links.fingerprint(secret_links.word_of(seed))
    invite.expires_at = clock.now() + min(life, timedelta(days=max(rules.DAYS)))
    invite.sent_count += 1
    if not has_account:
        _write(invite, seed)


def revoke(invite: Invite, *, by: Actor) -> None:
    """Take an invitation back; whoever came by it stays."""
    _ensure_mine(invite, by)
    invite.revoked_at = invite.revoked_at or clock.now()
    db.session.flush()


def join(word: str, who: accounts.Applicant, *, browser: str = "") -> Member | None:
    """Come in by an invitation: of two at once, one gets its last use.

    Who was written to at the address they sign up with has proved it by being here. Everybody else gets None and a
    letter first, and the place when they have proved their address: what is left of the invitation tells nobody
    whether an address has an account.
    """
    invite = queries.open_invite(word)
    if invite is None:
        raise InviteGone
    proved = invite.email_key is not None and invite.email_key == email_key(who.email)
    if invite.role != Role.MEMBER and not proved:
        raise Invalid(N_("Please use the address that the invitation was sent to."), field="email")
    if not proved:
        signing_up.begin(who, browser=browser, invite_id=invite.id)
        return None
    with savepoint():
        member = accounts.register(who, invite_id=invite.id)
        if member is not None and invite.role != Role.MEMBER:
            accounts.appoint_invited(member, Role(invite.role), by_id=invite.by_id)
    return member


def take_place(invite_id: int, member_id: int) -> None:
    """Somebody who proved their address came by this invitation. Raises InviteGone when no place is left."""
    now = clock.now()
    still = Invite.id == invite_id, *queries.open_at(now)
    if not changed_rows(update(Invite).where(*still).values(used_count=Invite.used_count + 1)):
        raise InviteGone
    db.session.add(InviteUse(invite_id=invite_id, member_id=member_id, used_at=now))
    db.session.flush()


def forget_addresses(member_id: int, address: str | None) -> None:
    """Somebody closed their account: the address they were invited at goes too, from every invitation.

    What others sent there ends with it: an invitation to no address in particular would be open to anybody.
    """
    used = select(InviteUse.invite_id).where(InviteUse.member_id == member_id)
    theirs: ColumnElement[bool] = Invite.id.in_(used)
    if address is not None:
        there = Invite.email_key == email_key(address)
        changed_rows(
            update(Invite).where(there, *queries.open_at(clock.now())).values(revoked_at=clock.now())
        )
        theirs |= there
    changed_rows(update(Invite).where(theirs, Invite.email.is_not(None)).values(email=None, email_key=None))


def forget_sender(member_id: int) -> None:
    """Somebody closed their account: their open invitations end, and no words or addresses of theirs stay."""
    theirs = Invite.by_id == member_id
    changed_rows(update(Invite).where(theirs, *queries.open_at(clock.now())).values(revoked_at=clock.now()))
    changed_rows(update(Invite).where(theirs).values(words="", email=None, email_key=None))


def forget_absent(now: datetime) -> None:
    """Remove addresses whose invitation ended some days ago; does not write when there is nothing to remove."""
    ended = now - timedelta(days=threshold("invite_address_days"))
    old = Invite.email.is_not(None), or_(Invite.expires_at < ended, Invite.revoked_at < ended)
    if db.session.scalar(select(exists().where(*old))):
        with unit_of_work():
            changed_rows(update(Invite).where(*old).values(email=None, email_key=None))


def _made(seed: str, terms: Terms, by: Actor, *, email: str | None = None, uses: int = 1) -> Invite:
    now = clock.now()
    invite = Invite(
        token_hash=secret_links.fingerprint(secret_links.word_of(seed)),
        email=email,
        email_key=email_key(email) if email else None,
        words=terms.words,
        lang=terms.lang,
        role=terms.role,
        topics=list(terms.topics),
        uses_most=uses,
        used_count=0,
        sent_count=0,
        by_id=by.id,
        created_at=now,
        expires_at=now + rules.checked_life(terms.days),
    )
    db.session.add(invite)
    db.session.flush()
    return invite


def _write(invite: Invite, seed: str) -> None:
    sender = db.session.get(Member, invite.by_id) if invite.by_id else None
    send_later(
        Mail(
            kind=LETTER,
            to=str(invite.email),
            lang=invite.lang,
            params={
                "sender": sender.display_name if sender else "",
                "words": invite.words,
                "until": invite.expires_at.date().isoformat(),
            },
            links={"link": MailLink(PATH, seed)},
        )
    )


def _ensure_mine(invite: Invite, by: Actor) -> None:
    ensure_may(by)
    if invite.by_id != by.id and not may(by, Permission.ADMINISTER):
        raise NotFound


def _ensure_room(wanted: int, by: Actor) -> None:
    """Raise TooMany when this would be more in a day than the site allows one person."""
    most = whole("invites_a_day")
    made = (
        db.session.scalar(
            select(func.count()).where(Invite.by_id == by.id, Invite.created_at > clock.now() - DAY)
        )
        or 0
    )
    if made + wanted > most:
        raise TooMany(
            N_("You can invite %(most)s people a day. Come back tomorrow for the rest."),
            retry_after=int(DAY.total_seconds()),
            most=most,
        )
