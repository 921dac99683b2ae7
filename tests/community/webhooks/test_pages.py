"""Admins name an address, see what became of each message, and change or remove it; bad addresses are refused."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.models import SignIn as SignInRow
from community.kernel import clock, jobs
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.errors import Invalid, SettingsError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import rules
from community.webhooks.models import Webhook
from tests.community.webhooks.receiver import Receiver
from tests.conftest import SignIn
from tests.security.town import key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def admin(client: FlaskClient, grace: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, grace)


def every() -> list[Webhook]:
    db.session.expire_all()
    return list(db.session.scalars(select(Webhook).order_by(Webhook.id)))


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_an_address_is_added_tried_changed_and_removed(
    admin: FlaskClient, receiver: Receiver, lang: str
) -> None:
    assert "webhooks" in admin.get(f"/admin?lang={lang}").text
    made = admin.post("/admin/webhooks", data={"url": receiver.url, "topics": ["case.opened", "case.late"]})
    assert made.status_code == 200
    assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", made.text)
    [webhook] = every()
    assert webhook.topics == ["case.opened", "case.late"]
    place = f"/admin/webhooks/{webhook.id}"
    assert "whsec_" not in admin.get(place).text
    assert admin.post(f"{place}/test").status_code == 303
    jobs.run_due()
    assert [each["type"] for each in receiver.told()] == ["webhook.test"]
    page = admin.get(place).text
    assert receiver.taken[0][0]["webhook-id"] in page
    assert "204" in page
    admin.post(place, data={"url": receiver.url + "/new", "note": "Chat of the team"})
    assert (every()[0].topics, every()[0].note) == ([], "Chat of the team")
    assert "Chat of the team" in admin.get("/admin/webhooks").text
    admin.post(f"{place}/remove")
    assert every() == []
    assert admin.get(place).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/x",
        "http://example.com/x",
        "https://user:secret@example.com/x",
        "https://10.0.0.7/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://2130706433/x",
        "https://example.com:99999/x",
        "https://exa mple.com/",
        "https://example.com/" + "x" * 1_000,
        "javascript:alert(1)",
        "https://例子.com/x",
    ],
)
def test_an_address_that_is_none_is_refused_and_stays_in_the_field(admin: FlaskClient, url: str) -> None:
    answer = admin.post("/admin/webhooks", data={"url": url, "note": "Kept"})
    assert answer.status_code == 422
    assert "Kept" in answer.text
    assert "aria-invalid" in answer.text
    assert every() == []
    with pytest.raises(Invalid):
        rules.checked_url(url, ())


def test_a_host_of_ones_own_network_must_be_named(admin: FlaskClient) -> None:
    assert rules.checked_url("http://hooks.corp.internal:8080/x", {"hooks.corp.internal"})
    with pytest.raises(Invalid, match="HUZHU_WEBHOOK_HOSTS"):
        rules.checked_url("https://hooks.corp.internal/x", {"other.internal"})


@pytest.mark.parametrize("value", ["http://x.internal", "x.internal:80", "a b/c", "[::1]"])
def test_a_wrong_setting_stops_the_start(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUZHU_WEBHOOK_HOSTS", value)
    with pytest.raises(SettingsError, match="HUZHU_WEBHOOK_HOSTS"):
        Settings.from_env()


def test_a_page_says_which_secret_another_new_one_replaces(admin: FlaskClient, receiver: Receiver) -> None:
    assert "signed with both" in admin.post("/admin/webhooks", data={"url": receiver.url}).text
    renewed = admin.post("/admin/webhooks/1/renew").text
    assert "whsec_" in renewed
    assert "The newest one ends at once" in renewed


def test_an_open_browser_is_no_proof(admin: FlaskClient, receiver: Receiver) -> None:
    with unit_of_work():
        for each in db.session.scalars(select(SignInRow)):
            each.proved_at = clock.now() - timedelta(hours=1)
    asked = admin.post("/admin/webhooks", data={"url": receiver.url})
    assert every() == []
    assert "whsec_" not in asked.text


def test_programs_of_admins_do_the_same(
    app: "Huzhu", client: FlaskClient, receiver: Receiver, grace: Actor
) -> None:
    key = {"Authorization": f"Bearer {key_of(grace.id or 0)}"}
    made = client.post(
        "/api/v1/webhooks",
        json={"url": receiver.url, "topics": ["case.opened"]},
        headers=key | {"Idempotency-Key": "a"},
    )
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["secret"].startswith("whsec_")
    number = made.json["id"]
    repeated = client.post(
        "/api/v1/webhooks",
        json={"url": receiver.url, "topics": ["case.opened"]},
        headers=key | {"Idempotency-Key": "a"},
    )
    assert repeated.headers["Idempotency-Replayed"] == "true"
    assert repeated.json == made.json | {"secret": None}
    listed = client.get("/api/v1/webhooks", headers=key).json
    assert [each["url"] for each in listed["items"]] == [receiver.url]  # type: ignore[index]
    assert "secret" not in listed["items"][0]  # type: ignore[index]
    assert client.post(f"/api/v1/webhooks/{number}/trial", headers=key).status_code == 204
    jobs.run_due()
    found = client.get(f"/api/v1/webhooks/{number}/messages", headers=key).json
    assert [(each["topic"], each["state"]) for each in found["items"]] == [("webhook.test", "arrived")]  # type: ignore[index]
    again = f"/api/v1/webhooks/{number}/messages/{found['items'][0]['id']}/again"  # type: ignore[index]
    assert client.post(again, headers=key).status_code == 204
    jobs.run_due()
    assert len({headers["webhook-id"] for headers, _body in receiver.taken}) == 1
    assert len(receiver.taken) == 2
    assert client.post("/api/v1/webhooks", json={"url": "https://10.0.0.1/"}, headers=key).status_code == 422
    assert (
        client.post("/api/v1/webhooks", json={"url": receiver.url, "topics": ["x"]}, headers=key).status_code
        == 422
    )
    assert client.delete(f"/api/v1/webhooks/{number}", headers=key).status_code == 204
    assert client.get(f"/api/v1/webhooks/{number}/messages", headers=key).status_code == 404


def test_there_is_an_end_to_how_many(
    admin: FlaskClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_WEBHOOKS", 1)
    admin.post("/admin/webhooks", data={"url": receiver.url})
    refused = admin.post("/admin/webhooks", data={"url": receiver.url, "note": "Kept"})
    assert refused.status_code == 409
    assert "Kept" in refused.text
    assert "Remove one" in refused.text
    assert len(every()) == 1
    admin.post("/admin/webhooks/1/off")
    answer = admin.post("/admin/webhooks/1/again", follow_redirects=True)
    assert "Switch it on first" in answer.text
