"""A campaign to run, and an admin who runs it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from community.kernel import clock
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.campaigns import services
from gamification.campaigns.rules import Metric, Plan
from tests.conftest import MakeMember, actor_of
from tests.gamification.conftest import Thread

START = datetime(2026, 4, 1, tzinfo=UTC)
END = START + timedelta(days=10)
FROZEN = END + timedelta(hours=25)
BEFORE = START - timedelta(days=1)
PLAN = Plan(
    orientation="community",
    title="April helps",
    title_zh="四月互助",
    weights={Metric.STARS: 3, Metric.ACCEPTED: 5},
    starts_at=START,
    ends_at=END,
    daily_cap=40,
    pair_cap=20,
    budget=100,
    unit="credit points",
    rate=2,
    band=10,
)
MakeCampaign = Callable[..., str]


@pytest.fixture
def admin(member: MakeMember) -> Actor:
    """Frank runs campaigns."""
    return actor_of(member("frank", role=Role.ADMIN))


@pytest.fixture
def campaign(admin: Actor) -> MakeCampaign:
    """Makes a campaign that is public unless told otherwise, and returns its address."""

    def make(*, public: bool = True, **changes: object) -> str:
        with clock.at(BEFORE):
            with unit_of_work():
                made = services.create(Plan(**{**_values(), **changes}), by=admin)  # type: ignore[arg-type]
                slug, number = made.slug, made.id
            if public:
                with unit_of_work():
                    services.publish(number, by=admin)
        return slug

    return make


def _values() -> dict[str, object]:
    return {name: getattr(PLAN, name) for name in Plan.__dataclass_fields__}


def star(thread: Thread, asker: Actor, author: Actor, when: datetime, stars: int = 5) -> int:
    """Let `author` answer and `asker` give stars at a moment; returns the answer's id."""
    with clock.at(when):
        answer = thread(asker, author)
        with unit_of_work():
            ratings.rate(answer, stars, by=asker)
            return answer.id
