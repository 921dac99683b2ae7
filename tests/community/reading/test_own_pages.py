"""A page is kept for a member's own browser as well, and never tells them what is no longer so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from community.accounts.models import Member
from community.accounts.models import SignIn as SignInRow
from community.answers.models import Answer
from community.kernel import clock, page_cache, stamps
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.models import Draft, Post, PostKind, PostStatus
from community.questions.models import QuestionFollow, SameProblem
from community.ratings import services as rating
from community.routing.models import Invitation, Need
from community.tags import services as tagging
from community.tags.models import Tag
from gamification.reputation.models import MemberStanding
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import DEEDS, kept
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

# Read on pages that are kept, and no stamp tells of them: see the decision on kept pages for each.
SLOWLY_SEEN = {
    "answers",  # a thread stamp comes with each change that shows
    "articles",
    "cases",  # of the asker, whose page is not kept
    "letters",
    "moves",  # each comes with a change of the need
    "page_stamps",
    "rating_totals",  # the site's mean, which may be minutes old
}

# Tokens of the session, signed anew each second, and the name of a form.
OF_ONE_MAKING = re.compile(r'name="csrf-token" content="[^"]+"|name="(?:csrf_token|once)" value="[^"]+"')


@dataclass
class Reader:
    """Gina, who looks at the pages."""

    actor: Actor
    client: FlaskClient
    paths: tuple[str, ...]

    def looks(self) -> dict[str, str]:
        """Every page as she sees it now, without what is another each time it is made."""
        db.session.rollback()
        return {path: OF_ONE_MAKING.sub("", self.client.get(path).text) for path in self.paths}


def own_pages(app: Flask) -> page_cache.Pages:
    found: page_cache.Pages = app.extensions["huzhu_own_pages"]
    return found


@pytest.fixture
def answer(thread: Thread, alice: Actor, bob: Actor) -> Answer:
    return thread(alice, bob)


@pytest.fixture
def gina(app: Flask, answer: Answer, member: MakeMember, sign_in: SignIn) -> Reader:
    """A member who wrote nothing here, each page kept for her."""
    actor = actor_of(member("gina"), level=5)
    client = sign_in(app.test_client(), actor)
    question = str(client.get(f"/questions/{answer.question_id}").location)
    found = Reader(actor, client, ("/questions", "/tags/mesh", question))
    found.looks()
    found.looks()
    return found


@both_databases
def test_a_page_of_ones_own_asks_once_and_is_the_same(app: Flask, gina: Reader) -> None:
    made = gina.looks()
    for path in gina.paths:
        with statements() as asked:
            again = gina.client.get(path)
        assert len(asked) == 1, path
        assert OF_ONE_MAKING.sub("", again.text) == made[path]
        assert "Set-Cookie" not in again.headers
        assert again.headers["Cache-Control"] == "private, no-store"
    assert kept(app) == 0


def told(gina: Actor, answer: Answer) -> None:
    now = clock.now()
    db.session.add(
        Notification(member_id=gina.id, kind="answer", cause="test", post_id=answer.id, created_at=now)
    )


def drafting(gina: Actor, answer: Answer) -> None:
    db.session.add(
        Draft(
            member_id=gina.id,
            kind=PostKind.ANSWER,
            target_id=answer.question_id,
            body="Half an answer",
            saved_at=clock.now(),
        )
    )


def asked_for(gina: Actor, answer: Answer) -> None:
    need = db.session.scalars(select(Need).where(Need.question_id == answer.question_id)).first()
    if need is None:
        pytest.fail("the thread of this test has no need")
    now = clock.now()
    db.session.add(
        Invitation(
            need_id=need.id, member_id=gina.id, ring=1, day=now.date(), slot=1, lang="en", created_at=now
        )
    )


def paused(gina: Actor, answer: Answer) -> None:
    db.session.get_one(Member, gina.id).status = "suspended"


def chinese(gina: Actor, answer: Answer) -> None:
    db.session.get_one(Member, gina.id).lang = "zh-Hans"


def risen(gina: Actor, answer: Answer) -> None:
    standing = db.session.get(MemberStanding, gina.id) or MemberStanding(member_id=gina.id)
    standing.points, standing.level = 2_000, 4
    db.session.add(standing)


def following(gina: Actor, answer: Answer) -> None:
    tagging.follow(db.session.scalars(select(Tag.id).where(Tag.name == "mesh")).all(), by=gina)


OWN_DEEDS: dict[str, Callable[[Actor, Answer], object]] = {
    "her stars": lambda gina, answer: rating.rate(db.session.get_one(Answer, answer.id), 4, by=gina),
    "her problem too": lambda gina, answer: db.session.add(
        SameProblem(question_id=answer.question_id, member_id=gina.id, created_at=clock.now())
    ),
    "her following": lambda gina, answer: db.session.add(
        QuestionFollow(question_id=answer.question_id, member_id=gina.id, created_at=clock.now())
    ),
    "her tags": following,
    "her bell": told,
    "her draft": drafting,
    "her invitation": asked_for,
    "her level": risen,
    "her language": chinese,
    "her suspension": paused,
}


@both_databases
@pytest.mark.parametrize("deed", OWN_DEEDS)
def test_what_is_hers_alone_shows_at_once(app: Flask, gina: Reader, answer: Answer, deed: str) -> None:
    before = gina.looks()
    with unit_of_work():
        OWN_DEEDS[deed](gina.actor, answer)
    after = gina.looks()
    own_pages(app).clear()
    assert after == gina.looks()
    assert after != before


@both_databases
@pytest.mark.parametrize("deed", DEEDS)
def test_what_others_do_shows_at_once(
    app: Flask, gina: Reader, answer: Answer, member: MakeMember, deed: str
) -> None:
    by = actor_of(member("hugo"), level=5)
    before = gina.looks()
    with unit_of_work():
        DEEDS[deed](answer, by)
    after = gina.looks()
    own_pages(app).clear()
    assert after == gina.looks()
    assert after[gina.paths[-1]] != before[gina.paths[-1]]


@both_databases
def test_whoever_is_signed_out_elsewhere_is_a_visitor_at_once(app: Flask, gina: Reader) -> None:
    assert b"/sign-out" in gina.client.get(gina.paths[-1]).data
    with unit_of_work():
        db.session.execute(delete(SignInRow).where(SignInRow.member_id == gina.actor.id))
    assert b"/sign-out" not in gina.client.get(gina.paths[-1]).data


def test_a_page_is_kept_no_longer_than_the_sign_in(app: Flask, gina: Reader) -> None:
    ends = db.session.scalars(select(SignInRow.expires_at).where(SignInRow.member_id == gina.actor.id)).one()
    with clock.at(ends - timedelta(seconds=20)):
        gina.looks()
        assert all("/sign-out" in page for page in gina.looks().values())
    with clock.at(ends + timedelta(seconds=20)):
        assert not any("/sign-out" in page for page in gina.looks().values())


def test_no_two_share_one(app: Flask, gina: Reader, member: MakeMember, sign_in: SignIn) -> None:
    other = sign_in(app.test_client(), actor_of(member("hugo")))
    seen = other.get(gina.paths[-1]).text
    assert "/members/hugo" in seen
    assert "/members/gina" not in seen
    assert "/members/gina" in gina.client.get(gina.paths[-1]).text
    assert "/members/gina" not in app.test_client().get(gina.paths[-1]).text


@pytest.mark.parametrize("role", ["moderator", "agent", "specialist", "admin"])
def test_nothing_is_kept_for_those_who_work_here(
    app: Flask, answer: Answer, member: MakeMember, sign_in: SignIn, role: str
) -> None:
    client = sign_in(app.test_client(), actor_of(member("worker", role=role)))
    client.get("/questions")
    client.get("/questions")
    assert len(own_pages(app).found) == 0


def test_nothing_is_kept_for_members_who_review(app: Flask, gina: Reader, answer: Answer) -> None:
    with unit_of_work():
        risen(gina.actor, answer)
    gina.looks()
    assert "/review" in gina.client.get("/questions").text
    own_pages(app).clear()
    gina.looks()
    assert len(own_pages(app).found) == 0


def test_the_askers_page_of_a_question_is_made_each_time(
    app: Flask, answer: Answer, alice: Actor, sign_in: SignIn
) -> None:
    client = sign_in(app.test_client(), alice)
    path = client.get(f"/questions/{answer.question_id}").location
    for _turn in range(3):
        client.get(path)
    assert len(own_pages(app).found) == 0
    with statements() as asked:
        client.get(path)
    assert not any("page_stamps" in each for each in asked)


def test_who_has_another_cookie_gets_a_page_of_this_moment(app: Flask, gina: Reader) -> None:
    own_pages(app).clear()
    gina.client.set_cookie("list", "sort=new")
    gina.client.get(gina.paths[-1])
    assert len(own_pages(app).found) == 0


def test_pages_of_ones_own_do_not_drive_out_those_for_all(app: Flask, gina: Reader) -> None:
    app.test_client().get(gina.paths[-1])
    own_pages(app).most = 1
    own_pages(app).clear()
    gina.looks()
    assert (len(own_pages(app).found), kept(app)) == (0, 1)


def test_her_own_hidden_answer_is_for_her_alone(
    app: Flask, gina: Reader, answer: Answer, thread: Thread, alice: Actor
) -> None:
    hers = thread(alice, gina.actor)
    with unit_of_work():
        db.session.get_one(Post, hers.id).status = PostStatus.HIDDEN
        db.session.get_one(Post, hers.id).body_html = "<p>Only Gina reads this.</p>"
    path = str(gina.client.get(f"/questions/{hers.question_id}").location)
    for _turn in range(2):
        assert "Only Gina reads this" in gina.client.get(path).text
        assert "Only Gina reads this" not in app.test_client().get(path).text


@both_databases
def test_news_of_what_goes_out_of_sight_leaves_the_bell_of_every_page(
    app: Flask, gina: Reader, thread: Thread, alice: Actor, bob: Actor
) -> None:
    other = thread(alice, bob, tag="other")
    with unit_of_work():
        told(gina.actor, other)
    assert all("1 new alert" in page for page in gina.looks().values())
    for status, is_told in ((PostStatus.HIDDEN, False), (PostStatus.PUBLISHED, True)):
        with unit_of_work():
            db.session.get_one(Post, other.id).status = status
        assert [("1 new alert" in page) for page in gina.looks().values()] == [is_told] * len(gina.paths)


def test_all_that_such_a_page_reads_is_stamped_or_named_here(app: Flask, gina: Reader) -> None:
    own_pages(app).clear()
    with statements() as asked:
        gina.looks()
    read = {name for each in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", each)}
    unwatched = read - stamps.watched() - SLOWLY_SEEN - {"anon_1"}
    assert unwatched == set()
