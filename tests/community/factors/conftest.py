"""What tests of the second factor share: somebody who has one, and the codes of their app."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.factors import queries, totp
from community.factors.models import TotpSecret
from community.factors.rules import STEP
from community.kernel import clock
from community.kernel.db import db
from tests.community.accounts.conftest import Enter, MakePerson, enter, mailbox, person

__all__ = ["enter", "mailbox", "person"]

CODE = re.compile(r"<code class=\"token\">([A-Z2-9-]{19})</code>")
AppOf = Callable[..., str]


def app_code(member_id: int, *, later: int = 0) -> str:
    """What the member's app shows, `later` steps from now."""
    db.session.rollback()  # see what the pages wrote
    row = db.session.get_one(TotpSecret, member_id, populate_existing=True)
    return totp.code_of(queries.secret_in(row), int(clock.now().timestamp()) // STEP + later)


def set_up(client: FlaskClient, member_id: int) -> list[str]:
    """Through the pages, as people do; returns the recovery codes."""
    client.post("/settings/second-factor/begin")
    page = client.post("/settings/second-factor/app", data={"otp": app_code(member_id)})
    assert page.status_code == 200, page.text
    return CODE.findall(page.text)


@pytest.fixture
def mei(app: Flask, person: MakePerson, enter: Enter) -> tuple[int, list[str]]:
    """Mei, who has a second factor: her id and her recovery codes; her browser is signed out again."""
    member_id = person("mei").id
    client = enter("mei")
    codes = set_up(client, member_id)
    client.post("/sign-out")
    return member_id, codes
