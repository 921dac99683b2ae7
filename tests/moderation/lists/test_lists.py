"""Looking after the lists: what is saved, what it does to posts, and what happens to slow patterns."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import vault
from community.posts.models import Post
from community.posts.services import Refused
from community.questions import services as asking
from moderation.audit.queries import acts_on
from moderation.lists import counting, queries, rehearsal, services
from moderation.lists.models import ListEntry
from moderation.lists.rules import Draft, ListAction
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once

BODY = "Since the update on Monday the second node restarts every hour. I reset it and tried another outlet."
TITLE = "The second node restarts every hour"


def listed(pattern: str, by: Actor, **given: object) -> ListEntry:
    values: dict[str, object] = {"action": ListAction.HOLD, **given}
    with unit_of_work():
        return services.add(Draft(pattern=pattern, **values), by=by)  # type: ignore[arg-type]


def ask(by: Actor, body: str = BODY, title: str = TITLE) -> Post:
    with unit_of_work():
        return asking.ask(title, body, ["mesh"], by=by)


@both_databases
def test_each_action_does_what_it_says(alice: Actor, carol: Actor) -> None:
    listed("blockedword", carol, action=ListAction.BLOCK)
    listed("heldword", carol, action=ListAction.HOLD)
    listed("darnword", carol, action=ListAction.MASK)
    with pytest.raises(Refused):
        ask(alice, f"{BODY} blockedword")
    assert ask(alice, f"{BODY} heldword").status == "held"
    masked = ask(alice, f"{BODY} What a DARNWORD thing.", title="A darnword node restarts")
    assert masked.status == "published"
    assert "darnword" not in f"{masked.title} {masked.body_markdown}".lower()
    assert "***" in masked.body_html
    assert "DARNWORD" in vault.originals_of(masked).body


def test_moderators_alone_look_after_them(alice: Actor, dave: Actor) -> None:
    for by in (alice, dave):
        with pytest.raises(NotAllowed):
            listed("word", by)


def test_an_entry_must_do_what_its_examples_say(carol: Actor) -> None:
    with pytest.raises(Invalid, match="must"):
        listed("casino", carol, must_hit=("a casinos page",))
    with pytest.raises(Invalid, match="leave alone"):
        listed("casino*", carol, must_miss=("the casinos of Paris",))
    kept = listed("casino", carol, must_hit=("a Casino",), must_miss=("casinos",))
    assert [each.act for each in acts_on(f"list:{kept.pattern}")] == ["list-added"]


def test_an_exempt_level_is_asked_for(alice: Actor, carol: Actor) -> None:
    listed("casino", carol, exempt_level=1)
    assert ask(alice, f"{BODY} casino").status in {"held", "published"}


def test_hits_are_counted_even_when_the_text_is_refused(alice: Actor, carol: Actor) -> None:
    entry = listed("blockedword", carol, action=ListAction.BLOCK)
    with pytest.raises(Refused):
        ask(alice, f"{BODY} blockedword")
    counting.write_down()
    db.session.refresh(entry)
    assert entry.hit_count == 1
    assert entry.last_hit_at is not None


def test_a_slow_pattern_is_switched_off_told_and_the_post_still_judged(alice: Actor, carol: Actor) -> None:
    entry = listed("casino", carol, is_pattern=True)
    with unit_of_work():
        entry.pattern = "(?:q+q+)+z"  # as if it had slipped through
        entry.updated_at = None
    post = ask(alice, f"{BODY}\n\n{'q' * 4000}")
    assert post.id
    counting.write_down()
    db.session.refresh(entry)
    assert not entry.active
    assert entry.cut_off_at is not None
    assert db.session.query(Notification).filter_by(kind="list-cut-off", member_id=carol.id).count() == 1
    with unit_of_work(), pytest.raises(Invalid):
        services.switch(entry, on=True, by=carol)


def test_a_change_counts_at_once_and_an_entry_can_rest(carol: Actor) -> None:
    entry = listed("casino", carol)
    assert queries.found_in("casino").hits
    with unit_of_work():
        services.change(entry, Draft(pattern="roulette", action=ListAction.FLAG), by=carol)
    assert not queries.found_in("casino").hits
    assert queries.found_in("roulette").hits
    with unit_of_work():
        services.switch(entry, on=False, by=carol)
    assert not queries.found_in("roulette").hits
    with unit_of_work():
        services.switch(entry, on=True, by=carol)
    assert queries.found_in("roulette").hits
    with unit_of_work():
        services.remove(entry, by=carol)
    assert not queries.found_in("roulette").hits


def test_a_rehearsal_says_what_it_would_have_touched(alice: Actor, carol: Actor) -> None:
    post = ask(alice, f"{BODY} The outlet hums.")
    entry = listed("outlet", carol)
    seen = rehearsal.rehearse(entry.as_entry())
    assert (seen.count, seen.whole, seen.looked_at) == (1, True, 1)
    assert seen.posts[0].post_id == post.id
    assert seen.posts[0].word == "outlet"


def test_many_lines_at_once_keep_what_is_wrong(carol: Actor) -> None:
    with unit_of_work():
        added, wrong = services.add_lines(
            "hold casino*\nnonsense\nmask /(a+)+$/\nhold casino*\n# x", by=carol
        )
    assert added == 1
    assert [line for line, _error in wrong] == ["nonsense", "mask /(a+)+$/"]


@both_databases
def test_two_entries_that_become_the_same_at_once_are_one(app: Flask, carol: Actor) -> None:
    ids = [listed(word, carol).id for word in ("casino", "roulette", "poker")]

    def become(entry_id: int) -> None:
        with unit_of_work():
            entry = queries.entry_or_404(entry_id, for_update=True)
            services.change(entry, Draft(pattern="gambling", action=ListAction.HOLD), by=carol)

    def add() -> None:
        with unit_of_work():
            services.add(Draft(pattern="gambling", action=ListAction.HOLD), by=carol)

    told = at_once(app, [add, *(partial(become, each) for each in ids)])
    assert [isinstance(each, Invalid) for each in told].count(False) == 1
    assert db.session.query(ListEntry).filter_by(pattern="gambling").count() == 1


class TestPages:
    def test_an_entry_is_tried_added_changed_and_removed(
        self, client: FlaskClient, carol: Actor, sign_in: SignIn
    ) -> None:
        sign_in(client, carol)
        form = {"pattern": "casino*", "action": "hold", "must_hit": "my casinos", "sample": "No casinos here"}
        tried = client.post("/review/lists/new", data={**form, "deed": "try"})
        assert "<mark>casinos</mark>" in tried.text
        assert client.get("/review/lists").text.count("casino*") == 1  # the example of the hint
        assert client.post("/review/lists/new", data=form).status_code == 303
        entry = db.session.query(ListEntry).one()
        wrong = client.post(f"/review/lists/{entry.id}", data={**form, "must_miss": "casinos"})
        assert wrong.status_code == 422
        assert "my casinos" in wrong.text
        assert client.get(f"/review/lists/{entry.id}/rehearsal").status_code == 200
        assert client.get("/review/lists/export.txt").text == "hold casino*\n"
        client.post(f"/review/lists/{entry.id}/off")
        db.session.expire_all()
        assert not entry.active
        client.post(f"/review/lists/{entry.id}/remove")
        assert db.session.query(ListEntry).count() == 0

    def test_lines_that_are_wrong_stay_in_the_box(
        self, client: FlaskClient, carol: Actor, sign_in: SignIn
    ) -> None:
        sign_in(client, carol)
        sent = client.post("/review/lists/import", data={"lines": "hold roulette\nnonsense here"})
        assert sent.status_code == 422
        assert "nonsense here" in sent.text
        assert client.get("/review/lists").text.count("roulette") >= 1

    def test_entries_are_found_by_their_words_as_they_stand(
        self, client: FlaskClient, carol: Actor, sign_in: SignIn
    ) -> None:
        listed("casino*", carol)
        listed("rou_lette", carol)
        sign_in(client, carol)
        found = client.get("/review/lists?q=ROU_").text
        assert 'name="q" value="ROU_"' in found
        assert "rou_lette</a>" in found
        assert "casino*</a>" not in found
        nothing = client.get("/review/lists?q=100%25").text
        assert "No entry has these words" in nothing

    def test_members_have_no_business_here(self, client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
        sign_in(client, alice)
        assert client.get("/review/lists").status_code == 403


@both_databases
def test_a_change_counts_at_once_also_where_the_clock_was_set_back(alice: Actor, carol: Actor) -> None:
    first = listed("firstword", carol)
    listed("secondword", carol)
    assert not queries.found_in(f"{BODY} otherword").hits
    with clock.at(clock.now() - timedelta(hours=1)), unit_of_work():
        again = queries.entry_or_404(first.id, for_update=True)
        services.change(again, Draft(pattern="otherword", action=ListAction.HOLD), by=carol)
    assert queries.found_in(f"{BODY} otherword").hits
    assert ask(alice, f"{BODY} otherword").status == "held"


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_who_waited_for_another_change_does_not_write_over_it(app: Flask, carol: Actor) -> None:
    entry = listed("casino", carol, note="first")
    number, base = entry.id, entry.base
    mine = Draft(pattern="casino", action=ListAction.HOLD, note="mine")
    with unit_of_work():
        assert entry.note == "first"  # read before the lock, as a route does
        with db.engine.begin() as other:
            other.execute(update(ListEntry).where(ListEntry.id == number).values(note="of another"))
        kept = queries.entry_or_404(number, for_update=True)
        with pytest.raises(ChangedMeanwhile):
            services.change(kept, mine, by=carol, base=base)
