"""Where letters lead: to the address that was set, else to where this machine serves the site for itself; and the kept secret."""

import secrets
from pathlib import Path

import pytest

from community.kernel.config import Settings

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
