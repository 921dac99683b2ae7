"""A site with cases in two languages, its staff, and what their fingers do; for the tests of the desk."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.routing import asking as ladder
from moderation.escalation.models import Case
from tests.browser.running import PASSWORD, mounted, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ASKED = (
    (
        "The lamp in the hall never learns its schedule",
        "It goes on at four although I set six, and the app shows six.",
    ),
    (
        "My refund has been promised for three weeks now",
        "Two people promised it, and nothing has come to my account.",
    ),
    ("浴室的灯总在半夜自己亮起来", "设了关灯时间，半夜两点还是会亮，已经连着四个晚上了。"),
    (
        "Where can I see which lamps belong to a room",
        "The list shows nine names, and I cannot tell where they hang.",
    ),
    ("订单显示已送达但我没有收到台灯", "快递说放在门口了，可是门口什么都没有，监控里也没看到人来。"),
    (
        "The bridge forgets every lamp after a storm",
        "Each time the power goes I have to add twelve lamps again by hand.",
    ),
    ("更新之后手机上找不到客厅的灯", "昨天更新了应用，客厅那一组就不见了，别的房间都在。"),
    (
        "Can I hang the outdoor lamp under a wet roof",
        "The leaflet says splashes are fine, and water runs down my wall.",
    ),
    (
        "Two lamps answer to the same name",
        "I renamed the first, and now both of them go on whenever I ask for one.",
    ),
    ("语音打开台灯的时候大灯也跟着亮", "明明只说了台灯，大灯每次都一起打开，晚上很刺眼。"),
    (
        "The dimmer hums when it is below a third",
        "Above a third it is silent. Below, the whole kitchen hears it.",
    ),
    ("发票上的公司名字写错了怎么改", "下单时少写了两个字，财务说不能报销，需要重新开一张。"),
    (
        "The motion sensor sees the cat and not me",
        "It hangs where the leaflet says, and I walk past it without light.",
    ),
    (
        "My name on the parcel was spelt wrongly",
        "The post does not give it to me, because the name is not mine.",
    ),
    ("台灯的颜色和图片上差得太多", "图片是暖白，收到的是冷白，能换一个暖白的吗？"),
    (
        "How long may the warm colour be left on",
        "I would like it for the whole night, and wonder whether it ages.",
    ),
)
NEW = ("The strip under the stairs glows at its end", "Only the last ten centimetres, also when it is off.")


@dataclass
class Site:
    """A running site with a case for each question."""

    app: Any
    address: str
    people: dict[str, Actor] = field(default_factory=dict)
    cases: list[int] = field(default_factory=list)

    def do(self, deed: Callable[[], Any]) -> Any:
        """Something that happens elsewhere meanwhile, in its own transaction."""
        with self.app.app_context(), unit_of_work():
            return deed()

    def case(self, case_id: int) -> Case:
        db.session.rollback()
        return db.session.get_one(Case, case_id)


@pytest.fixture
def site(tmp_path: Path, empty_database: bytes) -> Iterator[Site]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        made = Site(app, "")
        for name, role in (("dave", Role.AGENT), ("fay", Role.AGENT), ("erin", Role.SPECIALIST)):
            made.people[name] = person(name, role)
        for number, words in enumerate(ASKED):
            if number % 2 == 0:
                made.people[f"asker{number // 2}"] = person(f"asker{number // 2}")
            made.cases.append(ask(made.people[f"asker{number // 2}"], *words))
    with running(app) as made.address:
        yield made


def ask(by: Actor, title: str, body: str) -> int:
    """Ask, and ask for staff where no rule did; returns the case."""
    with unit_of_work():
        question = asking.ask(title, body, ["lamps"], by=by)
        if db.session.query(Case).filter_by(question_id=question.id).first() is None:
            ladder.ask_for_staff(question, "I need somebody of the shop.", by=by)
        return int(db.session.query(Case).filter_by(question_id=question.id).one().id)


def enter(browser: "Browser", site: Site, name: str = "dave", **given: Any) -> "Page":
    """Somebody signed in, by keys where there is script."""
    settings = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", **given}
    context: BrowserContext = browser.new_context(base_url=site.address, **settings)
    page = context.new_page()
    page.goto("/sign-in")
    sign_in(page, name)
    return page


def sign_in(page: "Page", name: str) -> None:
    page.focus("main [name=name]")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: "Page", *keys: str) -> None:
    """Press keys; the last of them leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    mounted(page)


def say(page: "Page", key: str, words: str) -> None:
    """Write a reply (r), a letter (p) or a note (n), and send it."""
    page.keyboard.press(key)
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type(words)
    press(page, "Control+Enter")


def take(page: "Page") -> int:
    """Take the first case that nobody has."""
    press(page, "g", "u") if "/desk?" in page.url else page.goto("/desk?view=unassigned")
    mounted(page)
    page.keyboard.press("j")
    press(page, "c")
    return here(page)


def here(page: "Page") -> int:
    found = re.search(r"/desk/cases/(\d+)", page.url)
    assert found is not None, page.url
    return int(found[1])
