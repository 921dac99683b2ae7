"""Beside a case: kept drafts, the next best reply, moods, the sum of the priority, and news."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.models import Member, MemberStatus
from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock
from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.search import services as search
from moderation.canned import services
from moderation.canned.services import Kept
from moderation.casework import leaving
from moderation.desk import at_hand, drafts, moods, news, next_reply
from moderation.desk.models import CaseDraft, HelpTaken
from moderation.desk.rules import fit_of
from moderation.desk.weighing import weighing_of
from moderation.escalation import noting, working
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case
from moderation.triage.scores import Scores
from tests.conftest import SignIn
from tests.moderation.escalation.conftest import ANGRY_EN


@pytest.fixture
def case_id(alice: Actor) -> int:
    with unit_of_work():
        question = questions.ask(*ANGRY_EN, ["router"], by=alice)
    return int(db.session.query(Case.id).filter_by(question_id=question.id).scalar())


@pytest.fixture
def agent(client: FlaskClient, dave: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, dave)


def test_a_draft_is_kept_shown_and_gone_once_it_is_sent(agent: FlaskClient, case_id: int) -> None:
    address = f"/desk/cases/{case_id}"
    assert (
        agent.put(f"{address}/draft", json={"kind": "private", "body": "About your <order>"}).status_code
        == 204
    )
    page = agent.get(address).text
    assert "About your &lt;order&gt;" in page
    assert 'value="private" data-key="p"' in page
    assert page.index("checked", page.index('value="private"')) < page.index('value="note"')
    agent.post(f"{address}/replies", data={"kind": "private", "body": "About your order: it is on its way."})
    assert db.session.query(CaseDraft).count() == 0
    agent.put(f"{address}/draft", json={"kind": "nonsense", "body": "x"})
    assert db.session.query(CaseDraft).one().kind == "reply"
    agent.put(f"{address}/draft", json={"body": " "})
    assert db.session.query(CaseDraft).count() == 0
    assert agent.put(f"{address}/draft", json=["x"]).status_code == 422
    assert agent.put("/desk/cases/9999/draft", json={"body": "x"}).status_code == 404


def test_drafts_belong_to_their_writer(case_id: int, dave: Actor, erin: Actor, alice: Actor) -> None:
    with unit_of_work():
        drafts.save(case_id, "reply", "Hello", by=dave)
        drafts.save(case_id, "note", "Hm", by=erin)
    kept = drafts.draft_of(case_id, dave)
    assert kept is not None
    assert kept.body == "Hello"
    with pytest.raises(NotAllowed), unit_of_work():
        drafts.save(case_id, "reply", "Mine", by=alice)


def test_what_is_no_reply_is_never_public(agent: FlaskClient, case_id: int) -> None:
    agent.post(f"/desk/cases/{case_id}/replies", data={"kind": "note", "body": "Their third one, be kind."})
    agent.post(f"/desk/cases/{case_id}/replies", data={"kind": "strange", "body": "Nobody knows this kind."})
    assert [each.body for each in escalation.notes_of(case_id)] == [
        "Their third one, be kind.",
        "Nobody knows this kind.",
    ]


def test_solved_matters_and_fitting_responses_are_offered_with_reasons(
    app: Flask, agent: FlaskClient, case_id: int, alice: Actor, bob: Actor, dave: Actor
) -> None:
    with unit_of_work():
        older = questions.ask(
            "Broken router again and nobody calls me back from the hotline",
            "It died after a month.",
            ["router"],
            by=bob,
        )
        given_ = answers.answer(older, "Hold the reset button for ten seconds.", by=dave)
        answers.accept(given_, by=bob)
        services.keep(
            Kept(title="Angry complaint: the first words", body="Hello {customer}, we are sorry.", lang="en"),
            by=dave,
        )
        services.keep(Kept(title="Something else", body="Bye.", lang="en"), by=dave)
    search.rebuild()
    case = escalation.shown_case(case_id)
    with app.test_request_context():
        found = next_reply.helps_for(case, dave)
    kinds = {each.kind: each for each in found}
    assert kinds["solved"].target == f"question:{older.id}"
    assert dict(kinds["solved"].why)["tags"] == ("router",)
    assert "router" in dict(kinds["solved"].why)["words"]
    first = next(each for each in found if each.kind == "canned")
    assert first.text.startswith("Hello Alice")
    assert dict(first.why)["about"] == "angry-complaint"
    assert all(each.target != f"question:{case.question_id}" for each in found)
    page = agent.get(f"/desk/cases/{case_id}").text
    assert "Next best reply" in page
    assert "same tags: router" in page
    address = f"/desk/cases/{case_id}/help"
    assert agent.post(address, data={"kind": first.kind, "target": first.target}).status_code == 303
    assert (
        agent.post(address, data={"kind": "canned", "target": first.target, "put": "done"}).status_code == 204
    )
    assert agent.post(address, data={"kind": "canned", "target": "canned:none"}).status_code == 404
    kept = drafts.draft_of(case_id, dave)
    assert kept is not None
    assert kept.body.startswith("Hello Alice")
    assert db.session.query(HelpTaken).count() == 1
    assert "used in 1 case" in agent.get(f"/desk/cases/{case_id}").text


def test_moods_are_worked_out_ten_at_a_time_and_follow_edits(case_id: int, alice: Actor) -> None:
    question = post_or_404(escalation.case_or_404(case_id).question_id)
    with unit_of_work():
        for number in range(14):
            comments.comment(
                question, f"Thank you, attempt {number} is better than the last one was.", by=alice
            )
    first = asked(moods.moods_of(alice.id))
    assert len(first) == moods.AT_ONCE
    again = asked(moods.moods_of(alice.id))
    assert len(again) == 15
    assert [each.when for each in again] == sorted(each.when for each in again)
    assert again[0].anger > 0.5 > again[-1].anger
    assert asked(moods.moods_of(None)) == []


def test_of_a_mood_nothing_but_the_anger_is_worked_out(
    case_id: int, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = Scores.__getitem__
    monkeypatch.setattr(Scores, "__getitem__", lambda self, slug: looked.append(slug) or look(self, slug))
    assert asked(moods.moods_of(alice.id))
    assert set(looked) == {"anger"}


def test_the_page_shows_moods_as_a_picture_and_a_table(
    agent: FlaskClient, case_id: int, alice: Actor
) -> None:
    question = post_or_404(escalation.case_or_404(case_id).question_id)
    with unit_of_work():
        comments.comment(question, "Thank you, this is much better now than before.", by=alice)
    page = agent.get(f"/desk/cases/{case_id}").text
    assert re_count(page, "mood__line") == 1
    assert "How angry the last posts sound" in page
    assert page.count("<tr>", page.index('class="mood"')) >= 3


def re_count(page: str, word: str) -> int:
    return page.count(f'class="{word}"')


def test_the_sum_is_the_sum_of_its_parts(case_id: int) -> None:
    case = escalation.case_or_404(case_id)
    weighing = weighing_of(case, clock.now())
    assert sum(points for _, points, _ in weighing.parts) == pytest.approx(weighing.points)
    assert all(points <= most for _, points, most in weighing.parts)
    assert weighing.calm >= weighing.band
    assert (
        weighing.rises_in is None or weighing_of(case, clock.now() + weighing.rises_in).band < weighing.band
    )


@given(st.lists(st.sampled_from(["router", "lamp", "mesh"])), st.floats(0.1, 50), st.floats(0, 5))
def test_more_in_common_never_fits_less(tags: list[str], found: float, stars: float) -> None:
    def score(**facts: object) -> float:
        usual = {"same_language": False, "by_staff": False, "stars": 0.0, "tags": tags, "other_tags": ()}
        return fit_of("a router", "another router", found=found, **{**usual, **facts}).score  # type: ignore[arg-type]

    assert score() <= score(stars=stars) <= score(stars=stars, by_staff=True)
    assert score() <= score(other_tags=tags) <= score(other_tags=tags, same_language=True)


def test_news_of_a_case_are_what_others_did(
    app: Flask, agent: FlaskClient, case_id: int, alice: Actor, dave: Actor
) -> None:
    case = escalation.shown_case(case_id)
    mark = at_hand.read(case, dave).seen
    question = post_or_404(case.question_id)
    with unit_of_work():
        noting.note(case_id, "My own deed is no news to me.", by=dave)
    assert news.since(escalation.shown_case(case_id), mark, dave) == []
    with unit_of_work():
        comments.comment(question, "One more thing: it began on a Tuesday.", by=alice)
    with app.test_request_context():
        found = news.since(escalation.shown_case(case_id), mark, dave)
    assert [(each.act, each.by_asker) for each in found] == [("", True)]
    page = agent.get(f"/desk/cases/{case_id}/news?mark={mark}")
    assert "Alice wrote" in page.text
    again = agent.get(
        f"/desk/cases/{case_id}/news?mark={mark}", headers={"If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304
    assert "New since you looked" in agent.get(f"/desk/cases/{case_id}?since={mark}").text


def test_a_day_shows_what_is_due_given_waiting_and_settled(
    agent: FlaskClient, case_id: int, dave: Actor, erin: Actor
) -> None:
    assert "Your day is free" in agent.get("/desk/today").text
    with unit_of_work():
        working.assign(case_id, dave.id, by=erin)
    page = agent.get("/desk/today").text
    assert ANGRY_EN[0] in page[page.index("Given to you") :]
    with unit_of_work():
        escalation.case_or_404(case_id).due_at = clock.now() - timedelta(hours=1)
    assert "1 promise is late" in agent.get("/desk/today").text
    with unit_of_work():
        working.wait(case_id, by=dave)
    page = agent.get("/desk/today").text
    assert ANGRY_EN[0] in page[page.index("Waiting for customers") : page.index("Settled today")]
    with unit_of_work():
        working.resolve(case_id, by=dave)
    page = agent.get("/desk/today").text
    assert ANGRY_EN[0] in page[page.index("Settled today") :]


def test_load_counts_each_persons_cases(agent: FlaskClient, case_id: int, dave: Actor) -> None:
    assert "1 open case has nobody yet" in agent.get("/desk/load").text
    with unit_of_work():
        working.claim(case_id, by=dave)
    page = agent.get("/desk/load").text
    assert "has nobody yet" not in page
    row = page[page.index(">Dave</td>") :][:300]
    assert '<td class="table__number">1</td>' in row
    assert "12%" in row


def test_what_somebody_has_who_is_suspended_stands_in_the_load(
    agent: FlaskClient, case_id: int, erin: Actor
) -> None:
    with unit_of_work():
        working.claim(case_id, by=erin)
        db.session.get_one(Member, erin.id).status = MemberStatus.SUSPENDED
    page = agent.get("/desk/load").text
    assert '<td class="table__number">1</td>' in page[page.index(">Erin</td>") :][:300]


def test_the_list_behind_what_nobody_has_is_as_long_as_its_number(
    agent: FlaskClient, alice: Actor, case_id: int, erin: Actor
) -> None:
    with unit_of_work():
        working.wait(case_id, by=erin)  # and it is nobody's, once she leaves
        leaving.leave(erin.id)
        other = questions.ask(f"{ANGRY_EN[0]} again", ANGRY_EN[1], ["router"], by=alice)
    page = agent.get("/desk/load").text
    link = re.search(r'href="([^"]+)">1 open case has nobody yet', page)
    assert link is not None
    behind = agent.get(unescape(link[1])).text
    assert re.findall(r'id="case-(\d+)"', behind) == [
        str(db.session.query(Case.id).filter_by(question_id=other.id).scalar())
    ]


def test_the_composer_offers_members_and_takes_pictures_as_an_answer_does(
    agent: FlaskClient, case_id: int
) -> None:
    page = agent.get(f"/desk/cases/{case_id}").text
    editor = page[page.index('data-behaviour="editor"') : page.index("</textarea>")]
    for way in ('data-mentions="/mentions?thread=', "data-pasted=", "data-images=", "data-quick="):
        assert way in editor
