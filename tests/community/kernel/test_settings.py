"""Where letters lead: to the address that was set, else to where this machine serves the site for itself."""

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
