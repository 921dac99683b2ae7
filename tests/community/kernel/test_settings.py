"""Where letters lead: to the address that was set, else to where this machine serves the site for itself; and the kept secret."""

import secrets
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import make_url

from app import commands
from community.kernel.config import Settings
from community.kernel.mailer import carrier_for
from community.kernel.storage import open_storage

UNSET = "http://127.0.0.1:8000"
SET = "https://community.example.com"


@pytest.mark.parametrize(
    ("given", "host", "expected"),
    [
        ({}, "127.0.0.1", "http://127.0.0.1:8163"),
        ({}, "localhost", "http://localhost:8163"),
        ({}, "0.0.0.0", UNSET),  # noqa: S104 - nothing is served here
        ({"base_url": SET}, "127.0.0.1", SET),
    ],
)
def test_links_lead_to_the_port_that_is_served(
    tmp_path: Path, given: dict[str, str], host: str, expected: str
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, **given)  # type: ignore[arg-type]
    settings.serves_at(host, 8163)
    assert settings.base_url == expected


def test_what_is_set_to_nothing_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compose file passes on as empty what nobody has set; the data then lay in whatever folder that was."""
    for name in ("DATA_DIR", "MAIL_FROM", "SITE_NAME", "TRUSTED_PROXIES", "BASE_URL", "PRESET"):
        monkeypatch.setenv(f"HUZHU_{name}", "")
    found, usual = Settings.from_env(_env_file=None), Settings.model_fields
    assert found.data_dir == Path("var").absolute()
    assert (found.mail_from, found.site_name) == (usual["mail_from"].default, usual["site_name"].default)
    assert found.own_address is None


def test_a_name_that_is_no_setting_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was as if nothing had been set: letters led to this machine, and nobody was told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(
        "HUZHU_SMPT_URL=smtp://mail.example.com\nHUZHU_BASE_URL=https://help.example.com\n"
    )
    monkeypatch.setenv("HUZHU_COLOUR", "green")
    monkeypatch.setenv("HUZHU_BENCH_SIZES", "10k")
    told = CliRunner().invoke(commands, ["config"])
    assert told.exit_code == 0
    assert told.stderr.splitlines() == [
        "huzhu: HUZHU_COLOUR is no setting and changes nothing",
        "huzhu: HUZHU_SMPT_URL is no setting and changes nothing; is HUZHU_SMTP_URL meant?",
        f"huzhu: no letter leaves: HUZHU_SMTP_URL names no mail server, so they lie in {tmp_path / 'var' / 'mail'}",
    ]
    (tmp_path / ".env").write_text(
        "HUZHU_SMTP_URL=smtp://mail.example.com\nHUZHU_BASE_URL=https://help.example.com\n"
    )
    monkeypatch.delenv("HUZHU_COLOUR")
    assert CliRunner().invoke(commands, ["config"]).stderr == ""


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("LLM_URL", "https://llm.example.com/v1", "LLM_MODEL"),
        ("LLM_MODEL", "tiny", "LLM_URL"),
        ("OIDC_ISSUER", "https://accounts.example.com", "OIDC_CLIENT_ID"),
        ("OIDC_CLIENT_ID", "huzhu", "OIDC_ISSUER"),
    ],
)
def test_half_of_what_needs_two_is_said(
    name: str, value: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No model was asked, and nobody was told why."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"HUZHU_{name}", value)
    told = CliRunner().invoke(commands, ["config"])
    assert told.exit_code == 0
    assert told.stderr == f"huzhu: HUZHU_{name} changes nothing without HUZHU_{other}\n"


def test_a_database_file_is_looked_for_from_here_and_not_beside_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = Settings.from_env(_env_file=None, database_url="sqlite:///site.sqlite")
    assert found.database_url == f"sqlite:///{tmp_path / 'site.sqlite'}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "postgresql+psycopg:///huzhu?host=/run/postgresql&user=huzhu&password=geheim"),
        ("database_url", "postgresql+psycopg://huzhu:geheim@data.example.com/huzhu?sslpassword=geheim"),
        ("redis_url", "redis://cache.example.com/0?password=geheim"),
        ("llm_url", "https://llm.example.com/v1?api_key=geheim&version=2"),
        ("queue_url", "amqp://huzhu:geheim@a.example.com;amqp://huzhu:geheim@b.example.com"),
    ],
)
def test_a_password_is_masked_wherever_in_an_address_it_stands(name: str, value: str) -> None:
    shown = Settings.from_env(_env_file=None, **{name: value}).shown()
    assert "geheim" not in str(shown)
    assert "********" in shown[f"HUZHU_{name.upper()}"]


@pytest.mark.parametrize("name", ["site #1", "100%20", "why?", "a 互助 site"])
def test_everything_lies_in_the_data_folder_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    """Of `site #1` letters and pictures lay in a folder `site `, where any account could read them."""
    folder = tmp_path / name
    found = Settings.from_env(_env_file=None, data_dir=folder)
    assert open_storage(found.storage_url).root == folder / "uploads"  # type: ignore[attr-defined]
    assert carrier_for(found.smtp_url).path == folder / "mail"  # type: ignore[attr-defined]
    assert make_url(found.database_url).database == str(folder / "huzhu.sqlite")


def test_a_data_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Hashes of passwords lie there, and letters with links that let in."""
    folder = tmp_path / "a" / "site"
    Settings.from_env(_env_file=None, data_dir=folder).prepared()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_two_that_start_together_agree_on_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUZHU_SECRET_KEY", raising=False)

    def secret() -> str:
        return Settings(_env_file=None, data_dir=tmp_path).prepared().secret_key.get_secret_value()

    make, others = secrets.token_urlsafe, list[str]()

    def made_while_another_starts(length: int) -> str:
        if not others:
            others.append("")
            others[0] = secret()
        return make(length)

    monkeypatch.setattr("community.kernel.config.secrets.token_urlsafe", made_while_another_starts)
    assert secret() == others[0]
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
