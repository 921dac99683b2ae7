"""Who looks at a case and who writes: seen by others, gone soon, written seldom; and nobody answers unread words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from community.comments import services as comments
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions.queries import question_or_404
from community.routing import letters
from moderation.casework import changes, presence
from moderation.casework.models import CasePresence
from moderation.escalation import noting, replying, working
from moderation.escalation.models import CaseReply
from tests.conftest import SignIn, both_databases
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now
from tests.parallel import at_once


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change the notes of who looks."""
    found: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("INSERT INTO case_presence", "UPDATE case_presence")):
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)


def names(case_id: int, seconds: float, but: Actor) -> list[tuple[str, bool, bool]]:
    with clock.at(MONDAY + timedelta(seconds=seconds)):
        return [
            (each.name, each.is_there, each.is_typing) for each in presence.viewers_of(case_id, but=but.id)
        ]


def see(case_id: int, by: Actor, seconds: float, *, typing: bool | None = None) -> None:
    with clock.at(MONDAY + timedelta(seconds=seconds)):
        presence.see(case_id, by=by, typing=typing)


def test_others_see_who_looks_and_who_writes_and_soon_that_they_left(
    open_case: OpenCase, agent: MakeAgent
) -> None:
    case_id, omar, lin = open_case(), agent("omar"), agent("lin")
    see(case_id, omar, 0)
    assert names(case_id, 1, lin) == [("Omar", True, False)]
    assert names(case_id, 1, omar) == []
    see(case_id, omar, 5, typing=True)
    assert names(case_id, 6, lin) == [("Omar", True, True)]
    assert names(case_id, 55, lin) == [("Omar", True, False)]
    assert names(case_id, 300, lin) == [("Omar", False, False)]  # opened by Omar, five minutes ago
    assert names(case_id, 3_600, lin) == []
    with clock.at(MONDAY + timedelta(seconds=10)):
        presence.leave(case_id, by=omar)
    assert names(case_id, 11, lin) == [("Omar", False, False)]


def test_a_storm_of_signs_writes_once_in_twenty_seconds(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    case_id, omar = open_case(), agent("omar")
    with writes() as found:
        for tenth in range(600):
            see(case_id, omar, tenth / 10, typing=True)
    assert 1 <= len(found) <= 4


def test_old_notes_are_dropped(open_case: OpenCase, agent: MakeAgent) -> None:
    see(open_case(), agent("omar"), 0)
    worker.tick(MONDAY + timedelta(days=3))
    assert db.session.query(CasePresence).count() == 0


def test_the_page_tells_it_without_a_script_and_its_news_keep_it_fresh(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    case_id, omar, lin = open_case(), agent("omar"), agent("lin")
    sign_in(client, omar).get(f"/desk/cases/{case_id}")
    assert client.post(f"/desk/cases/{case_id}/presence", data={"state": "typing"}).status_code == 204
    sign_in(client, lin)
    assert "Omar is writing a reply" in client.get(f"/desk/cases/{case_id}").text
    assert "Omar is writing a reply" in client.get("/desk?tier=all").text
    news = f"/desk/cases/{case_id}/news?mark=0-0"
    first = client.get(news)
    assert "Omar is writing a reply" in first.text
    again = client.get(news, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with unit_of_work():
        presence.leave(case_id, by=omar)
    later = client.get(news, headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert "Omar is writing a reply" not in later.text


def test_a_customer_sees_nothing_of_it(
    client: FlaskClient, open_case: OpenCase, alice: Actor, sign_in: SignIn
) -> None:
    case_id = open_case()
    sign_in(client, alice)
    assert client.get(f"/desk/cases/{case_id}/news").status_code == 403
    assert client.post(f"/desk/cases/{case_id}/presence").status_code == 403


def test_what_nobody_has_read_is_not_answered_and_the_text_is_kept(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, alice: Actor, sign_in: SignIn
) -> None:
    case_id, omar = open_case(), agent("omar")
    question_id = case_now(case_id).question_id
    sign_in(client, omar)
    mark = str(changes.mark_of(case_now(case_id)))
    with unit_of_work():
        comments.comment(post_or_404(question_id), "It is the fourth one since this morning.", by=alice)
    typed = {"body": "We send you the third replacement today.", "mark": mark}
    refused = client.post(f"/desk/cases/{case_id}/replies", data=typed)
    assert refused.status_code == 409
    assert "Alice wrote meanwhile" in refused.text
    assert "It is the fourth one since this morning." in refused.text
    assert typed["body"] in refused.text
    assert db.session.query(CaseReply).count() == 0
    fresh = str(changes.mark_of(case_now(case_id)))
    assert fresh != mark
    assert f'name="mark" value="{fresh}"' in refused.text
    assert client.post(f"/desk/cases/{case_id}/replies", data=typed | {"mark": fresh}).status_code == 303
    assert db.session.query(CaseReply).count() == 1
    assert client.post(f"/desk/cases/{case_id}/resolve", data={"mark": mark}).status_code == 409
    assert case_now(case_id).state == "open"


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("state", {"state": "waiting-for-customer"}),
        ("return", {"why": "Others know this router better."}),
        ("return-wrong", {}),
    ],
)
def test_nothing_waits_or_goes_back_over_words_that_nobody_read(
    client: FlaskClient,
    open_case: OpenCase,
    agent: MakeAgent,
    alice: Actor,
    sign_in: SignIn,
    deed: str,
    given: dict[str, str],
) -> None:
    case_id = open_case()
    page = sign_in(client, agent("omar")).get(f"/desk/cases/{case_id}").text
    form = re.search(rf'<form[^>]*action="/desk/cases/{case_id}/{deed}[?"].*?</form>', page, re.DOTALL)
    assert form is not None
    seen = re.search(r'name="mark" value="([^"]+)"', form[0])
    assert seen is not None
    with unit_of_work():
        letters.write_to_team(question_or_404(case_now(case_id).question_id), "It smokes.", by=alice)
    answer = client.post(
        f"/desk/cases/{case_id}/{deed}", data=given | {"mark": seen[1]}, follow_redirects=True
    )
    assert "Alice wrote meanwhile" in answer.text
    assert case_now(case_id).state == "open"


def test_ones_own_words_and_a_broken_mark_stop_nothing(open_case: OpenCase, agent: MakeAgent, at: At) -> None:
    case_id, omar = open_case(), agent("omar")
    mark = str(changes.mark_of(case_now(case_id)))
    at(MONDAY, lambda: noting.note(case_id, "My own note.", by=omar))
    for seen in (mark, "", "p1", "p1l1n999999999999999999", "'; --"):
        at(MONDAY, lambda seen=seen: changes.ensure_seen(case_id, seen, by=omar))


@both_databases
def test_of_two_replies_at_once_one_is_sent_and_the_other_is_told(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    case_id, omar = open_case(), agent("omar")
    with unit_of_work():
        working.claim(case_id, by=omar)
    mark = str(changes.mark_of(case_now(case_id)))
    lin = agent("lin")

    def noted() -> None:
        with unit_of_work():
            changes.ensure_seen(case_id, mark, by=lin)
            noting.note(case_id, "I have just rung her.", by=lin)

    def answering() -> None:
        with unit_of_work():
            changes.ensure_seen(case_id, mark, by=omar)
            replying.reply(case_id, "We are sorry, and ring you today.", by=omar)

    outcomes = at_once(app, [noted, answering])
    assert len([each for each in outcomes if isinstance(each, Conflict)]) == 1


@pytest.mark.parametrize("text", ["p12l3n4", "p0l0n0"])
def test_a_mark_is_read_as_it_is_written(text: str) -> None:
    assert str(changes.Mark.read(text)) == text
