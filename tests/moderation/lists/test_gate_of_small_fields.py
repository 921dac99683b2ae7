"""What the gate stops in a text is not shown to everyone in the small fields beside it."""

from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.lists import services as lists
from moderation.lists.rules import Draft, ListAction
from tests.community.api.conftest import token_of
from tests.conftest import SignIn

TITLE: Final = "Why does the mesh drop every night at two?"
BODY: Final = "It drops every night at two. Nothing in the log."
ASKED: Final[dict[str, Any]] = {"title": TITLE, "body": BODY, "tags": ["mesh"]}
BLOCKED: Final = "replica watches"
PHONE: Final = "13812345670"


@pytest.fixture(params=[ListAction.BLOCK, ListAction.HOLD])
def headers(request: pytest.FixtureRequest, alice: Actor, carol: Actor) -> dict[str, str]:
    with unit_of_work():
        lists.add(Draft(pattern=BLOCKED, action=request.param), by=carol)
    return {"Authorization": f"Bearer {token_of(alice)}"}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("product", {"product": f"Buy {BLOCKED}"}),
        ("tags", {"tags": ["mesh", "replica-watches"]}),
        ("tags", {"tags": ["mesh", PHONE]}),
    ],
)
def test_nobody_asks_with_it(
    client: FlaskClient, headers: dict[str, str], field: str, given: dict[str, object]
) -> None:
    told = client.post("/api/v1/questions", json={**ASKED, **given}, headers=headers)
    assert (told.status_code, told.get_json()["field"]) == (422, field)
    assert client.post("/api/v1/questions", json=ASKED, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("comment", {"body": f"{BODY} Still.", "comment": f"Buy {BLOCKED} here"}),
        ("tags", {"tags": ["mesh", "replica-watches"]}),
    ],
)
def test_nobody_edits_with_it(
    client: FlaskClient, headers: dict[str, str], field: str, given: dict[str, object]
) -> None:
    asked = client.post("/api/v1/questions", json=ASKED, headers=headers).get_json()["id"]
    told = client.patch(f"/api/v1/posts/{asked}", json=given, headers=headers)
    assert (told.status_code, told.get_json()["field"]) == (422, field)


@pytest.mark.usefixtures("headers")
def test_the_form_says_where(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, BODY, ["mesh"], by=alice).id
    given = {"title": TITLE, "body": f"{BODY} Still.", "tags": "mesh", "comment": BLOCKED}
    told = sign_in(client, alice).post(f"/questions/{asked}/edit", data=given)
    assert told.status_code == 422
    assert "A word here is on a list of this site." in told.text


@pytest.mark.usefixtures("headers")
def test_moderators_may_name_what_they_take_out(app: object, alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, BODY, ["mesh"], by=alice)
        said = {"title": TITLE, "tag_names": ["mesh"], "comment": f"Took out {BLOCKED}"}
        asking.edit(asked, body=f"{BODY} Still.", by=carol, **said)
        assert asked.revision_count == 2


@pytest.mark.parametrize(
    "product", [f"Mesh 3, call me at {PHONE}", f"{'Mesh 3 ' * 7}, {PHONE}"], ids=["short", "cut through"]
)
def test_what_is_private_is_covered_in_the_product_too(
    client: FlaskClient, alice: Actor, product: str
) -> None:
    headers = {"Authorization": f"Bearer {token_of(alice)}"}
    told = client.post("/api/v1/questions", json={**ASKED, "product": product}, headers=headers)
    assert told.status_code == 201
    asked = told.get_json()["id"]
    page = client.get(f"/questions/{asked}", follow_redirects=True).text
    assert "Mesh 3" in page
    assert PHONE[:5] not in page
    assert PHONE[:5] not in client.get(f"/api/v1/questions/{asked}").text
