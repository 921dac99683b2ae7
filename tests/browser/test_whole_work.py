"""A moderator's ten posts and an agent's three cases, in every way one can look at the site."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.escalation.models import Case
from moderation.review import opening
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind
from tests.browser.desk_site import ASKED, Site, ask
from tests.browser.hands import Hand, Mode, in_every_mode
from tests.browser.running import person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POSTS = 10
PATIENT_SECONDS = 600  # to undo, on a machine that is busy with other tests
REPLY = "I am sorry that it took so long. I have looked it up, and it is on its way to you."


@pytest.fixture
def site(tmp_path: Path, empty_database: bytes) -> Iterator[Site]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["huzhu_thresholds"]["undo_seconds"] = PATIENT_SECONDS
    made = Site(app, "")
    with app.app_context():
        for name, role in (("carol", Role.MODERATOR), ("dave", Role.AGENT)):
            made.people[name] = person(name, role)
        for number, (title, body) in enumerate(ASKED[: POSTS + 3]):
            if number % 2 == 0:
                asker = made.people[f"asker{number}"] = person(f"asker{number}")
            if number >= POSTS:
                made.cases.append(ask(asker, title, body))
                continue
            with unit_of_work():
                question = asking.ask(title, body, ["lamps"], by=asker)
                opening.open_item(question.id, ItemKind.FIRST_POST, ["first-posts"])
    with running(app) as made.address:
        yield made


def states(site: Site) -> list[str]:
    def look() -> list[str]:
        db.session.rollback()
        return [db.session.get_one(Case, number).state for number in site.cases]

    return list(site.do(look))


@in_every_mode
def test_a_moderator_decides_on_ten_posts_and_takes_one_back(
    browser: "Browser", site: Site, mode: Mode
) -> None:
    carol = Hand(browser, site.address, mode, "carol")
    carol.open("/review")
    carol.go("Take the next one")
    for turn in range(POSTS):
        if "/review/" not in carol.page.url:
            carol.open("/review")
            carol.go("Take the next one")
        carol.go("Approve")
        if turn == 0:
            carol.go("Undo")
            carol.go("Approve")
    decided = site.do(lambda: db.session.query(ReviewItem).filter_by(decision="approve").count())
    assert decided == POSTS
    carol.close()


@in_every_mode
def test_an_agent_sees_three_cases_through(browser: "Browser", site: Site, mode: Mode) -> None:
    first, second, third = site.cases
    dave = Hand(browser, site.address, mode, "dave")
    dave.open(f"/desk/cases/{first}")
    dave.go("Take the case")
    dave.write("Your words", REPLY)
    dave.go("Send and settle")
    dave.sees("This matter is closed")

    dave.open(f"/desk/cases/{second}")
    dave.go("Take the case")
    dave.open_up("Return")
    dave.write("Why the community can help best", "Many of you have the same lamp and know how it is set.")
    dave.go("Return it")

    dave.open(f"/desk/cases/{third}")
    dave.go("Take the case")
    dave.write("Your words", REPLY)
    dave.go("Send and wait")
    dave.open(f"/desk/cases/{third}")
    dave.go("Settle it")
    assert states(site) == ["resolved", "resolved", "resolved"]
    dave.close()
