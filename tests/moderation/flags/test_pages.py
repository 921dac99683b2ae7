"""Pages and programs: reporting, one's own reports, the thread, and what moderators see."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.answers import services as answering
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.questions.queries import question_or_404
from moderation.audit.models import ModerationLogEntry
from moderation.flags import talking
from moderation.flags.models import Flag, FlagMessage
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.flags.conftest import Deciding, Flagging
from tests.parallel import at_once


def say(flag_id: int, words: str, by: Actor) -> None:
    with unit_of_work():
        talking.say(flag_id, words, by=by)


@both_databases
def test_words_about_a_report_are_sent_once(
    app: Flask, flag: Flagging, post_id: int, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    flag_id = flag(post_id, bob)
    clients = [sign_in(app.test_client(), carol) for _ in range(2)]
    page = clients[0].get(f"/flags/{flag_id}").text
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    data = {"words": "Which line do you mean?", "once": found[1]}

    def press(client: FlaskClient) -> int:
        return client.post(f"/flags/{flag_id}/messages", data=data).status_code

    assert at_once(app, [lambda each=each: press(each) for each in clients]) == [303, 303]
    assert press(clients[0]) == 303
    assert db.session.query(FlagMessage).count() == 1
    assert db.session.query(ModerationLogEntry).filter_by(act="flag-answered").count() == 1


def test_the_form_keeps_what_was_typed_and_leads_to_the_report(
    client: FlaskClient, post_id: int, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, bob)
    assert "Dangerous advice" in client.get(f"/posts/{post_id}/flag?lang=en").text
    wrong = client.post(f"/posts/{post_id}/flag?lang=en", data={"reason": "other", "note": " "})
    assert (wrong.status_code, "Say in a sentence" in wrong.text) == (422, True)
    wrong = client.post(f"/posts/{post_id}/flag?lang=en", data={"note": "Line two sells \x00 things."})
    assert (wrong.status_code, "Line two sells" in wrong.text) == (422, True)
    done = client.post(f"/posts/{post_id}/flag", data={"reason": "spam", "note": "Line two."})
    assert done.status_code == 303
    page = client.get(done.location + "?lang=en")
    assert "Waits for a moderator" in page.text
    assert "Take the report back" in page.text
    again = client.post(f"/posts/{post_id}/flag?lang=en", data={"reason": "spam", "note": "Once more."})
    assert (again.status_code, "Once more." in again.text) == (409, True)
    assert "Which cable" in client.get("/flags?lang=en").text
    assert client.post(done.location + "/withdrawal").status_code == 303
    assert "Taken back" in client.get(done.location + "?lang=en").text


def test_the_author_finds_no_trace_of_who_reported(
    client: FlaskClient,
    post_id: int,
    alice: Actor,
    bob: Actor,
    flag: Flagging,
    member: MakeMember,
    sign_in: SignIn,
) -> None:
    flag_id = flag(post_id, bob, "spam", "It sells things.")
    item_id = db.session.query(ReviewItem.id).filter_by(post_id=post_id, state="open").scalar()
    author = alice
    sign_in(client, author)
    assert client.get(f"/flags/{flag_id}").status_code == 404
    peer = actor_of(member("peer", role="moderator"))
    with unit_of_work():
        db.session.get_one(Member, author.id).role = "moderator"
    page = client.get(f"/review/{item_id}?lang=en")  # now the author moderates, and still reads nothing
    assert page.status_code == 200
    assert "Bob" not in page.text
    assert "It sells things." not in page.text
    assert client.get(f"/flags/{flag_id}").status_code == 404
    assert "Bob" not in client.get("/members/alice/flags?lang=en").text
    sign_in(client, peer)
    assert "Bob" in client.get(f"/review/{item_id}?lang=en").text
    assert "Bob" in client.get("/members/alice/flags?lang=en").text


def test_a_small_thread_with_turns(
    post_id: int, alice: Actor, bob: Actor, carol: Actor, dave: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag_id = flag(post_id, bob)
    with pytest.raises(Conflict):
        say(flag_id, "And?", bob)
    with pytest.raises(NotFound):
        say(flag_id, "What is this?", alice)
    say(flag_id, "Which sentence do you mean?", carol)
    say(flag_id, "The third.", bob)
    with pytest.raises(Conflict):
        say(flag_id, "Or the fourth.", bob)
    decide(post_id, Decision.APPROVE)
    say(flag_id, "Why is that fine?", bob)
    with pytest.raises(Conflict):
        say(flag_id, "Hello?", bob)
    with pytest.raises(Invalid):
        say(flag_id, " ", carol)
    say(flag_id, "The maker wrote it himself.", dave)
    kinds = [each.kind for each in db.session.query(Notification).filter_by(member_id=bob.member_id)]
    assert kinds.count("flag-answered") == 2
    kinds = [each.kind for each in db.session.query(Notification).filter_by(member_id=carol.member_id)]
    assert kinds.count("flag-asked") == 2


def test_moderators_see_who_reports_and_how_well(
    client: FlaskClient,
    post_id: int,
    bob: Actor,
    carol: Actor,
    flag: Flagging,
    decide: Deciding,
    sign_in: SignIn,
) -> None:
    flag_id = flag(post_id, bob)
    decide(post_id, Decision.REFUSE, "off-topic")
    sign_in(client, bob)
    assert client.get("/review/flaggers").status_code == 403
    assert client.get("/members/alice/flags").status_code == 403
    sign_in(client, carol)
    page = client.get("/review/flaggers?lang=en").text
    assert "Bob" in page
    assert "21%–100%" in page  # one of one says little
    assert "1 report was right" not in page
    assert "Which cable" in client.get("/members/alice/flags?lang=en").text
    answer = client.post(f"/flags/{flag_id}/messages", data={"words": "Thank you."})
    assert answer.status_code == 303
    empty = client.post(f"/flags/{flag_id}/messages?lang=en", data={"words": ""})
    assert (empty.status_code, "Write something first" in empty.text) == (422, True)


def test_decisions_on_a_reported_post_with_a_suggested_edit_leave_the_report_open(
    post_id: int, bob: Actor, dave: Actor, flag: Flagging
) -> None:
    from community.posts import editing
    from community.posts.queries import post_or_404

    with unit_of_work():
        words = editing.Words(body="The attic is thirty metres away, and I would like to keep full speed.")
        suggestion = editing.suggest(post_or_404(post_id), words, by=bob)
    flag(post_id, dave)
    with unit_of_work():
        editing.decide(suggestion, approve=False, by=dave)
    assert db.session.query(Flag).one().state == "open"
    assert db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").count() == 1


def test_a_report_shows_nothing_that_was_written_once_the_post_was_hidden(
    client: FlaskClient, post_id: int, alice: Actor, bob: Actor, carol: Actor, flag: Flagging, sign_in: SignIn
) -> None:
    with unit_of_work():
        answer_id = answering.answer(question_or_404(post_id), "A marzipanic cable will do.", by=alice).id
    reports = (flag(post_id, bob), flag(answer_id, bob))
    sign_in(client, bob)
    assert "marzipanic" in client.get(f"/flags/{reports[1]}").text
    with unit_of_work():
        posts.hide(post_or_404(post_id), "spam", by=carol)
    words = {"title": "Which marzipanic cable do I need?", "body": "The attic is thirty metres away from it."}
    with unit_of_work():
        asking.edit(question_or_404(post_id), **words, tag_names=["cabling"], by=alice)
    for path in ("/flags", *(f"/flags/{each}" for each in reports)):
        page = client.get(path)
        assert "A post that you cannot see now" in page.text
        assert "marzipanic" not in page.text
    sign_in(client, carol)
    assert "marzipanic" in client.get(f"/flags/{reports[0]}").text
    assert "marzipanic" in client.get("/members/alice/flags").text
