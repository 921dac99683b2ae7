"""A site that may speak to the loopback of this machine, an admin, and a program that is told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import services
from community.webhooks.models import Webhook
from community.webhooks.rules import Wanted
from tests.community.webhooks.receiver import Receiver
from tests.conftest import MakeMember, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def grace(member: MakeMember) -> Actor:
    """Grace runs the site."""
    return actor_of(member("grace", role=Role.ADMIN))


@pytest.fixture
def receiver(app: "Huzhu") -> Iterator[Receiver]:
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(update={"webhook_hosts": "127.0.0.1"})
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def webhook(receiver: Receiver, grace: Actor) -> Webhook:
    """The receiver is told of everything."""
    with unit_of_work():
        return services.add(Wanted(url=receiver.url), by=grace)[0]
