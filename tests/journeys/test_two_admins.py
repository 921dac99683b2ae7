"""Two admins at one campaign, badge, address of another program, or profile: nothing is written over unseen."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from moderation.audit.models import ModerationLogEntry
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.gamification.campaigns.conftest import BEFORE
from tests.gamification.campaigns.test_pages import TYPED as CAMPAIGN
from tests.gamification.test_making_pages import TYPED as BADGE

BASE = re.compile(r'name="base"[^>]* value="(\w+)"')
HOOK = {"url": "https://hooks.example.com/huzhu", "note": "first of all"}

# Where it is made, what is sent for it, where it is changed, and the field that two change.
KINDS: dict[str, tuple[str, dict[str, str], str, str]] = {
    "campaign": ("/campaigns/new", CAMPAIGN, "/campaigns/helping-week/edit", "text"),
    "badge": ("/badges/new", {**BADGE, "tag": ""}, "/badges/mesh-friend/edit", "blurb"),
    "webhook": ("/admin/webhooks", HOOK, "/admin/webhooks/1", "note"),
    "profile": ("", {"takes_cases": "y", "away_until": "2026-06-01T10:00"}, "/desk/team/ines", "away_note"),
}


@both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_the_second_is_told_and_may_send_it_again(
    app: Flask, client: FlaskClient, member: MakeMember, sign_in: SignIn, kind: str
) -> None:
    to_make, sent, page, field = KINDS[kind]
    with clock.at(BEFORE):
        admin = sign_in(client, actor_of(member("ines", role="admin")))
        if to_make:
            assert admin.post(to_make, data=sent).status_code < 400
        seen = BASE.findall(admin.get(page).text)[0]

        def send(value: str, base: str) -> tuple[int, str]:
            answer = admin.post(page, data={**sent, field: value, "base": base})
            db.session.expire_all()
            return answer.status_code, answer.text

        def logged() -> int:
            return db.session.query(ModerationLogEntry).count()

        assert send("Words of the first one.", seen)[0] == 303
        before = logged()
        assert send("Words of the first one.", seen)[0] == 303  # pressed twice
        assert logged() == before
        status, told = send("Words of the second one.", seen)
        assert status in {409, 422}
        assert told.count("Somebody changed this meanwhile") == 1
        assert "Words of the second one." in told
        assert "Words of the first one." in admin.get(page).text
        assert send("Words of the second one.", BASE.findall(told)[0])[0] == 303
        assert "Words of the second one." in admin.get(page).text
