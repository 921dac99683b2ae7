"""One deed on many cases: shown first, done to each that allows it, and the others named with why."""

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.unit_of_work import unit_of_work
from moderation.casework import bulk
from moderation.escalation import queries as cases
from moderation.escalation import working
from tests.conftest import SignIn
from tests.moderation.casework.conftest import MakeAgent, OpenCase, case_now


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
