"""An admin who sets rules, and customers' questions of each kind."""

import pytest

from community.kernel.policy import Actor
from tests.conftest import MakeMember, actor_of
from tests.moderation.escalation.conftest import Ask, ask

__all__ = ["Ask", "admin", "ask"]


@pytest.fixture
def admin(member: MakeMember) -> Actor:
    return actor_of(member("frida", role="admin"))
