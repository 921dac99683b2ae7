"""Accounts and keys on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from community.accounts import cli, queries, signing_in
from community.accounts.models import Member
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.site_cli import prepare_site


def run(app: Flask, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(
        cli.user if words[0] == "user" else cli.token, words[1:], input=stdin, obj=lambda: app
    )


def test_a_new_site_has_no_account(tmp_path: Path) -> None:
    made = create_app(Settings(_env_file=None, data_dir=tmp_path).prepared())
    with made.app_context():
        prepare_site()
        assert db.session.scalar(select(func.count()).select_from(Member)) == 0
        db.session.remove()
        db.engine.dispose()


def test_an_account_is_made_confirmed_with_its_role(app: Flask) -> None:
    result = run(
        app,
        *(
            "user",
            "create",
            "admin",
            "--email",
            "ruth@example.com",
            "--role",
            "admin",
            "--password-stdin",
            "--json",
        ),
        stdin="seven quiet badgers\n",
    )
    assert result.exit_code == 0, result.output
    made = queries.get_or_404("admin")
    assert json.loads(result.stdout) == {
        "id": made.id,
        "name": "admin",
        "email": "ruth@example.com",
        "role": "admin",
    }
    assert made.confirmed_at is not None
    assert signing_in.attempt("admin", "seven quiet badgers", address="").member.id == made.id


def test_an_account_may_have_no_password(app: Flask) -> None:
    assert run(app, "user", "create", "mei", "--email", "mei@example.com").exit_code == 0
    assert queries.get_or_404("mei").password_hash is None


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("user", "create", "mei", "--email", "nowhere"), ""),
        (("user", "create", "m!", "--email", "mei@example.com"), ""),
        (("user", "create", "mei", "--email", "mei@example.com", "--password-stdin"), "password1\n"),
        (("user", "create", "taken", "--email", "mei@example.com"), ""),
        (("user", "create", "t4ken", "--email", "taken@example.com"), ""),
        (("token", "create", "nobody"), ""),
    ],
)
def test_what_cannot_be_done_is_one_sentence(app: Flask, words: tuple[str, ...], stdin: str) -> None:
    run(app, "user", "create", "taken", "--email", "taken@example.com")
    result = run(app, *words, stdin=stdin)
    assert isinstance(result.exception, DomainError)  # which the console script tells in one line, with 2
    assert "\n" not in str(result.exception)
    assert "%(" not in str(result.exception)


@pytest.mark.parametrize(
    "words",
    [
        ("user", "create", "mei", "--email", "mei@example.com", "--role", "boss"),
        ("user", "create", "mei"),
        ("user", "create", "mei", "--email", "mei@example.com", "--password-stdin"),
        ("token", "create", "mei", "--scope", "everything"),
    ],
)
def test_wrong_use_ends_with_two(app: Flask, words: tuple[str, ...]) -> None:
    assert run(app, *words).exit_code == 2
    assert queries.member_by_name("mei") is None


def test_a_key_is_printed_once(app: Flask) -> None:
    run(app, "user", "create", "mei", "--email", "mei@example.com")
    told = run(app, "token", "create", "mei", "--scope", "read", "--scope", "write", "--json")
    assert json.loads(told.stdout)["token"].startswith("hz_")
    plain = run(app, "token", "create", "mei")
    assert plain.stdout.strip().startswith("hz_")
    scopes = [token.scopes for token in queries.tokens_of(queries.get_or_404("mei").id)]
    assert scopes == [None, ["read", "write"]]
