"""Members to sanction, and the moderators who do it."""

import pytest

from community.kernel.policy import Actor, Role
from tests.conftest import MakeMember, actor_of


@pytest.fixture
def mona(member: MakeMember) -> Actor:
    """Mona moderates, too."""
    return actor_of(member("mona", role=Role.MODERATOR))


@pytest.fixture
def root(member: MakeMember) -> Actor:
    """Root is the admin."""
    return actor_of(member("root", role=Role.ADMIN))
