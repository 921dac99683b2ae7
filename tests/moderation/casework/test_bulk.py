"""One deed on many cases: shown first, done to each that allows it, and the others named with why."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.queries import question_or_404
from community.routing import letters
from moderation.casework import bulk
from moderation.desk import listing
from moderation.escalation import queries as cases
from moderation.escalation import working
from tests.conftest import SignIn
from tests.moderation.casework.conftest import MakeAgent, OpenCase, case_now

HERE = {"view": ["all"], "tag": ["router"], "page": ["2"]}


def leads(address: str) -> tuple[str, dict[str, list[str]]]:
    """Where an address leads, however it is written."""
    parts = urlsplit(unescape(address))
    return parts.path, parse_qs(parts.query)


def test_it_shows_what_would_happen_and_does_the_rest(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    ids, omar, lin = [open_case(number) for number in range(3)], agent("omar"), agent("lin")
    with unit_of_work():
        working.claim(ids[1], by=lin)
    sign_in(client, omar)
    form = {"deed": "resolve", "case": [str(each) for each in (*ids, 999)], "note": "The outage is over."}
    shown = client.post("/desk/bulk", data=form)
    assert "This would be done with 2 cases" in shown.text
    assert "Already taken by Lin." in shown.text
    assert [case_now(each).state for each in ids] == ["open", "open", "open"]
    done = client.post("/desk/bulk", data=form | {"sure": "y"})
    assert "Done with 2 cases." in done.text
    assert [case_now(each).state for each in ids] == ["resolved", "open", "resolved"]
    assert [each.body for each in cases.notes_of(ids[0])] == ["The outage is over."]
    assert cases.breaches(db.session()) == []


def test_many_are_given_and_wait_at_once(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    ids, omar, lin = [open_case(number) for number in range(2)], agent("omar"), agent("lin")
    sign_in(client, omar)
    chosen = [str(each) for each in ids]
    sure = {"case": chosen, "sure": "y"}
    assert client.post("/desk/bulk", data=sure | {"deed": "wait"}).status_code == 303
    assert {case_now(each).state for each in ids} == {"waiting-for-customer"}
    assert client.post("/desk/bulk", data=sure | {"deed": "assign", "member": str(lin.id)}).status_code == 303
    assert {case_now(each).owner_id for each in ids} == {lin.id}


def test_what_somebody_wrote_since_it_was_shown_is_read_before_it_is_settled(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, alice: Actor, sign_in: SignIn
) -> None:
    ids, omar = [open_case(number) for number in range(2)], agent("omar")
    form = {"deed": "resolve", "case": [str(each) for each in ids]}
    shown = sign_in(client, omar).post("/desk/bulk", data=form).text
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)
    assert len(seen) == 2
    with unit_of_work():
        question = question_or_404(case_now(ids[0]).question_id)
        letters.write_to_team(question, "It has just begun to smoke.", by=alice)
    done = client.post("/desk/bulk", data=form | {"sure": "y", "seen": seen}).text
    assert "Alice wrote in it meanwhile; read that first." in done
    assert [case_now(each).state for each in ids] == ["open", "resolved"]


def test_one_comes_back_to_the_list_that_one_chose_from(
    client: FlaskClient,
    open_case: OpenCase,
    agent: MakeAgent,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing.listed, "__kwdefaults__", {"per_page": 1})
    for number in range(3):
        open_case(number, tags=["router"])
    sign_in(client, agent("omar"))
    seen = client.get("/desk?view=all&tag=router&page=2").text
    action = unescape(found[1]) if (found := re.search(r'id="bulk" action="([^"]+)"', seen)) else ""
    chosen = re.findall(r'name="case" value="(\d+)"', seen)
    assert leads(action) == ("/desk/bulk", HERE)
    refused = client.post(action, data={"deed": "assign", "case": chosen})
    assert refused.status_code == 422
    assert re.findall(r'name="case" value="(\d+)" form="bulk" checked', refused.text) == chosen
    turned = re.findall(r'class="pages__number" href="([^"]+)"', refused.text)
    assert [leads(each) for each in turned] == [("/desk", HERE | {"page": [number]}) for number in "123"]
    shown = client.post(action, data={"deed": "wait", "case": chosen}).text
    assert [leads(each) for each in re.findall(r'href="(/desk\?[^"]*page=2[^"]*)"', shown)] == [
        ("/desk", HERE)
    ] * 2
    again = re.search(r'action="(/desk/bulk[^"]+)"', shown)
    assert again
    assert leads(again[1]) == ("/desk/bulk", HERE)
    done = client.post(action, data={"deed": "wait", "case": chosen, "sure": "y"})
    assert (done.status_code, leads(done.location)) == (303, ("/desk", HERE))


def test_a_refusal_is_said_where_the_list_is_empty_by_now(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    case_id = open_case()
    sign_in(client, agent("omar"))
    form = {"deed": "assign", "case": [str(case_id)], "note": "The outage is over."}
    refused = client.post("/desk/bulk?view=all&tag=nobody-asks", data=form)
    assert refused.status_code == 422
    assert 'id="bulk"' not in refused.text
    assert "Choose who shall have them." in refused.text
    assert "The outage is over." in refused.text


def test_a_note_that_cannot_be_kept_is_refused_before_it_is_shown(open_case: OpenCase) -> None:
    case_id = str(open_case())
    assert bulk.checked("resolve", [case_id], note="x" * 1_000).note
    with pytest.raises(Invalid) as refused:
        bulk.checked("resolve", [case_id], note="x" * 1_001)
    assert refused.value.field == "note"


@pytest.mark.parametrize(
    ("deed", "ids", "field"),
    [
        ("dance", ["1"], "deed"),
        ("wait", [], "case"),
        ("wait", ["x", "²"], "case"),
        ("assign", ["1"], "member"),
        ("wait", [str(number) for number in range(1, 102)], "case"),
    ],
)
def test_what_cannot_be_understood_is_refused(deed: str, ids: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        bulk.checked(deed, ids)
    assert refused.value.field == field


def test_what_one_gave_and_nobody_has_begun_is_shown_as_one_may_still_give_it(
    open_case: OpenCase, agent: MakeAgent
) -> None:
    case_id, omar, lin, mei = open_case(), agent("omar"), agent("lin"), agent("mei")
    with unit_of_work():
        working.assign(case_id, lin.id, by=omar)
    wanted = bulk.checked("assign", [str(case_id)], member_id=mei.id)
    assert [each.is_done for each in bulk.preview(wanted, by=omar)] == [True]
    assert [each.is_done for each in bulk.preview(wanted, by=mei)] == [False]
    assert [each.is_done for each in bulk.do(wanted, by=omar)] == [True]
    assert case_now(case_id).owner_id == mei.id
