"""Two admins at one campaign, badge, address of another program, or profile: nothing is written over unseen."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.gamification.campaigns.conftest import BEFORE
from tests.gamification.campaigns.test_pages import TYPED as CAMPAIGN
from tests.gamification.test_making_pages import TYPED as BADGE
from tests.meanwhile import ensure_second_is_told

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
        words = ("Words of the first one.", "Words of the second one.")
        ensure_second_is_told(admin, (page, page), sent, field, words, statuses={409, 422})
