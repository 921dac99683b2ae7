"""Where the door leads: back to where one came from, never to another site."""

import pytest
from flask.testing import FlaskClient

from tests.community.accounts.conftest import PASSWORD, MakePerson


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/%2f/evil.example"]
)
def test_the_door_leads_to_no_other_site(client: FlaskClient, person: MakePerson, target: str) -> None:
    person("mei")
    answer = client.post("/sign-in", data={"name": "mei", "password": PASSWORD, "next": target})
    assert answer.location == "/"
    assert client.get("/sign-in", query_string={"next": target}).location == "/"


def test_the_door_leads_back_to_where_one_came_from(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    page = client.get("/sign-in", query_string={"next": "/settings/tokens?a=1&b=2"})
    assert 'value="/settings/tokens?a=1&amp;b=2"' in page.text
    answer = client.post(
        "/sign-in", data={"name": "mei", "password": PASSWORD, "next": "/settings/tokens?a=1&b=2"}
    )
    assert answer.location == "/settings/tokens?a=1&b=2"


def test_who_must_sign_in_first_comes_back_to_the_whole_address(
    client: FlaskClient, person: MakePerson
) -> None:
    person("mei")
    answer = client.get("/settings/tokens?a=1&b=%26%E4%B8%AD")
    page = client.get(answer.location)
    assert 'value="/settings/tokens?a=1&amp;b=%26%E4%B8%AD"' in page.text
