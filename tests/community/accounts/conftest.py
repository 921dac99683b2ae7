"""What tests of accounts share: signing up by the form, and reading the mail that was sent."""

import email
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import hashing, services
from community.accounts.models import Member
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import make_app
from tests.servers import PostgresServer

PASSWORD = "purple llamas dance"


class Mailbox:
    """The messages that the site has sent, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[EmailMessage]:
        """Send what waits, then read everything."""
        jobs.run_due()
        files = sorted(self._folder.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def last(self) -> EmailMessage:
        return self.all()[-1]

    def link(self) -> str:
        """The path of the last link in the text of the last message that leads to a secret word."""
        text = self.last().get_body(("plain",)).get_content()
        return urlsplit(re.findall(r"http\S+/(?:confirm|reset|email)/\S+", text)[-1]).path

    def word(self) -> str:
        """The secret word of that link."""
        return self.link().rpartition("/")[2]


@pytest.fixture
def mailbox(app: Flask, tmp_path: Path) -> Mailbox:
    """Where the messages of the application under test arrive."""
    return Mailbox(tmp_path / "mail")


MakePerson = Callable[..., Member]


@pytest.fixture
def person(app: Flask) -> MakePerson:
    """Makes members who have a password, PASSWORD unless said otherwise."""

    def make(name: str, password: str = PASSWORD, **given: object) -> Member:
        who = services.Applicant(
            name=name, email=f"{name}@example.com", password_hash=hashing.hashed(password)
        )
        with unit_of_work():
            member = services.create_member(who, services.Role.MEMBER)
            for field, value in given.items():
                setattr(member, field, value)
        return member

    return make


Enter = Callable[..., FlaskClient]


@pytest.fixture
def enter(client: FlaskClient) -> Enter:
    """Signs a member in through the form."""

    def sign_in(name: str, password: str = PASSWORD, **fields: str) -> FlaskClient:
        answer = client.post("/sign-in", data={"name": name, "password": password, **fields})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in


@pytest.fixture
def postgres_app(
    postgres_server: PostgresServer, postgres_template: str, worker_number: int, tmp_path: Path
) -> Iterator[Flask]:
    """The application on a PostgreSQL database of its own."""
    url = postgres_server.create_database(f"accounts_{worker_number}", postgres_template)
    made = make_app(tmp_path, database_url=url)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
