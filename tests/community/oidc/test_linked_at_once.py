"""An account elsewhere that comes in twice at once, or while the account here moves to another address."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.oidc import services
from community.oidc.models import OidcIdentity
from community.oidc.provider import Identity
from tests.conftest import both_databases

ALICE = Identity(issuer="https://id.example.com", subject="7", email="alice@example.com")


def come_in() -> int | None:
    with unit_of_work():
        member = services.member_of(ALICE)
        return None if member is None else member.id


def meanwhile(monkeypatch: pytest.MonkeyPatch, deed: Callable[[Member], object]) -> None:
    """Let something be done to the account just before it is held."""
    locked = accounts.locked

    def late(member_id: int) -> Member:
        member = locked(member_id)
        deed(member)
        db.session.flush()
        return member

    monkeypatch.setattr(services.accounts, "locked", late)


def linked() -> int:
    return db.session.scalar(select(func.count()).select_from(OidcIdentity)) or 0


@both_databases
def test_of_two_tabs_both_come_in_and_no_second_letter_is_written(
    app: Flask, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = {"issuer": ALICE.issuer, "subject": ALICE.subject, "created_at": clock.now()}
    meanwhile(monkeypatch, lambda member: db.session.add(OidcIdentity(member_id=member.id, **same)))
    assert come_in() == alice.id
    assert linked() == 1
    assert "oidc-linked" not in {each.payload.get("kind") for each in db.session.scalars(select(Job))}


def test_an_account_that_has_just_moved_is_not_given_to_its_old_address(
    app: Flask, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move(member: Member) -> None:
        member.email = member.email_key = "elsewhere@example.com"

    meanwhile(monkeypatch, move)
    assert come_in() is None
    assert linked() == 0
