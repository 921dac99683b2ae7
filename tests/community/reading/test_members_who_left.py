"""Who closed their account stands in no list of members any more, also where the ranking is kept a while."""

import re

import pytest
from flask import Flask

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import kept
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.reading.conftest import Thread
from tests.conftest import both_databases


@both_databases
def test_who_leaves_a_large_community_is_gone_for_the_next_who_comes(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)  # as adding up takes longer there
    thread(alice, bob)
    assert "Bob" in app.test_client().get("/members").text
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    page = app.test_client().get("/members").text
    led_to = set(re.findall(r'class="member__name"><a href="([^"]+)"', page))
    assert {each: app.test_client().get(each).status_code for each in led_to} == {"/members/alice": 200}
