"""What every test may use: an application on a real database, a browser without a screen, five people."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from flask_migrate import stamp
from hypothesis import HealthCheck, settings
from sqlalchemy import event

import app as house
from community.accounts.models import Member
from community.accounts.models import SignIn as SignInRow
from community.kernel import clock, ports, schema, secret_links
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from tests.servers import PostgresServer

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

pytest_plugins = ("tests.machine", "tests.quicker")

# Whatever else runs on this machine makes examples slow; how fast things are is measured elsewhere.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

SECRET = "a secret for tests only"


def make_app(data_dir: Path, **given: object) -> "Huzhu":
    """An application for tests: limits off, reactions loud, no note of a slow machine; without tables yet."""
    given = {"secret_key": SECRET, "rate_limits": "off", "slow_query_ms": 60_000, **given}
    made = house.create_app(Settings(_env_file=None, data_dir=data_dir, **given).prepared())
    made.config["TESTING"] = True
    made.config["WTF_CSRF_ENABLED"] = False
    made.extensions["huzhu_bus"].forgiving = False
    with made.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _wait_for_no_disk)
    return made


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    """Rows of tests die with the run, so they need not be safe from a power cut; what a killed process wrote stays."""
    connection.execute("PRAGMA synchronous = OFF").close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a SQLite file with every table and no row, made once."""
    folder = tmp_path_factory.mktemp("template")
    made = make_app(folder)
    with made.app_context():
        db.create_all()
        stamp(directory=str(schema.MIGRATIONS))  # commands take it for what migrations would have made
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return (folder / "huzhu.sqlite").read_bytes()


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: PostgresServer, worker_number: int, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a PostgreSQL database with every table and no row, made once a process."""
    name = f"empty_{worker_number}"
    made = make_app(tmp_path_factory.mktemp("pg"), database_url=postgres_server.create_database(name))
    with made.app_context():
        db.create_all()
        stamp(directory=str(schema.MIGRATIONS))
        db.engine.dispose()
    return name


both_databases = pytest.mark.parametrize(
    "app", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Huzhu]":
    """The application on an empty database of its own, inside its context; SQLite unless a test asks for both."""
    if getattr(request, "param", "sqlite") == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        number = request.getfixturevalue("worker_number")
        made = make_app(tmp_path, database_url=server.create_database(f"test_{number}", template))
    else:
        (tmp_path / "huzhu.sqlite").write_bytes(request.getfixturevalue("empty_database"))
        made = make_app(tmp_path)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: "Huzhu") -> FlaskClient:
    """A browser without a screen, signed out."""
    return app.test_client()


MakeMember = Callable[..., Member]


@pytest.fixture
def member(app: "Huzhu") -> MakeMember:
    """Makes members, for example with role="agent"."""

    def make(name: str, role: str = Role.MEMBER, **given: object) -> Member:
        now = clock.now()
        with unit_of_work():
            made = Member(
                name=name,
                name_key=name.casefold(),
                display_name=name.capitalize(),
                email=f"{name}@example.com",
                email_key=f"{name}@example.com",
                role=role,
                created_at=now,
                confirmed_at=now,
                **given,
            )
            db.session.add(made)
        return made

    return make


def actor_of(someone: Member, *, level: int | None = None) -> Actor:
    """The actor that a member is; with `level`, as if their standing were that."""
    standing = ports.standing_of(someone.id)
    return Actor(
        member_id=someone.id,
        name=someone.name,
        role=Role(someone.role),
        level=standing.level if level is None else level,
        privileges=standing.privileges,
        confirmed=someone.confirmed_at is not None,
    )


@pytest.fixture
def alice(member: MakeMember) -> Actor:
    """Alice asks."""
    return actor_of(member("alice"))


@pytest.fixture
def bob(member: MakeMember) -> Actor:
    """Bob answers."""
    return actor_of(member("bob"))


@pytest.fixture
def carol(member: MakeMember) -> Actor:
    """Carol moderates."""
    return actor_of(member("carol", role=Role.MODERATOR))


@pytest.fixture
def dave(member: MakeMember) -> Actor:
    """Dave is an agent."""
    return actor_of(member("dave", role=Role.AGENT))


@pytest.fixture
def erin(member: MakeMember) -> Actor:
    """Erin is a specialist."""
    return actor_of(member("erin", role=Role.SPECIALIST))


SignIn = Callable[[FlaskClient, Actor], FlaskClient]


@pytest.fixture
def sign_in() -> SignIn:
    """Sign an actor in without the form: the session that the form would have made."""

    def enter(client: FlaskClient, actor: Actor) -> FlaskClient:
        key = secrets.token_urlsafe(32)
        now = clock.now()
        with unit_of_work():
            epoch = db.session.get_one(Member, actor.id).session_epoch
            db.session.add(
                SignInRow(
                    key_hash=secret_links.fingerprint(key),
                    member_id=actor.id,
                    epoch=epoch,
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
        with client.session_transaction() as session:
            session["_user_id"] = key
            session["_fresh"] = True
        return client

    return enter
