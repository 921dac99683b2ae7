"""An agent's hour: cases in two languages worked by keyboard alone, in a real browser, beside a second agent."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from community.accounts.models import SignIn
from community.comments import services as comments
from community.kernel import checks
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.routing import asking as ladder
from moderation.desk import listing
from moderation.desk.models import CaseDraft, HelpTaken
from moderation.escalation import working
from moderation.escalation.models import Case, CaseNote
from tests.browser.desk_site import ASKED, NEW, Site, enter, here, press, say, sign_in, site, take
from tests.browser.running import mounted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
__all__ = ["site"]  # the fixture
ASKS_AGAIN = 8_500  # ms: a little more than EVERY in live.js


def test_an_agents_hour(site: Site, browser: "Browser") -> None:
    page = enter(browser, site)
    page.clock.install()  # runs as it does, and is put forward where the page would ask again in a while
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/desk?view=all")
    mounted(page)
    assert page.locator(".inbox__row").count() == len(ASKED)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("take the case")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("台灯")
    press(page, "Enter")
    assert 0 < page.locator(".inbox__row").count() < len(ASKED)
    with site.app.app_context():
        done = _first_four(site, page)
        _lost_race(site, page)
        _news_of_the_list(site, page)
        _news_of_a_case(site, page)
        _draft_survives(site, page)
        _the_rest(site, page)
        _counts_are_right(site, page, done)
    page.context.close()
    assert [each for each in complaints if "409" not in each] == []


def _settled_twice(site: Site, page: "Page") -> int:
    case_id = take(page)
    say(page, "r", "Thank you for telling us. Please hold the button for ten seconds, then it learns anew.")
    expect(page.locator(".thread")).to_contain_text("hold the button")
    press(page, "e")
    assert site.case(case_id).state == "resolved"
    press(page, "g", "s")
    page.keyboard.press("j")
    press(page, "o")
    assert here(page) == case_id
    press(page, "u")
    assert site.case(case_id).state == "open"
    press(page, "e")
    return case_id


def _first_four(site: Site, page: "Page") -> dict[str, int]:
    """Settled and taken up again; answered alone and waited for; returned; passed on."""
    done = {"settled": _settled_twice(site, page)}
    done["waiting"] = take(page)
    say(page, "p", "请把订单号的后四位告诉我们。")
    expect(page.locator(".message--letter")).to_contain_text("订单号")
    press(page, "w")
    assert site.case(done["waiting"]).state == "waiting-for-customer"

    done["returned"] = take(page)
    say(page, "n", "The forum knows this better than we do.")
    expect(page.locator(".message--note")).to_contain_text("Only staff see this")
    page.keyboard.press("x")
    page.keyboard.type("People with many lamps know the trick.")
    press(page, "Control+Enter")
    assert site.case(done["returned"]).outcome == "returned"

    done["passed"] = take(page)
    page.keyboard.press("t")
    for number in range(page.locator(".deed[open] textarea").count()):
        page.keyboard.type(f"It hums below a third, with each of {number + 2} dimmers.")
        page.keyboard.press("Tab")
    press(page, "Enter")
    assert site.case(done["passed"]).tier == 2
    return done


def _lost_race(site: Site, page: "Page") -> None:
    """Fay takes the case that Dave looks at: he learns it from her name."""
    press(page, "g", "u")
    page.keyboard.press("j")
    wanted = page.evaluate("document.activeElement.closest('li').id")
    site.do(lambda: working.claim(int(wanted.removeprefix("case-")), by=site.people["fay"]))
    press(page, "c")
    expect(page.locator("main")).to_contain_text("Already taken by fay")


def _news_of_the_list(site: Site, page: "Page") -> None:
    """A new case does not move the rows: a pill says that there is one; who takes which is seen in its row."""
    page.goto("/desk?view=unassigned")
    mounted(page)
    before = page.locator(".inbox__row").count()
    last = page.locator(".inbox__row").last
    taken = int((last.get_attribute("id") or "").removeprefix("case-"))
    site.cases.append(site.do(lambda: _ask_again(site)))
    site.do(lambda: working.claim(taken, by=site.people["fay"]))
    page.clock.fast_forward(ASKS_AGAIN)
    expect(page.locator(".news__pill")).to_contain_text("1 case has come to this page", timeout=25_000)
    expect(last.locator(".inbox__owner")).to_contain_text("fay", timeout=25_000)
    assert page.locator(".inbox__row").count() == before
    press(page, ".")
    expect(page.locator(".inbox__rows")).to_contain_text(NEW[0])


def _ask_again(site: Site) -> int:
    question = asking.ask(NEW[0], NEW[1], ["lamps"], by=site.people["asker7"])
    if db.session.query(Case).filter_by(question_id=question.id).first() is None:
        ladder.ask_for_staff(question, "I need somebody of the shop.", by=site.people["asker7"])
    return int(db.session.query(Case).filter_by(question_id=question.id).one().id)


def _news_of_a_case(site: Site, page: "Page") -> None:
    """The customer writes while the case is open: the page says so, and shows it when asked."""
    case_id = take(page)
    question_id = site.case(case_id).question_id

    def remark() -> None:
        question = post_or_404(question_id)
        author = question.author_id or 0
        asker = next(each for each in site.people.values() if each.id == author)
        comments.comment(question, "One more thing: it began on a Tuesday.", by=asker)

    site.do(remark)
    page.clock.fast_forward(ASKS_AGAIN)
    expect(page.locator(".news__pill")).to_contain_text("wrote", timeout=25_000)
    page.keyboard.press(".")
    expect(page.locator(".thread")).to_contain_text("it began on a Tuesday")
    mounted(page)


def _draft_survives(site: Site, page: "Page") -> None:
    """What is begun outlives a reload and a session that ended; a suggestion is put in by its digit."""
    case_id = here(page)
    page.keyboard.press("r")
    page.keyboard.type("We have found")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved", timeout=15_000)
    page.reload()
    mounted(page)
    expect(page.locator("#body")).to_have_value("We have found")
    with unit_of_work():
        db.session.query(SignIn).delete()
    page.goto(f"/desk/cases/{case_id}")
    assert "/sign-in" in page.url
    sign_in(page, "dave")
    page.goto(f"/desk/cases/{case_id}")
    mounted(page)
    expect(page.locator("#body")).to_have_value("We have found")
    if page.locator("form[data-help]").count():
        page.keyboard.press("1")
        expect(page.locator("#body")).to_be_focused()
        page.keyboard.press("Escape")
        db.session.rollback()
    page.keyboard.press("r")
    page.keyboard.press("Control+End")
    page.keyboard.type(" the reason.")
    press(page, "Control+Enter")
    mounted(page)
    expect(page.locator("#body"), "what was sent does not come back as a draft").to_have_value("")
    db.session.rollback()
    assert db.session.query(CaseDraft).count() == 0
    press(page, "e")


def _the_rest(site: Site, page: "Page") -> None:
    while True:
        page.goto("/desk?view=unassigned")
        mounted(page)
        if not page.locator(".inbox__row").count():
            break
        page.keyboard.press("j")
        press(page, "c")
        say(page, "r", "It is on its way; you will have it on Friday. 谢谢你的耐心。")
        press(page, "e")
    expect(page.locator("main")).to_contain_text("Nothing waits for you here")


def _counts_are_right(site: Site, page: "Page", done: dict[str, int]) -> None:
    """What the page counts is what the database holds, and every invariant stands."""
    db.session.rollback()
    assert site.case(done["settled"]).state == "resolved"
    assert site.case(done["waiting"]).state == "waiting-for-customer"
    for view, count in listing.counts(site.people["dave"]).items():
        page.goto(f"/desk?view={view}")
        assert page.locator(".inbox__row").count() == count, view
        shown = page.locator(f'[data-live="count-{view}"]').inner_text()
        assert shown == str(count), view
    states = [state for (state,) in db.session.query(Case.state)]
    assert states.count("resolved") == len(site.cases) - 4  # waits, passed on, and the two that Fay has
    assert db.session.query(CaseNote).count() == 1  # what tier 2 needs to know is no note
    breaches = checks.run_all(db.session())
    assert {slug: lines for slug, lines in breaches.items() if lines and slug != "search-index"} == {}


def test_all_of_it_without_script(site: Site, browser: "Browser") -> None:
    page = enter(browser, site, java_script_enabled=False)
    page.goto("/desk?view=unassigned")
    page.locator(".inbox__take").first.click()
    case_id = here(page)
    page.locator(".composer__tab", has_text="Note").click()
    page.fill("#body", "Looks like the storm of Sunday.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".message--note")).to_contain_text("storm of Sunday")
    page.locator(".composer__tab", has_text="Reply").click()
    page.fill("#body", "We send you a new bridge.")
    page.get_by_role("button", name="Send and wait").click()
    expect(page.locator(".thread")).to_contain_text("a new bridge")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Settle it").click()
    with site.app.app_context():
        assert site.case(case_id).state == "resolved"
        assert db.session.query(HelpTaken).count() == 0
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_nothing_is_wider_than_a_phone(site: Site, browser: "Browser", lang: str) -> None:
    site.do(lambda: working.claim(site.cases[0], by=site.people["dave"]))
    page = enter(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    pages = ["/desk?view=all", "/desk?view=mine", "/desk/today", "/desk/load", "/desk/canned"]
    for address in [*pages, f"/desk/cases/{site.cases[0]}", f"/desk/cases/{site.cases[2]}"]:
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
        mounted(page)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_the_views_stand_on_one_line_where_their_counts_have_two_digits(
    site: Site, browser: "Browser", lang: str
) -> None:
    page = enter(browser, site)
    page.goto(f"/desk?lang={lang}")
    mounted(page)
    page.evaluate("for (const each of document.querySelectorAll('.tabs__count')) each.textContent = '88'")
    lines = page.evaluate(
        "new Set([...document.querySelectorAll('.tabs li')].map((each) => each.offsetTop)).size"
    )
    assert lines == 1
    spare = "document.querySelector('.tabs__list').getBoundingClientRect().right"
    last = "document.querySelector('.tabs li:last-child').getBoundingClientRect().right"
    assert page.evaluate(f"{spare} - {last}") > 15  # a bar for scrolling takes as much
    page.context.close()
