"""A command that cannot do its work says why in one sentence, never with a traceback."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import commands, create_app
from community.kernel.config import Settings
from community.kernel.errors import DomainError, SettingsError


def huzhu(folder: Path, *words: str, **given: str) -> Result:
    return CliRunner().invoke(
        commands,
        list(words),
        obj=lambda: create_app(Settings(_env_file=None, data_dir=folder, **given).prepared()),  # type: ignore[arg-type]
    )


def is_one_sentence(told: Result) -> bool:
    """Whether the console script would end with a line of words: these errors it says in one."""
    return isinstance(told.exception, SettingsError | DomainError) or (
        isinstance(told.exception, SystemExit) and told.exception.code == 2
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("replay",),
        ("tick",),
        ("search", "hub"),
        ("experts", "1"),
        ("learn",),
        ("reindex",),
        ("rules", "rehearse", "angry-complaint"),
        ("gate", "rehearse", "links"),
    ],
    ids=" ".join,
)
def test_a_command_without_its_database_says_so(tmp_path: Path, words: Sequence[str]) -> None:
    told = huzhu(tmp_path, *words)
    assert is_one_sentence(told), repr(told.exception)[:500]


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("This is no database. " * 500)
    told = huzhu(tmp_path / "data", "check", database_url=f"sqlite:///{file}")
    assert is_one_sentence(told), repr(told.exception)[:500]


@pytest.mark.parametrize(
    "words", [("rules", "rehearse", "nothing"), ("gate", "rehearse", "nothing", "--off")]
)
def test_what_is_not_there_is_named_and_no_page_is_spoken_of(app: object, words: Sequence[str]) -> None:
    told = CliRunner().invoke(commands, words, obj=lambda: app)
    assert is_one_sentence(told), repr(told.exception)[:500]
    assert "'nothing'" in told.stderr
    assert "page" not in told.stderr


def test_a_moment_that_the_calendar_hardly_has_is_refused(app: object) -> None:
    told = CliRunner().invoke(commands, ["tick", "--at", "0001-01-01T00:00Z"], obj=lambda: app)
    assert is_one_sentence(told), repr(told.exception)[:500]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redis_url", "redis://cache.example.com:abc"),
        ("redis_url", "redis://cache.example.com:99999"),
        ("redis_url", "redis://["),
        ("queue_url", "amqp://queue.example.com:abc"),
        ("database_url", "postgresql+psycopg://data.example.com:abc/huzhu"),
        ("database_replica_url", "postgresql+psycopg://data.example.com:abc/huzhu"),
        ("smtp_url", "smtp://mail.example.com:abc"),
        ("llm_url", "http://["),
        ("base_url", "https://community.example.com:abc"),
        ("base_url", "https://["),
        ("oidc_issuer", "https://accounts.example.com:abc"),
        ("widget_origins", "https://shop.example.com:abc"),
        ("database_url", "postgresql+psycopg://data.example.com:99999/huzhu"),
        ("queue_url", "amqp://a.example.com:5672;amqp://b.example.com:abc"),
        ("database_url", "sqlite:///"),
        ("database_url", "sqlite:///:memory:"),
        ("storage_url", "file://"),
        ("storage_url", "s3://"),
        ("storage_url", "s3:///pictures"),
        ("base_url", "https://www.example.com/community"),
        ("base_url", "https://mia:secret@community.example.com"),
        ("base_url", "https://community.example.com?lang=en"),
        ("mail_from", "Help"),
        ("mail_from", "help@"),
        ("mail_from", "Help <help@example.com"),
        ("mail_from", "help@example.com, desk@example.com"),
        ("mail_from", "Help: desk <help@example.com>"),
        ("mail_from", "Help <help@example.com>\nBcc: all@example.com"),
    ],
)
def test_an_address_that_is_none_is_named_at_the_start(name: str, value: str) -> None:
    """Otherwise the start ends in a traceback, or everything starts and no letter ever leaves."""
    with pytest.raises(SettingsError, match=f"HUZHU_{name.upper()}"):
        Settings.from_env(_env_file=None, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redis_url", "redis://:6379/1"),
        ("redis_url", "unix:///run/redis.sock"),
        ("queue_url", "amqp://a.example.com:5672;amqp://b.example.com"),
        ("database_url", "postgresql+psycopg://huzhu:s[crt@[::1]:5432/huzhu"),
        ("database_url", "postgresql+psycopg:///huzhu?host=/run/postgresql"),
        ("smtp_url", "smtps://mail.example.com"),
        ("storage_url", "file:///srv/a:b/uploads"),
        ("llm_url", "http://[::1]:8080/v1"),
        ("database_url", ""),
        ("storage_url", "s3://huzhu/pictures"),
        ("base_url", "https://community.example.com:8443/"),
        ("mail_from", "help@example.com"),
        ("mail_from", "互助 👩‍💻 <help@example.com>"),
    ],
)
def test_an_address_that_can_be_read_is_taken(name: str, value: str) -> None:
    assert getattr(Settings.from_env(_env_file=None, **{name: value}), name) or not value
