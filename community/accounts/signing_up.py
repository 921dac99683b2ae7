"""Signing up: who wants an account waits with name and password until they have proved their address.

Nothing here asks whether the address has an account: the same rows are written and the same is answered, the name is
kept and the password known at the door either way (docs/adr/0028). Only the letter differs, and whoever reads that one
owns the address.
"""

from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from community.accounts import consents, mails, queries, services
from community.accounts.models import Member, SignUp
from community.accounts.rules import email_key, name_key
from community.accounts.services import HOUR, NAME_TAKEN, Applicant
from community.accounts.tokens import LinkExpired
from community.kernel import clock, secret_links, upsert
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict, Invalid
from community.kernel.words import N_

LETTERS_AN_HOUR: Final = 3  # to one address for those who sign up with it in one browser
MOST_LETTERS_AN_HOUR: Final = 12  # to one address, however many sign up with it
MEANWHILE: Final = N_("This address has got an account in the meantime. Please sign in.")


def begin(who: Applicant, *, browser: str = "", invite_id: int | None = None) -> None:
    """Keep what somebody signed up with, and write to their address once they have been answered.

    `browser` is the mark of where they are (see `beginning`): there one may begin again with the same name.
    Raises Invalid when the name is taken or consent is missing.
    """
    here = (SignUp.name_key == name_key(who.name)) & (SignUp.browser == browser) & (SignUp.browser != "")
    over = (SignUp.name_key == name_key(who.name)) & ~queries.is_signing_up()
    db.session.execute(update(SignUp).where(here | over).values(name_key=None))
    services.ensure_fit(who)
    seed = secret_links.new_seed()
    row = SignUp(
        name=who.name,
        name_key=name_key(who.name),
        email=who.email,
        email_key=email_key(who.email),
        password_hash=who.password_hash,
        lang=who.lang,
        consent_version=consents.VERSION,
        token_hash=secret_links.fingerprint(secret_links.word_of(seed)),
        browser=browser,
        invite_id=invite_id,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Invalid(NAME_TAKEN, field="name") from None
    mails.find_out(mails.About.SIGN_UP, sign_up_id=row.id, seed=seed)


def write(sign_up_id: int, seed: str) -> None:
    """Send the link to the address, or tell whoever has an account with it; a few times an hour at most.

    Each browser has a share of its own: strangers who type an address do not use up the letter of its owner.
    """
    row = db.session.get(SignUp, sign_up_id)
    if row is None or row.name_key is None:
        return
    wait_for_turn(f"sign-up:{row.email_key}")
    lately = SignUp.email_key == row.email_key, SignUp.written_at > clock.now() - HOUR
    here = func.count().filter(SignUp.browser == row.browser)
    letters, letters_of_here = db.session.execute(select(func.count(), here).where(*lately)).one()
    if letters >= MOST_LETTERS_AN_HOUR or letters_of_here >= LETTERS_AN_HOUR:
        return
    row.written_at = clock.now()
    owner = queries.member_by_email(row.email)
    if owner is None:
        mails.prove(row, seed)
    else:
        services.tell_owner(owner)


def look(word: str) -> SignUp | None:
    """Whom the link of `word` would give an account, unchanged."""
    of_word = SignUp.token_hash == secret_links.fingerprint(word)
    return db.session.scalars(select(SignUp).where(of_word, queries.is_signing_up())).first()


def complete(word: str) -> Member:
    """Open the account of whoever holds the link, and so the address; of two who try at once one gets it.

    Raises LinkExpired, and Conflict when address or name have got an account in the meantime.
    """
    row = look(word)
    if row is None:
        raise LinkExpired
    who = Applicant(
        name=row.name,
        email=row.email,
        password_hash=row.password_hash,
        lang=row.lang,
        consent=True,
        consent_version=row.consent_version,
    )
    if not upsert.changed_rows(delete(SignUp).where(SignUp.id == row.id)):
        raise LinkExpired
    member = services.register(who, invite_id=row.invite_id)
    if member is None:
        raise Conflict(MEANWHILE)
    return member


def decline(word: str) -> None:
    """Forget what somebody else signed up with, as the owner of the address says; name and link are free.

    Raises LinkExpired when it has been forgotten, or become an account, in the meantime.
    """
    if not upsert.changed_rows(delete(SignUp).where(SignUp.token_hash == secret_links.fingerprint(word))):
        raise LinkExpired


def forget(email: str) -> None:
    """Remove what somebody signed up with who has gone since."""
    db.session.execute(delete(SignUp).where(SignUp.email_key == email_key(email)))
