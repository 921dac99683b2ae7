"""What is not kept for ever is gone when its time has come: from tables, from files, and from the index.

Each case puts something down as people do, then the worker looks at the clock a moment before its time, and after it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

from community.accounts import upkeep
from community.accounts.guessing import DAY
from community.accounts.rules import SIGN_UP_LASTS
from community.accounts.tokens import KEEP_DEAD
from community.kernel import clock, thresholds, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as writing
from community.posts.queries import post_or_404
from community.questions import services as asking
from tests.conftest import both_databases
from tests.security.rows import put

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

MARK: Final = "quokkaine"
PHONE: Final = "13812345670"
SOON: Final = timedelta(minutes=1)
Case = Callable[[FlaskClient, Actor], tuple[str, timedelta]]


def original(_client: FlaskClient, alice: Actor) -> tuple[str, timedelta]:
    """The number in a post that its author took away: as long as the setting says."""
    with unit_of_work():
        body = f"The second node restarts every hour. Please call me at {PHONE} in the evening."
        post = asking.ask("The second node restarts every hour", body, ["mesh"], by=alice)
    with unit_of_work():
        writing.delete(post_or_404(post.id), by=alice)
    return PHONE, timedelta(days=thresholds.threshold("private_kept_days"))


def failure(_client: FlaskClient, _alice: Actor) -> tuple[str, timedelta]:
    """The address from which somebody guessed a password."""
    with unit_of_work():
        put("sign_in_failures", address=MARK, failed_at=clock.now())
    return MARK, DAY


def address(_client: FlaskClient, alice: Actor) -> tuple[str, timedelta]:
    """The address from which a member came."""
    with unit_of_work():
        put("known_addresses", member_id=alice.id, address=MARK, seen_at=clock.now())
    return MARK, upkeep.KEEP_ADDRESSES


def session(_client: FlaskClient, alice: Actor) -> tuple[str, timedelta]:
    """A browser in which a member was signed in."""
    with unit_of_work():
        lasts = timedelta(days=30)
        put("sign_ins", member_id=alice.id, key_hash=MARK, epoch=0, expires_at=clock.now() + lasts)
    return MARK, lasts


def link(_client: FlaskClient, alice: Actor) -> tuple[str, timedelta]:
    """A link that was sent and ended, with the address that it was to confirm."""
    with unit_of_work():
        put("one_time_links", member_id=alice.id, payload={"email": MARK}, expires_at=clock.now())
    return MARK, KEEP_DEAD


def begun(_client: FlaskClient, _alice: Actor) -> tuple[str, timedelta]:
    """The address of somebody who signed up, and did not say that it is theirs."""
    with unit_of_work():
        put("sign_ups", email=MARK, email_key=MARK, created_at=clock.now())
    return MARK, SIGN_UP_LASTS


def invited(_client: FlaskClient, alice: Actor) -> tuple[str, timedelta]:
    """The address of somebody who was invited and did not come."""
    with unit_of_work():
        given = {"email": MARK, "email_key": MARK, "by_id": alice.id, "expires_at": clock.now()}
        put("invites", token_hash="of nothing", **given)
    return MARK, timedelta(days=thresholds.threshold("invite_address_days"))


def asker(_client: FlaskClient, _alice: Actor) -> tuple[str, timedelta]:
    """The address of somebody who asked without an account, and said that it is theirs."""
    with unit_of_work():
        now = clock.now()
        put("askers", email=MARK, email_key=MARK, asked_at=now, created_at=now, confirmed_at=now)
    return MARK, timedelta(days=thresholds.threshold("asker_address_days"))


def unconfirmed(_client: FlaskClient, _alice: Actor) -> tuple[str, timedelta]:
    """The address that somebody gave who asked, and that nobody said is theirs."""
    with unit_of_work():
        now = clock.now()
        put("askers", email=MARK, email_key=MARK, asked_at=now, created_at=now)
    return MARK, timedelta(days=thresholds.threshold("asker_unconfirmed_days"))


SETTINGS: Final[dict[str, Case]] = {
    "private_kept_days": original,
    "invite_address_days": invited,
    "asker_address_days": asker,
    "asker_unconfirmed_days": unconfirmed,
}
CASES: Final = (*SETTINGS.values(), failure, address, session, link, begun)


def is_anywhere(app: "Huzhu", mark: str, folder: Path) -> bool:
    """Whether a row of any table, or a file of the site, holds it."""
    db.session.rollback()
    rows = any(
        mark in str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
    )
    db.session.rollback()
    needle = mark.encode()
    return rows or any(needle in each.read_bytes() for each in folder.rglob("*") if each.is_file())


def look_twice(moment: datetime) -> None:
    """What is forgotten at one look leaves the log of the database at the next."""
    for _look in range(2):
        assert worker.tick(moment)["failed"] == 0


@both_databases
@pytest.mark.parametrize("case", CASES)
def test_it_is_there_until_its_time_and_nowhere_after(
    app: "Huzhu", client: FlaskClient, alice: Actor, tmp_path: Path, case: Case
) -> None:
    begun = clock.now()
    mark, lasts = case(client, alice)
    worker.tick(begun + lasts - SOON)
    assert is_anywhere(app, mark, tmp_path)
    look_twice(clock.now() + lasts + SOON)
    assert not is_anywhere(app, mark, tmp_path)


@pytest.mark.parametrize("slug", SETTINGS)
def test_the_setting_says_how_long(
    app: "Huzhu", client: FlaskClient, alice: Actor, tmp_path: Path, slug: str
) -> None:
    app.extensions["huzhu_thresholds"] = {**app.extensions["huzhu_thresholds"], slug: 3}
    mark, lasts = SETTINGS[slug](client, alice)
    assert lasts == timedelta(days=3)
    worker.tick(clock.now() + lasts - SOON)
    assert is_anywhere(app, mark, tmp_path)
    look_twice(clock.now() + lasts + SOON)
    assert not is_anywhere(app, mark, tmp_path)


def test_every_setting_of_a_time_to_keep_is_tried_here() -> None:
    known = {
        each.slug for each in thresholds.THRESHOLDS if each.slug.endswith(("_kept_days", "_address_days"))
    }
    assert known <= SETTINGS.keys(), "try the new one, too"
