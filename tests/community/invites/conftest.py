"""Whoever invites, and their letters and links."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from community.accounts import services as accounts
from community.invites import services
from community.kernel import jobs
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import MakeMember, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

PASSWORD = "seven quiet lamps on a shelf"


@pytest.fixture
def olga(member: MakeMember) -> Actor:
    """Olga runs the site."""
    return actor_of(member("olga", role=Role.ADMIN))


def link(uses: int, by: Actor, **terms: object) -> str:
    with unit_of_work():
        return services.make_link(services.Terms(**terms), uses, by=by)[1]  # type: ignore[arg-type]


def letter(app: "Huzhu") -> str:
    """The newest letter, after sending what waits."""
    jobs.run_due()
    paths = sorted((Path(app.extensions["huzhu_settings"].data_dir) / "mail").glob("*.eml"))
    body = message_from_bytes(paths[-1].read_bytes(), policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def applicant(name: str, email: str = "") -> accounts.Applicant:
    return accounts.applicant(name, email or f"{name}@example.com", PASSWORD, consent=True)
