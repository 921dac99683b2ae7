"""Making a badge in the browser: form, rehearsal, going live, change, retiring."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from gamification.badges import making
from tests.conftest import SignIn
from tests.gamification.conftest import RULE

TYPED = {**RULE, "window": "always", "window_value": "", "lang": ""}


@pytest.fixture
def admin(client: FlaskClient, sign_in: SignIn, helpers: list[Actor], root: Actor) -> FlaskClient:
    return sign_in(client, root)


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_a_refused_form_keeps_what_was_typed(admin: FlaskClient) -> None:
    refused = admin.post("/badges/new", data={**TYPED, "window": "days", "window_value": "0"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'value="Mesh friend"' in page
    assert 'value="组网好友"' in page
    assert "days from 1d" in page
    assert admin.get("/badges/mesh-friend/rehearsal").status_code == 404


def test_from_the_form_to_the_members_through_the_pages(app: Flask, admin: FlaskClient) -> None:
    sent = admin.post("/badges/new", data=TYPED)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/badges/mesh-friend/rehearsal")
    page = text(admin, "/badges/mesh-friend/rehearsal")
    assert "It would go to 3 members." in page
    assert "Person0" in page
    assert admin.get("/badges/mesh-friend").headers["Location"] == "/badges/mesh-friend/rehearsal"
    assert "Mesh friend" in text(admin, "/badges")
    stranger = app.test_client()
    assert stranger.get("/badges/mesh-friend").status_code == 404
    assert "Mesh friend" not in text(stranger, "/badges")

    rehearsed = making.custom_or_404("mesh-friend").changed_at.isoformat()
    db.session.rollback()
    live = admin.post("/badges/mesh-friend/live", data={"rehearsed": rehearsed})
    assert live.headers["Location"] == "/badges/mesh-friend"
    page = text(stranger, "/badges/mesh-friend")
    assert "2 answers, under #mesh" in page
    assert "3 members" in page
    assert "组网好友" in text(stranger, "/badges?lang=zh-Hans")
    assert stranger.get("/badges/mesh-friend/picture.svg").mimetype == "image/svg+xml"


def test_a_change_is_rehearsed_thrown_away_and_the_badge_retired(admin: FlaskClient) -> None:
    admin.post("/badges/new", data=TYPED)
    admin.post("/badges/mesh-friend/live")
    changed = {**TYPED, "window": "period", "window_value": "2019-04"}
    assert admin.post("/badges/mesh-friend/edit", data=changed).status_code == 303
    assert "nobody" in text(admin, "/badges/mesh-friend/rehearsal")
    assert 'value="2019-04"' in text(admin, "/badges/mesh-friend/edit")
    admin.post("/badges/mesh-friend/discard")
    assert 'value="2019-04"' not in text(admin, "/badges/mesh-friend/edit")
    admin.post("/badges/mesh-friend/retire")
    assert "retired" in text(admin, "/badges/mesh-friend")
    again = admin.post("/badges/mesh-friend/retire", follow_redirects=True)
    assert "Only a badge that is live can be retired." in again.get_data(as_text=True)
