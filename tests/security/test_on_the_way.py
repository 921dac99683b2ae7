"""A request that is long on its way: what ends its session, or its key, meanwhile also ends what it asks for."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import delete, update

from community.accounts import closing, services
from community.accounts.models import ApiToken, Member
from community.accounts.models import SignIn as SignInRow
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Actor, Role
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import MakeMember, SignIn, both_databases
from tests.security.town import TYPED, contents, key_of, things

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

LONG: Final = {**TYPED, "kind": "question", "target_id": "0", "a_day": "3", "mode": "all", "endpoint": "x"}
ENDS: Final[dict[str, Callable[[int], object]]] = {
    "the account is closed": lambda number: closing.close_account(
        db.session.get_one(Member, number), sure=True
    ),
    "its sessions are ended": lambda number: services.end_sessions(db.session.get_one(Member, number)),
    "another browser signs it out": lambda number: db.session.execute(
        delete(SignInRow).where(SignInRow.member_id == number)
    ),
}


@pytest.fixture
def meanwhile(app: "Huzhu") -> Callable[[Callable[[], object]], None]:
    """Lets something happen between the moment at which the next request is recognised and its deed."""
    waiting: list[Callable[[], object]] = []

    def happen() -> None:
        def run(deed: Callable[[], object]) -> None:
            with app.app_context():
                with unit_of_work():
                    deed()
                db.session.remove()

        if waiting:
            thread = threading.Thread(target=run, args=(waiting.pop(),))
            thread.start()
            thread.join()
            db.session.rollback()

    app.before_request_funcs[None].append(happen)
    return waiting.append


@both_databases
@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_done_for_a_session_that_ended_on_the_way(
    app: "Huzhu",
    alice: Actor,
    bob: Actor,
    member: MakeMember,
    sign_in: SignIn,
    meanwhile: Callable[[Callable[[], object]], None],
    end: str,
) -> None:
    number = things(alice, bob)["question_id"]
    addresses = (
        "/ask",
        f"/questions/{number}/answer",
        f"/posts/{number}/comment",
        f"/posts/{number}/flag",
        "/settings/helping",
        "/settings/notifications",
        "/settings/privacy/withdraw",
    )
    for place, address in enumerate(addresses):
        guest = member(f"guest{place}").id
        browser = sign_in(app.test_client(), services_actor(guest))
        meanwhile(lambda guest=guest: ENDS[end](guest))  # type: ignore[misc]
        before: list[dict[str, object]] = []
        app.before_request_funcs[None].append(lambda before=before: before.append(contents()))
        answer = browser.post(address, data=LONG)
        app.before_request_funcs[None].pop()
        assert (answer.status_code, address) == (401, address)
        assert contents() == before[0], address


def services_actor(number: int) -> Actor:
    """The actor of a member who was just made."""
    made = db.session.get_one(Member, number)
    return Actor(member_id=made.id, name=made.name, role=Role(made.role), confirmed=True)


@both_databases
def test_nothing_is_done_for_a_key_that_was_revoked_on_the_way(
    app: "Huzhu", alice: Actor, bob: Actor, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    number = things(alice, bob)["question_id"]
    key = key_of(bob.id)
    before: list[dict[str, object]] = []
    revoked = update(ApiToken).where(ApiToken.member_id == bob.id).values(revoked_at=ApiToken.created_at)
    meanwhile(lambda: db.session.execute(revoked))
    app.before_request_funcs[None].append(lambda: before.append(contents()))
    answer = app.test_client().post(
        f"/api/v1/posts/{number}/comments",
        json={"body": TYPED["body"]},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "of a comment"},
    )
    app.before_request_funcs[None].pop()
    assert answer.status_code == 401
    assert contents() == before[0]


def test_a_role_that_a_key_had_no_longer_counts(
    app: "Huzhu",
    alice: Actor,
    bob: Actor,
    carol: Actor,
    member: MakeMember,
    meanwhile: Callable[[Callable[[], object]], None],
) -> None:
    number = things(alice, bob)["post_id"]
    key = key_of(carol.id)
    member("ruth", role=Role.ADMIN)

    def step_down() -> None:
        services.set_role(db.session.get_one(Member, carol.id), Role.MEMBER, by=SYSTEM)

    meanwhile(step_down)
    answer = app.test_client().delete(f"/api/v1/posts/{number}", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403
