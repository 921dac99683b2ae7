"""What a provider may tell of a person, in shapes that no database or page can hold."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jws

from tests.community.accounts.conftest import MakePerson
from tests.community.oidc.realm import Realm
from tests.community.oidc.test_signing_in import came, is_in, went

HALF = "\ud83d"  # the first half of a sign, as a program that cuts text leaves it


@pytest.fixture(autouse=True)
def plain_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider writes its answers in ASCII, as most do: there, half a sign is six letters."""

    def encode(header: dict[str, Any], told: dict[str, Any], key: Any) -> str:
        return jws.serialize_compact(header, json.dumps(told).encode(), key)

    monkeypatch.setattr("tests.community.oidc.realm.jwt", SimpleNamespace(encode=encode))


@pytest.mark.parametrize("name", ["preferred_username", "name"])
def test_a_name_that_ends_in_half_a_sign_shows_the_last_step_all_the_same(
    client: FlaskClient, realm: Realm, name: str
) -> None:
    realm.person |= {"preferred_username": None}
    realm.person[name] = f"mei{HALF}"
    assert came(client) == "/sign-in/oidc/finish"
    assert client.get("/sign-in/oidc/finish").status_code == 200


def test_an_address_with_half_a_sign_is_no_address(client: FlaskClient, realm: Realm) -> None:
    realm.person["email"] = f"mei{HALF}@example.com"
    answer = client.get(went(client))
    assert answer.status_code == 302
    assert not is_in(client)


def test_a_subject_with_a_zero_character_is_nobody(client: FlaskClient, realm: Realm) -> None:
    realm.person["sub"] = "mei\0"
    answer = client.get(went(client))
    assert answer.status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize("email", ["mei@straße.example", "mei@xn--strae-oqa.example"])
def test_a_letter_that_folds_to_others_names_another_mailbox(
    client: FlaskClient, person: MakePerson, realm: Realm, email: str
) -> None:
    person("mei", email="mei@strasse.example", email_key="mei@strasse.example")
    realm.person |= {"email": email, "email_verified": True}
    assert came(client) == "/sign-in/oidc/finish", (
        "somebody new: whoever owns the one host owns not the other"
    )
    assert not is_in(client)
