"""What one process of the server sets, the pages for setting it show at once, whichever process answers."""

import pytest
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.web import Huzhu
from tests.community.api.conftest import Program, token_of
from tests.conftest import SignIn, both_databases
from tests.processes import another_process

__all__ = ["another_process"]

RULE = {"title": "Refunds", "words": "refund"}
RULE_BY_PROGRAM = {"title": "Refunds", "conditions": [{"what": "words", "any": ["refund"]}]}


@pytest.fixture
def here(client: FlaskClient, admin: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, admin)


@pytest.fixture
def there(here: FlaskClient, another_process: Huzhu) -> FlaskClient:
    """The same browser, answered by the other process, which has just read rules and checks."""
    made = another_process.test_client()
    with here.session_transaction() as signed_in, made.session_transaction() as same:
        same.update(signed_in)
    assert made.get("/desk/rules").status_code == 200
    assert made.get("/gate").status_code == 200
    return made


@both_databases
def test_a_rule_that_was_just_made_is_there(here: FlaskClient, there: FlaskClient) -> None:
    made = here.post("/desk/rules/new", data=RULE)
    assert made.status_code == 303
    assert there.get(made.location).status_code == 200
    assert there.post("/desk/rules/own-refunds", data={"mode": "live"}).status_code == 303


@both_databases
def test_terms_are_shown_as_they_were_saved_and_can_be_saved_again(
    here: FlaskClient, there: FlaskClient
) -> None:
    path = "/desk/rules/leaving"
    assert here.post(path, data={"bound": "0.61"}).status_code == 303
    page = there.get(path).text
    assert 'value="0.61"' in page
    base = page.split('name="base" value="')[1].split('"')[0]
    assert there.post(path, data={"bound": "0.63", "base": base}).status_code == 303
    assert here.post(path, data={"bound": "0.62"}).status_code == 303
    assert "0.62" in there.get("/desk/rules").text


@both_databases
def test_a_check_is_shown_as_it_was_saved(here: FlaskClient, there: FlaskClient) -> None:
    path = "/gate/shouting"
    sent = {"on": "y", "strongest": "hold", "strongest_known": "review", "kinds": "question"}
    assert here.post(path, data=sent | {"tell": "0.3", "review": "0.41", "hold": "0.9"}).status_code == 303
    assert 'value="0.41"' in there.get(path).text
    assert here.post(path, data=sent | {"tell": "0.3", "review": "0.42", "hold": "0.9"}).status_code == 303
    assert "0.42" in there.get("/gate").text


@both_databases
def test_a_program_reads_what_it_has_set(app: Huzhu, another_process: Huzhu, admin: Actor) -> None:
    headers = {"Authorization": f"Bearer {token_of(admin)}"}
    here, there = Program(app, headers), Program(another_process, headers)
    there.done("GET", "/rules")
    there.done("GET", "/gate/checks")
    slug = here.done("POST", "/rules", RULE_BY_PROGRAM)["slug"]
    assert there.done("GET", f"/rules/{slug}")["slug"] == slug
    here.done("PUT", f"/rules/{slug}", {"mode": "live"})
    assert {each["slug"]: each for each in there.done("GET", "/rules")["items"]}[slug]["mode"] == "live"
    here.done("PUT", "/gate/checks/shouting", {"bounds": {"review": 0.41}})
    assert there.done("GET", "/gate/checks/shouting")["setting"]["bounds"]["review"] == 0.41
