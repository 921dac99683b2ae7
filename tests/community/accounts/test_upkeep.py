"""What accounts forget in time."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import upkeep
from community.accounts.models import KnownAddress, OneTimeLink, SignIn, SignInFailure, SignUp
from community.kernel import clock, jobs
from community.kernel.db import db
from tests.community.accounts.conftest import Enter, MakePerson

TABLES = (SignInFailure, SignIn, OneTimeLink, KnownAddress, SignUp)


def counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_each_thing_goes_at_its_own_time(
    app: Flask, client: FlaskClient, person: MakePerson, enter: Enter
) -> None:
    person("mei")
    enter("mei")
    client.post("/sign-in", data={"name": "mei", "password": "wrong"})
    client.post("/reset", data={"email": "mei@example.com"})
    given = {"name": "lin", "email": "lin@example.com", "password": "seven quiet badgers", "consent": "y"}
    app.test_client().post("/sign-up", data=given)
    jobs.run_due()
    start = clock.now()
    seen = []
    for days in (0, 2, 7.5, 8, 91):
        upkeep.forget_old(start + timedelta(days=days))
        seen.append(counts())
    assert seen == [
        [1, 1, 1, 1, 1],
        [0, 1, 1, 1, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0],
    ]
