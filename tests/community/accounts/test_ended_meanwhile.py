"""A deed of a session that its owner is just ending: what would outlive the session is not done any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts import credentials, hashing, queries, settings_routes, tokens
from community.accounts.models import ApiToken, Member, OneTimeLink
from community.accounts.tokens import Purpose
from community.factors import routes
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, MakePerson
from tests.community.factors.conftest import app_code
from tests.conftest import both_databases

Meet = Callable[[ModuleType], None]
NEW = "seven quiet badgers"
DEEDS = [
    (settings_routes, "/settings/tokens", {"label": "mine"}),
    (settings_routes, "/settings/password", {"current": PASSWORD, "password": "five loud herons"}),
    (settings_routes, "/settings/email", {"current": PASSWORD, "email": "elsewhere@example.org"}),
]


def owner_resets(member_id: int) -> None:
    """The owner chooses a new password by a letter, which ends every session and key."""
    with unit_of_work():
        word = secret_links.word_of(tokens.issue(member_id, Purpose.RESET))
    with unit_of_work():
        credentials.reset_password(word, hashing.hashed(NEW))


@pytest.fixture
def overtaken(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> Meet:
    """Has the owner be faster, once a deed of these pages waits for its turn."""
    member_id = person("mei").id

    def meet(pages: ModuleType) -> None:
        @contextmanager
        def after_the_owner() -> Iterator[None]:
            monkeypatch.setattr(pages, "unit_of_work", unit_of_work)
            owner_resets(member_id)
            with unit_of_work():
                yield

        monkeypatch.setattr(pages, "unit_of_work", after_the_owner)

    return meet


def left_behind() -> tuple[int | None, int | None]:
    """Keys, and links to another address, that are alive."""
    db.session.rollback()
    keys = select(func.count()).select_from(ApiToken).where(ApiToken.revoked_at.is_(None))
    change = OneTimeLink.purpose == Purpose.EMAIL_CHANGE, OneTimeLink.used_at.is_(None)
    return db.session.scalar(keys), db.session.scalar(
        select(func.count()).select_from(OneTimeLink).where(*change)
    )


@both_databases
@pytest.mark.parametrize(("pages", "path", "fields"), DEEDS)
def test_nothing_outlives_a_session_that_ended_meanwhile(
    app: Flask, enter: Enter, overtaken: Meet, pages: ModuleType, path: str, fields: dict[str, str]
) -> None:
    client = enter("mei")
    overtaken(pages)
    answer = client.post(path, data=fields)
    assert answer.status_code in {302, 401}
    assert "hz_" not in answer.text
    assert left_behind() == (0, 0)
    assert hashing.fits(NEW, queries.get_or_404("mei").password_hash), "the owner's holds"
    assert client.get("/settings").status_code != 200


@both_databases
def test_no_second_factor_begins_in_a_session_that_ended_meanwhile(
    app: Flask, enter: Enter, overtaken: Meet
) -> None:
    client, member_id = enter("mei"), queries.get_or_404("mei").id
    client.post("/settings/second-factor/begin")
    code = app_code(member_id)
    overtaken(routes)
    answer = client.post("/settings/second-factor/app", data={"otp": code})
    assert answer.status_code in {302, 401}
    db.session.expire_all()
    assert db.session.get_one(Member, member_id).second_factor_at is None, "or its owner could not come in"
