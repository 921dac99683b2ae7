"""Two agents at one canned response or one macro: what the first of them kept is not written over unseen."""

import pytest

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.canned import services as canned
from moderation.canned.models import CannedResponse
from moderation.canned.services import Kept
from moderation.macros import services as macros
from moderation.macros.models import Macro
from moderation.macros.rules import Step
from tests.conftest import both_databases
from tests.meanwhile import BASE
from tests.moderation.conversation.conftest import Browser


@pytest.fixture
def forms(dave: Actor) -> dict[str, tuple[str, str, dict[str, str]]]:
    """For each kind: where its form stands, where it goes, and what it sends but for the title."""
    with unit_of_work():
        response = canned.keep(Kept("First words", "Hello there.", "en"), by=dave)
        macro = macros.keep("Note it", [Step("note", {"text": "Seen."})], by=dave)
    text = {"slug": response, "lang": "en", "body": "Hello there."}
    return {
        "canned": (f"/desk/canned/{response}", "/desk/canned", text),
        "macro": (f"/desk/macros/{macro}", f"/desk/macros/{macro}", {"deed-0": "note", "0-text": "Seen."}),
    }


@both_databases
@pytest.mark.parametrize(("kind", "model"), [("canned", CannedResponse), ("macro", Macro)])
def test_the_second_is_told_and_may_send_it_again(
    browser: Browser,
    dave: Actor,
    forms: dict[str, tuple[str, str, dict[str, str]]],
    kind: str,
    model: type[CannedResponse | Macro],
) -> None:
    page, to, given = forms[kind]
    agent = browser(dave)
    seen = BASE.findall(agent.get(page).text)[0]

    def send(title: str, base: str) -> tuple[int, str]:
        answer = agent.post(to, data={**given, "title": title, "base": base})
        db.session.expire_all()
        return answer.status_code, answer.text

    assert send("Words of the first", seen)[0] == 303
    status, told = send("Words of the second", seen)
    assert status == 409
    assert db.session.query(model).one().title == "Words of the first"
    assert "Somebody changed this meanwhile" in told
    assert 'value="Words of the second"' in told
    status, amiss = send("", seen)
    assert (status, BASE.findall(amiss)[0]) == (
        422,
        seen,
    )  # another fault does not make it forget what was seen
    assert send("Words of the second", BASE.findall(told)[0])[0] == 303
    assert db.session.query(model).one().title == "Words of the second"
