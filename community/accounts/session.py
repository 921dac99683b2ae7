"""Who makes this request: the only door to Flask-Login, and to keys of the REST interface."""

import secrets
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Final

import structlog
from flask import Flask, Response, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import Select, SQLColumnExpression, bindparam, delete, or_, select, update

from community.accounts import devices, factor_due, signing_in, whose
from community.accounts.models import ApiToken, Member, SignIn
from community.accounts.reader import Reader, reader_of
from community.kernel import aside, bus, clock, secret_links
from community.kernel.assets import FILE_ENDPOINTS
from community.kernel.db import UtcDateTime, db
from community.kernel.errors import NotAllowed, SignInNeeded
from community.kernel.events import SessionsEnded
from community.kernel.networks import network_of
from community.kernel.page_cache import SEEN
from community.kernel.policy import NOBODY, OTHER_SCOPE, Actor, Role
from community.kernel.ports import Standing, StandingDirectory, ports
from community.kernel.proofs import Seen
from community.kernel.unit_of_work import before_first_unit, unit_of_work
from community.kernel.words import N_

REMEMBERED: Final = timedelta(days=60)  # as long as the cookie that remembers
NOT_REMEMBERED: Final = timedelta(days=7)  # for browsers that never close
BEARER: Final = "bearer "
PICTURES: Final = "posts.uploaded"  # they stand in texts that the REST interface gives, too
FIRST_ERROR: Final = 400
ONLY_READING: Final[frozenset[str]] = frozenset({"read"})
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BY_KEY: Final = select(ApiToken).where(
    ApiToken.token_hash == bindparam("word"), ApiToken.revoked_at.is_(None)
)
_BY_SIGN_IN: Final = select(SignIn, Seen()).where(
    SignIn.key_hash == bindparam("word"), SignIn.expires_at > bindparam("now", type_=UtcDateTime)
)
log = structlog.get_logger(__name__)
_OF_ONE_REQUEST: Final = (
    "_login_user",
    "huzhu_account_language",
    "huzhu_language",
    "huzhu_member",
    "huzhu_nav",
    "huzhu_proved_at",
    SEEN,
    "huzhu_seen_again",
    "huzhu_sign_in_id",
    "huzhu_signed_in",
    "huzhu_signed_in_until",
    "huzhu_standing",
    "huzhu_timezone",
)


class _Browser(UserMixin):  # type: ignore[misc]
    """A signed-in browser, as Flask-Login knows it: by the secret key of its sign-in, not by the member's id."""

    def __init__(self, key: str, sign_in: SignIn, standing: Standing) -> None:
        self.id = key
        self.sign_in = sign_in
        self.standing = standing


def sign_in(member: Member, *, epoch: int, remember: bool = False) -> None:
    """Begin a session for `member` in this browser; whatever session there was is gone with its key.

    `epoch` is the member's when the password was checked: if it was changed since, the session is dead.
    """
    key = secrets.token_urlsafe(32)
    now = clock.now()
    with unit_of_work():
        row = SignIn(
            key_hash=secret_links.fingerprint(key),
            member_id=member.id,
            epoch=epoch,
            created_at=now,
            expires_at=now + (REMEMBERED if remember else NOT_REMEMBERED),
            browser=devices.browser_in(request.user_agent.string),
            system=devices.system_in(request.user_agent.string),
            network=devices.near(request.remote_addr or ""),
            seen_on=now.date(),
        )
        db.session.add(row)
        factor_due.begin(db.session.get_one(Member, member.id))
        signing_in.remember_address(member.id, network_of(request.remote_addr or ""))
        db.session.flush()
        _end_current(row)
    session.clear()
    login_user(_Browser(key, row, Standing()), remember=remember)
    whose.remember(member.id)  # with the cookie of the sign-in: the first page then changes none
    log.info("signed_in", member=member.id, network=row.network)


def sign_out() -> None:
    """End this browser's session; copies of its cookies are worthless, and what follows is a visitor's."""
    with unit_of_work():
        _end_current()
    session.clear()
    logout_user()
    _be_nobody()


def _end_current(following: SignIn | None = None) -> None:
    """End this browser's session; `following` is the one that takes its place, maybe another member's."""
    current, member = sign_in_id(), current_member()
    if current is None or member is None:
        return
    db.session.execute(delete(SignIn).where(SignIn.id == current))
    after = following.id if following is not None and following.member_id == member.id else None
    bus.publish(SessionsEnded(member_id=member.id, sign_in_id=current, next_id=after))


def current_member() -> Member | None:
    """The member who makes this request, through a browser or a key; None for a visitor."""
    found: Member | None = g.get("huzhu_member")
    return found


def signed_in_member() -> Member:
    """The same where there must be one. Raises SignInNeeded."""
    member = current_member()
    if member is None:
        raise SignInNeeded
    return member


def sign_in_id() -> int | None:
    """The id of this browser's sign-in; None for visitors and for keys."""
    found: int | None = g.get("huzhu_sign_in_id")
    return found


@lru_cache(maxsize=8)
def _with_standing(
    standings: StandingDirectory, query: Select[Any], member_id: SQLColumnExpression[int]
) -> Select[Any]:
    """Put together once: that costs as much as to have it answered, and everybody who is signed in asks."""
    return standings.beside(query, member_id)


def _loaded(key: str) -> _Browser | None:
    standings = ports().standing
    query = _with_standing(standings, _BY_SIGN_IN, SignIn.member_id)
    given = {"word": secret_links.fingerprint(key), "now": clock.now()}
    found: Any = db.session.execute(query, given).first()
    if found is None:
        return None
    row, seen, standing = found
    setattr(g, SEEN, seen)
    if row.epoch != row.member.session_epoch or not row.member.is_open:
        return None
    return _Browser(key, row, standings.read(standing))


def _is_api() -> bool:
    return any(name.startswith("api") for name in request.blueprints)


def _is_picture_by_key() -> bool:
    given = request.headers.get("Authorization", "")
    return request.endpoint == PICTURES and given.lower().startswith(BEARER)


def _recognise() -> None:
    """Fill in who acts: on the REST interface by key only, elsewhere by session only; pictures know either."""
    _be_nobody()  # a context may outlive a request, as in tests and shells
    if request.endpoint in FILE_ENDPOINTS:
        return
    if _is_api() or _is_picture_by_key():
        _recognise_key()
    else:
        _recognise_browser()


def _be_nobody() -> None:
    for name in _OF_ONE_REQUEST:
        g.pop(name, None)
    g.huzhu_actor = NOBODY
    before_first_unit(None)


def _recognise_browser() -> None:
    browser = current_user._get_current_object()  # noqa: SLF001 - how werkzeug's proxies are opened
    if isinstance(browser, _Browser):
        g.huzhu_sign_in_id = browser.sign_in.id
        g.huzhu_signed_in = True
        g.huzhu_signed_in_until = browser.sign_in.expires_at
        g.huzhu_proved_at = browser.sign_in.proved_at or browser.sign_in.created_at
        if browser.sign_in.seen_on != clock.now().date():
            g.huzhu_seen_again = True
        whose.remember(browser.sign_in.member_id)
        _act_as(browser.sign_in.member, browser.standing, None)
        before_first_unit(partial(_look_again, browser.id))
    else:
        whose.forget_on_page()


def _look_again(key: str) -> None:
    """Under the lock of the first deed: a request can be minutes on its way, and its session be ended meanwhile.

    Whoever closes the account or ends an intruder's session is not overtaken by what was sent before. Raises
    SignInNeeded.
    """
    browser = _loaded(key)
    if browser is None:
        raise SignInNeeded
    _act_as(browser.sign_in.member, browser.standing, None)


def _recognise_key() -> None:
    given = request.headers.get("Authorization", "")
    if not given:
        return
    known = given.lower().startswith(BEARER)
    word = secret_links.fingerprint(given[len(BEARER) :].strip()) if known else ""
    _act_by_key(word)
    before_first_unit(partial(_act_by_key, word))


def _act_by_key(word: str) -> None:
    standings = ports().standing
    query = _with_standing(standings, _BY_KEY, ApiToken.member_id)
    found: Any = db.session.execute(query, {"word": word}).first() if word else None
    if found is None or not found[0].member.is_open:
        raise SignInNeeded(N_("This token is not valid. It may have been revoked."))
    token, standing = found
    # Whoever may write, moderate or administer may also read.
    scopes: frozenset[str] | None = None if token.scopes is None else frozenset({*token.scopes, "read"})
    if scopes == ONLY_READING and request.method not in READING:
        raise NotAllowed(OTHER_SCOPE, scope="write")
    _act_as(token.member, standings.read(standing), scopes)


def _act_as(member: Member, standing: Standing, scopes: frozenset[str] | None) -> None:
    g.huzhu_member = member
    g.huzhu_standing = standing
    g.huzhu_account_language = member.lang
    g.huzhu_timezone = member.timezone
    now = clock.now()
    role = Role(member.role)
    waiting = role if factor_due.is_overdue(member) else None
    g.huzhu_actor = Actor(
        member_id=member.id,
        name=member.name,
        role=role if waiting is None else Role.MEMBER,
        waiting_role=waiting,
        level=standing.level,
        privileges=standing.privileges,
        confirmed=member.confirmed_at is not None,
        suspended=member.is_suspended(now),
        restraints=member.restraints_at(now),
        scopes=scopes,
    )


def _reader() -> dict[str, Reader | None]:
    member = current_member()
    if member is None:
        return {"current_member": None}
    return {"current_member": reader_of(member, g.huzhu_actor)}


def proved_at() -> datetime | None:
    """When this browser's member last gave their password; None for visitors and for keys."""
    found: datetime | None = g.get("huzhu_proved_at")
    return found


def _note_seen(response: Response) -> Response:
    """Once a day, aside from the page: for the list of sessions."""
    number = sign_in_id()
    if number is not None and g.get("huzhu_seen_again") and response.status_code < FIRST_ERROR:
        aside.note("sign_in_seen", partial(_write_seen, number, clock.now().date()))
    return response


def _write_seen(number: int, day: date) -> None:
    earlier = or_(SignIn.seen_on.is_(None), SignIn.seen_on < day)  # a note that waited must not set it back
    with unit_of_work():
        db.session.execute(update(SignIn).where(SignIn.id == number, earlier).values(seen_on=day))


def init_app(app: Flask) -> None:
    """Recognise everyone before anything else happens in a request: limits count by member."""
    manager = LoginManager(app)
    manager.session_protection = None  # keys end on the server; addresses of phones change all the time
    manager.user_loader(_loaded)
    app.before_request_funcs.setdefault(None, []).insert(0, _recognise)
    app.after_request(_note_seen)
    app.context_processor(_reader)
