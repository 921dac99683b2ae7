"""A form that comes back with something to mend: the cursor stands there, on whatever part of the page it is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from tests.browser.running import PASSWORD, person, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WHERE = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const inSight = box.top >= 0 && box.top < innerHeight;
  return [here.id, inSight, here.ariaInvalid === "true" || Boolean(here.querySelector(".field__error"))];
}"""


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    mei: Actor = person("mei", Role.MODERATOR)
    with unit_of_work():
        asking.ask("The hall lamp never learns its schedule", "It goes on at four.", ["lamps"], by=mei)
    with running(app) as address:
        yield address


def sent(page: "Page", form: str) -> list[object]:
    """Send a form past the checks of the browser; what has the focus then, is it in sight, is it what is wrong?"""
    with page.expect_navigation():
        page.eval_on_selector(form, "form => { HTMLFormElement.prototype.submit.call(form) }")
    page.wait_for_function("document.activeElement !== document.body")
    return list(page.evaluate(WHERE))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize(
    ("path", "form", "wrong"),
    [
        ("/questions/1/close", "main form:has([name=reason])", "reason"),  # choices, of which none was made
        ("/questions/1/merge", "main form:has([name=into])", "into"),  # a field beside a value
        ("/settings/account", "main form[action$=email]", "email"),  # a field of a form class
    ],
)
def test_the_first_thing_to_mend_has_the_focus(
    browser: "Browser", site: str, path: str, form: str, wrong: str, *, script: bool
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 480}, java_script_enabled=script)
    page.goto(f"{site}/sign-in?next={path}")
    page.fill("main [name=name]", "mei")
    page.fill("main [name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form .button--primary")
    where = sent(page, form)
    page.close()
    assert where == [wrong, True, True]
