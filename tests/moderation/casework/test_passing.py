"""Tier 2 gets a filled-in template, sees it as a card, and may send the case back with a reason."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.routing import queries as routing
from community.routing.models import Stage
from moderation.casework import passing, queries
from moderation.casework.catalogue import TEMPLATES, Template
from moderation.escalation import queries as cases
from moderation.escalation import replying
from moderation.sla import queries as clocks
from moderation.staff.catalogue import TEAMS
from tests.conftest import SignIn
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now


def filled(template: Template) -> dict[str, str]:
    return {each.slug: f"Words about {each.slug}." for each in template.fields if each.required}


@pytest.mark.parametrize("template", list(TEMPLATES), ids=lambda each: each.slug)
def test_each_template_belongs_to_a_team_of_tier_2_and_asks_for_what_it_needs(
    open_case: OpenCase, agent: MakeAgent, at: At, template: Template
) -> None:
    assert TEAMS[template.slug].tier == 2
    case_id, omar = open_case(), agent("omar")
    told = filled(template)
    for slug in told:
        with pytest.raises(Invalid, match="Please fill in") as refused:
            at(
                MONDAY,
                lambda slug=slug: passing.pass_on(
                    case_id, told | {slug: " "}, by=omar, template=template.slug
                ),
            )
        assert refused.value.field == slug
    assert case_now(case_id).tier == 1
    at(MONDAY, lambda: passing.pass_on(case_id, told | {"unknown": "x"}, by=omar, template=template.slug))
    found = case_now(case_id)
    assert (found.tier, found.team, found.owner_id) == (2, template.slug, None)
    (brief,) = queries.briefs_of(case_id)
    assert brief.told == told
    assert cases.breaches(db.session()) == []


def test_tier_2_sends_it_back_to_whoever_passed_it_on(open_case: OpenCase, agent: MakeAgent, at: At) -> None:
    case_id, omar, petra = open_case(), agent("omar"), agent("petra", role="specialist")
    team = case_now(case_id).team
    at(MONDAY, lambda: passing.pass_on(case_id, filled(TEMPLATES["specialists"]), by=omar))
    with pytest.raises(Invalid):
        at(MONDAY, lambda: passing.send_back(case_id, "", by=petra))
    at(MONDAY + timedelta(hours=1), lambda: passing.send_back(case_id, "Ask for the log first.", by=petra))
    found = case_now(case_id)
    assert (found.tier, found.team, found.owner_id) == (1, team, omar.id)
    (brief,) = queries.briefs_of(case_id)
    assert (brief.return_reason, brief.returned_by_id) == ("Ask for the log first.", petra.id)
    need = routing.need_of(found.question_id)
    assert need is not None
    assert need.stage == Stage.TIER_1
    assert [move.reason for move in routing.moves_of(need.id)][-2:] == ["passed-on", "sent-back"]
    assert cases.breaches(db.session()) == []
    assert routing.broken_paths(db.session()) == []
    with pytest.raises(Conflict):
        at(MONDAY, lambda: passing.send_back(case_id, "Again.", by=omar))
    at(MONDAY, lambda: replying.reply(case_id, "Please send us the log.", by=omar))


def test_the_page_keeps_what_was_typed_and_shows_the_card(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    case_id, petra = open_case(), agent("petra", role="specialist")
    sign_in(client, agent("omar"))
    typed = {
        "template": "safety",
        "happens": "Smoke from the case.",
        "product": "R7 lot 12",
        "in_use": "Unplugged",
    }
    refused = client.post(f"/desk/cases/{case_id}/pass", data=typed)
    assert refused.status_code == 422
    assert "Please fill in “Is anybody hurt?”" in refused.text
    assert "R7 lot 12" in refused.text
    assert client.post(f"/desk/cases/{case_id}/pass", data=typed | {"injury": "Nobody"}).status_code == 303
    page = sign_in(client, petra).get(f"/desk/cases/{case_id}").text
    for words in ("For the safety team", "R7 lot 12", "Nobody", "Send back to tier 1"):
        assert words in page


def test_what_is_promised_is_what_the_team_promises_that_has_it(
    open_case: OpenCase, agent: MakeAgent, at: At
) -> None:
    case_id, omar, petra = open_case(), agent("omar"), agent("petra", role="specialist")
    team = case_now(case_id).team
    at(MONDAY, lambda: passing.pass_on(case_id, filled(TEMPLATES["safety"]), by=omar, template="safety"))
    promise = clocks.promise_of(case_id)
    assert promise is not None
    assert promise.facts["team"] == "safety"
    at(MONDAY, lambda: passing.send_back(case_id, "Nobody is in danger.", by=petra))
    db.session.refresh(promise)
    assert promise.facts["team"] == team
