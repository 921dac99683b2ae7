"""A macro does several deeds on a case in one go: said before, all or none, logged as one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing import letters
from community.routing.models import Letter
from community.tags import queries as tag_queries
from community.tags import services as tags
from moderation.audit.models import ModerationLogEntry
from moderation.escalation import working
from moderation.escalation.models import Case, CaseNote, CaseReply
from moderation.macros import catalogue, queries, rehearsing, rules, services
from moderation.macros.models import Macro
from moderation.macros.rules import Step
from moderation.sla import queries as promises
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.conversation.conftest import Browser

ASK = (
    Step("letter", {"text": "{customer|there}, which serial number is it?"}),
    Step("note", {"text": "Serial number asked for."}),
    Step("tag", {"tag": "serial"}),
    Step("wait", {}),
)


def keep(by: Actor, *steps: Step, title: str = "Ask for the serial", **more: object) -> str:
    with unit_of_work():
        return services.keep(title, steps, by=by, **more)  # type: ignore[arg-type]


@both_databases
def test_all_steps_are_done_and_logged_as_one(case: Case, dave: Actor) -> None:
    slug = keep(dave, *ASK)
    with unit_of_work():
        services.run(case.id, slug, by=dave)
    db.session.expire_all()
    assert db.session.query(Letter).one().body_markdown == "Alice, which serial number is it?"
    assert db.session.query(CaseNote).one().body == "Serial number asked for."
    assert set(questions.tag_names(case.question_id)) == {"wifi", "serial"}
    found = db.session.get_one(Case, case.id)
    assert (found.state, found.owner_id) == ("waiting-for-customer", dave.id)
    entry = db.session.query(ModerationLogEntry).filter_by(act="macro-run").one()
    assert [each["deed"] for each in entry.data["steps"]] == ["letter", "note", "tag", "wait"]
    assert queries.of_slug(slug).used_count == 1


def test_a_new_one_takes_nobodys_place_however_alike_their_titles_are(dave: Actor) -> None:
    slugs = [keep(dave, *ASK, title=title) for title in ("Что делать", "Как быть")]
    assert {each.slug: each.title for each in db.session.query(Macro)} == dict(
        zip(slugs, ("Что делать", "Как быть"), strict=True)
    )


def test_a_tag_that_is_there_by_another_name_is_no_hindrance(case: Case, dave: Actor, carol: Actor) -> None:
    with unit_of_work():
        tags.add_synonym(tag_queries.tag_or_404("wifi"), "wlan", by=carol)
    slug = keep(dave, Step("tag", {"tag": "#WLAN"}), Step("note", {"text": "About the radio."}))
    with unit_of_work():
        services.run(case.id, slug, by=dave)
    assert questions.tag_names(case.question_id) == ["wifi"]
    assert db.session.query(CaseNote).one().body == "About the radio."


@both_databases
def test_one_step_that_is_refused_undoes_all(case: Case, dave: Actor) -> None:
    slug = keep(
        dave,
        Step("note", {"text": "About to be undone."}),
        Step("reply", {"text": "Call us at 0171 2345678, or write to mei.lin@wrenmail.de."}),
        Step("resolve", {}),
    )
    with pytest.raises(services.StepRefused, match="There is private data") as refused, unit_of_work():
        services.run(case.id, slug, by=dave)
    assert refused.value.number == 2
    assert db.session.query(CaseNote).count() == 0
    assert db.session.query(CaseReply).count() == 0
    assert db.session.get_one(Case, case.id).owner_id is None
    assert queries.of_slug(slug).used_count == 0


def test_the_preview_says_exactly_what_will_happen_and_does_nothing(
    browser: Browser, case: Case, dave: Actor
) -> None:
    slug = keep(dave, *ASK)
    agent = browser(dave)
    address = f"/desk/cases/{case.id}/macros/{slug}"
    page = agent.get(address).text
    assert "write to the asker alone: “Alice, which serial number is it?”" in page
    assert "tag the question with “serial”" in page
    assert "wait for the customer; no clock runs" in page
    assert "Do it" in page
    assert db.session.query(Letter).count() == 0
    assert db.session.query(ModerationLogEntry).filter_by(act="macro-run").count() == 0
    assert agent.post(address).status_code == 303
    assert db.session.query(Letter).count() == 1
    assert f"/desk/cases/{case.id}/macros/{slug}" in agent.get(f"/desk/cases/{case.id}").text


def test_what_has_changed_since_the_preview_is_looked_at_first(
    browser: Browser, case: Case, question: Question, alice: Actor, dave: Actor, erin: Actor
) -> None:
    slug = keep(dave, Step("letter", {"text": "Which serial number is it?"}))
    agent, address = browser(dave), f"/desk/cases/{case.id}/macros/{slug}"

    def press(page: str) -> TestResponse:
        names = (re.search(rf'name="{name}"[^>]* value="([^"]+)"', page) for name in ("once", "seen"))
        once, seen = (found[1] for found in names if found)
        return agent.post(address, data={"once": once, "seen": seen})

    page = agent.get(address).text
    keep(erin, Step("letter", {"text": "We are closed."}), slug=slug)
    refused = press(page)
    assert refused.status_code == 409
    assert "It does something else by now" in refused.text
    assert "We are closed." in refused.text
    with unit_of_work():
        letters.write_to_team(question, "I found the serial number.", by=alice)
    refused = press(refused.text)
    assert refused.status_code == 409
    assert "Alice wrote in this case meanwhile" in refused.text
    assert db.session.query(Letter).filter_by(from_asker=False).count() == 0
    assert press(refused.text).status_code == 303
    assert db.session.query(Letter).filter_by(from_asker=False).one().body_markdown == "We are closed."


def test_the_preview_says_what_is_not_possible(
    browser: Browser, case: Case, dave: Actor, erin: Actor
) -> None:
    slug = keep(dave, *ASK)
    with unit_of_work():
        working.claim(case.id, by=erin)
    page = browser(dave).get(f"/desk/cases/{case.id}/macros/{slug}").text
    assert "Already taken by Erin." in page
    assert "Do it" not in page
    assert browser(dave).post(f"/desk/cases/{case.id}/macros/{slug}").status_code == 409
    with unit_of_work():
        working.resolve(case.id, by=erin)
    assert isinstance(rehearsing.refusal(case.id, slug, by=dave), Conflict)


def test_what_nobody_knows_is_not_sent(case: Case, dave: Actor) -> None:
    slug = keep(dave, Step("letter", {"text": "Your {product} is on its way."}))
    with pytest.raises(services.StepRefused, match="Nothing is known for: product"), unit_of_work():
        services.run(case.id, slug, by=dave)


def test_a_case_goes_to_a_team_of_its_own_tier_alone(case: Case, dave: Actor) -> None:
    slug = keep(dave, Step("team", {"team": "specialists"}))
    with pytest.raises(services.StepRefused, match="other tier"), unit_of_work():
        services.run(case.id, slug, by=dave)
    slug = keep(dave, Step("team", {"team": "accounts"}))
    with unit_of_work():
        services.run(case.id, slug, by=dave)
    db.session.expire_all()
    found = db.session.get_one(Case, case.id)
    assert (found.team, found.owner_id) == ("accounts", None)
    assert promises.promise_of(case.id).facts["team"] == "accounts"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((), "1 to 8 steps"),
        (tuple(Step("wait", {}) for _ in range(9)), "1 to 8 steps"),
        ((Step("fly", {}),), "Choose what step 1 does"),
        ((Step("note", {"text": " "}),), "needs this"),
        ((Step("team", {"team": "pirates"}),), "look at this again"),
        ((Step("note", {"text": "{foo}"}),), "nothing can be filled in for {foo}"),
        ((Step("resolve", {}), Step("note", {"text": "Too late."})), "must be the last"),
    ],
)
def test_what_makes_no_sense_is_not_kept(dave: Actor, steps: tuple[Step, ...], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        keep(dave, *steps)
    assert db.session.query(Macro).count() == 0


def test_a_macro_is_made_by_buttons_alone(browser: Browser, dave: Actor) -> None:
    agent = browser(dave)
    page = agent.post("/desk/macros/new", data={"title": "Two", "add": "y", "new_deed": "note"})
    assert 'name="deed-0" value="note"' in page.text
    given = {"title": "Two", "deed-0": "note", "0-text": "First note"}
    page = agent.post("/desk/macros/new", data=given | {"add": "y", "new_deed": "wait"})
    assert "First note" in page.text
    both = given | {"deed-1": "wait"}
    turned = agent.post("/desk/macros/new", data=both | {"up": "1"}).text
    assert 'name="deed-0" value="wait"' in turned
    assert 'name="deed-1" value="note"' in turned
    left = agent.post("/desk/macros/new", data=both | {"drop": "0"}).text
    assert "First note" not in left
    nameless = agent.post("/desk/macros/new", data=both | {"title": ""})
    assert nameless.status_code == 422
    assert "First note" in nameless.text
    assert agent.post("/desk/macros/new", data=both | {"new_deed": ""}).status_code == 303
    (macro,) = queries.macros()
    assert [step.deed for step in macro.deeds] == ["note", "wait"]
    assert agent.get(f"/desk/macros/{macro.slug}").status_code == 200
    assert "First note" in agent.get("/desk/macros").text
    assert agent.post(f"/desk/macros/{macro.slug}/remove").status_code == 303
    assert queries.macros() == []


def test_a_step_that_was_chosen_and_not_added_is_meant_all_the_same(browser: Browser, dave: Actor) -> None:
    agent = browser(dave)
    first = {"title": "Two", "deed-0": "note", "0-text": "First note", "new_deed": "wait"}
    kept = agent.post("/desk/macros/new", data=first | {"keep": "y"})
    assert kept.status_code == 200
    assert "The step that you chose is added." in kept.text
    assert 'name="deed-1" value="wait"' in kept.text
    assert queries.macros() == []
    turned = agent.post("/desk/macros/new", data=first | {"deed-1": "note", "drop": "1"}).text
    assert '<option value="wait" selected>' in turned


def test_some_are_changed_by_admins_alone(browser: Browser, dave: Actor, member: MakeMember) -> None:
    boss = actor_of(member("ines", role=Role.ADMIN))
    slug = keep(boss, *ASK, admins_only=True)
    with pytest.raises(NotAllowed):
        keep(dave, *ASK, slug=slug)
    with pytest.raises(NotAllowed), unit_of_work():
        services.drop(slug, by=dave)
    for reader, offered in ((dave, False), (boss, True)):
        page = browser(reader).get("/desk/macros").text
        assert (f"/desk/macros/{slug}" in page, "Admins only" in page) == (offered, True)


def test_macros_are_for_staff(browser: Browser, alice: Actor, carol: Actor) -> None:
    for stranger in (alice, carol):
        for address in ("/desk/macros", "/desk/macros/new"):
            assert browser(stranger).get(address).status_code == 403


@pytest.mark.parametrize("deed", catalogue.DEEDS, ids=lambda deed: deed.slug)
def test_each_deed_says_what_it_will_do_from_what_it_is_given(deed: catalogue.Deed) -> None:
    given = {param.slug: "x" for param in deed.params}
    assert deed.tells % given
    assert (deed.unseen or deed.tells) % given


@given(st.lists(st.sampled_from([each.slug for each in catalogue.DEEDS]), max_size=8))
def test_only_the_last_step_may_take_the_case_away(deeds: list[str]) -> None:
    place = rules.misplaced(deeds, catalogue.LEAVING)
    if place is None:
        assert not catalogue.LEAVING & set(deeds[:-1])
    else:
        assert deeds[place] in catalogue.LEAVING
        assert place < len(deeds) - 1
