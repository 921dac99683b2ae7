"""Setting up a second factor, checking its codes, and taking it away."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select, update

from community.accounts import queries as accounts
from community.accounts import services as account_services
from community.accounts.models import Member
from community.factors import queries, totp
from community.factors.letters import News, tell
from community.factors.models import Passkey, RecoveryCode, TotpSecret
from community.factors.rules import CODES, code_from, grouped, is_of_app, squeezed, steps_at
from community.kernel import clock, sealing, secret_links, shown_again, upsert
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.words import N_

WRONG_CODE: Final = N_("This code is not right, or was used already. Please take the next one.")
NONE: Final = N_("Your account has no second factor.")


def begin(member: Member) -> None:
    """Make a secret for an app; nothing changes until a code proves that the app has it."""
    member = accounts.locked(member.id)
    if queries.protection_of(member.id).app_since is not None:
        raise Conflict(N_("Your account has a second factor already."))
    db.session.execute(delete(TotpSecret).where(TotpSecret.member_id == member.id))
    sealed = sealing.seal(totp.new_secret(), use=queries.USE)
    db.session.add(TotpSecret(member_id=member.id, sealed=sealed, created_at=clock.now()))
    db.session.flush()


def confirm(member: Member, typed: str, *, sign_in_id: int | None, form: str = "") -> list[str]:
    """Take the first code: from now on the password alone opens nothing, and every other session has ended.

    Returns the recovery codes, which nobody can read again but the same `form`, sent twice (`made_by`).
    Raises Invalid, and Conflict when it came too late.
    """
    member = accounts.locked(member.id)
    row = queries.pending(member.id)
    if row is None:
        raise Conflict(N_("That took too long, or it is done already. Please begin again."))
    _take_step(row, squeezed(typed))
    row.confirmed_at = clock.now()
    return turn_on(member, News.ON, sign_in_id=sign_in_id, form=form)


def turn_on(member: Member, news: News, *, sign_in_id: int | None, form: str = "") -> list[str]:
    """Ask for a second factor from now on; the recovery codes, where this is the first one."""
    first = member.second_factor_at is None
    made: list[str] = []
    if first:
        member.second_factor_at = clock.now()
        account_services.end_sessions(member, but=sign_in_id)
        made = _new_codes(member, form)
    tell(member, news, left=len(made))
    return made


def remake_codes(member: Member, *, form: str = "") -> list[str]:
    """Ten new recovery codes in place of the old ones; who asks was proved before."""
    made = _new_codes(member, form)
    tell(member, News.NEW_CODES, left=len(made))
    return made


def switch_off(member: Member) -> None:
    """Back to the password alone; who asks was proved before."""
    forget(member.id)
    member.second_factor_at = None
    tell(member, News.OFF)


def forget(member_id: int) -> None:
    """Remove what codes of a member were checked against."""
    for table in (TotpSecret, RecoveryCode, Passkey):
        db.session.execute(delete(table).where(table.member_id == member_id))


def check(member: Member, typed: str) -> None:
    """Use up one code of the app, or one recovery code; the member's row is locked. Raises Invalid."""
    code = squeezed(typed)
    row = db.session.get(TotpSecret, member.id, populate_existing=True)
    if is_of_app(code) and row is not None and row.confirmed_at is not None:
        _take_step(row, code)
    else:
        _use_recovery_code(member, code)


def _take_step(row: TotpSecret, code: str) -> None:
    if not is_of_app(code):
        raise Invalid(WRONG_CODE, field="otp")
    try:
        secret = queries.secret_in(row)
    except sealing.Unreadable:
        raise Conflict(
            N_("The key of this site has changed, so codes of apps no longer work. Use a recovery code.")
        ) from None
    step = totp.step_of(secret, code, steps_at(clock.now().timestamp(), row.last_step))
    later = (TotpSecret.member_id == row.member_id) & (TotpSecret.last_step < (step or 0))
    if step is None or upsert.changed_rows(update(TotpSecret).where(later).values(last_step=step)) != 1:
        raise Invalid(WRONG_CODE, field="otp")
    db.session.refresh(row)


def _use_recovery_code(member: Member, code: str) -> None:
    mine = (RecoveryCode.member_id == member.id) & RecoveryCode.used_at.is_(None)
    this = mine & (RecoveryCode.code_hash == secret_links.fingerprint(code))
    if upsert.changed_rows(update(RecoveryCode).where(this).values(used_at=clock.now())) != 1:
        raise Invalid(WRONG_CODE, field="otp")
    tell(member, News.CODE_USED, left=queries.protection_of(member.id).codes_left)


def made_by(form: str, member_id: int) -> list[str]:
    """The recovery codes that this form has made a moment ago; none, if it has not or one was used.

    Who presses twice reads the second answer alone, and the code that the form sends counted for the first.
    """
    if not form:
        return []
    codes = _codes_for(form, member_id)
    since = clock.now() - shown_again.LASTS
    mine = (
        RecoveryCode.member_id == member_id,
        RecoveryCode.used_at.is_(None),
        RecoveryCode.created_at > since,
    )
    kept = set(db.session.scalars(select(RecoveryCode.code_hash).where(*mine)))
    return [grouped(code) for code in codes] if kept == {*map(secret_links.fingerprint, codes)} else []


def _codes_for(form: str, member_id: int) -> Sequence[str]:
    """Ten codes that nobody can guess: the same ones for the same form."""
    drawn = (
        shown_again.bytes_for(form, whose=member_id, use="recovery codes", number=number)
        for number in range(CODES)
    )
    return [code_from(each) for each in drawn]


def _new_codes(member: Member, form: str) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    now = clock.now()
    made = _codes_for(form, member.id)
    db.session.add_all(
        RecoveryCode(member_id=member.id, code_hash=secret_links.fingerprint(code), created_at=now)
        for code in made
    )
    db.session.flush()
    return [grouped(code) for code in made]
