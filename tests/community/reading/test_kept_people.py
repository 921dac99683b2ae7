"""The list of members, the articles and the known problems are kept for visitors and tell what changed at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.articles import voting
from community.articles.models import Article, ArticleTag
from community.articles.rules import Move
from community.curation import incidents
from community.curation.rules import Facts, IncidentState, News
from community.kernel import clock, kept
from community.kernel.db import db
from community.kernel.policy import Actor
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.tags.models import Tag
from gamification.reputation.models import MemberStanding
from tests.community.articles.making import moved, published
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import visit
from tests.conftest import MakeMember, both_databases
from tests.kept_for_visitors import tells_at_once, warm

Deed = Callable[[], object]


def change(model: type, number: int, **values: object) -> Deed:
    return lambda: db.session.execute(update(model).where(model.id == number).values(**values))  # type: ignore[attr-defined]


@pytest.fixture
def answer(thread: Thread, alice: Actor, bob: Actor) -> Answer:
    return thread(alice, bob)


MEMBERS = ("/members", "/members?sort=new", "/members?q=b", "/members?page=1")


@both_databases
@pytest.mark.parametrize("path", MEMBERS)
def test_the_list_of_members(app: Flask, answer: Answer, member: MakeMember, bob: Actor, path: str) -> None:
    tells_at_once(app, path, change(Member, bob.id, display_name="Bobby Somebody"))
    tells_at_once(app, path, change(Member, bob.id, location="Bremen"))
    tells_at_once(app, path, standing(bob.id, 700))
    tells_at_once(app, path, lambda: member("bert"))
    tells_at_once(app, path, change(Member, bob.id, hides_game=True))
    gone = tells_at_once(app, path, change(Member, bob.id, status=MemberStatus.CLOSED))
    assert b"Bobby" not in gone


@both_databases
def test_a_list_of_nobody(app: Flask, member: MakeMember) -> None:
    for path in ("/members", "/members?q=ber", "/members?q=ber&sort=new"):
        db.session.query(Member).delete()
        db.session.commit()
        assert b"/members/ber" not in warm(app, path)
        assert b"/members/bert" in tells_at_once(app, path, lambda: member("bert"))


def standing(member_id: int, points: int) -> Deed:
    return lambda: db.session.merge(MemberStanding(member_id=member_id, points=points, level=3))


@both_databases
def test_who_answers_more_comes_first_at_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    first = thread(alice, carol)
    order = tells_at_once(app, "/members", lambda: thread(alice, bob) and thread(alice, bob))
    assert order.index(b"/members/bob") < order.index(b"/members/carol")
    hidden = Post.author_id == bob.id
    order = tells_at_once(
        app,
        "/members",
        lambda: db.session.execute(update(Post).where(hidden).values(status=PostStatus.HIDDEN)),
    )
    assert order.index(b"/members/carol") < order.index(b"/members/bob")
    last = text("UPDATE posts SET status = 'deleted' WHERE id = :id")
    tells_at_once(app, "/members", lambda: db.session.execute(last, {"id": first.id}))


@both_databases
def test_a_ranking_that_takes_long_is_made_anew_while_it_is_read(
    app: Flask, thread: Thread, monkeypatch: pytest.MonkeyPatch, alice: Actor, bob: Actor, carol: Actor
) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)
    thread(alice, carol)
    now = clock.now()

    def is_first(seconds: int) -> bool:
        with clock.at(now + timedelta(seconds=seconds)):
            page = visit(app, "/members").data
        return page.index(b"/members/bob") < page.index(b"/members/carol")

    assert not is_first(0)
    thread(alice, bob)
    thread(alice, bob)
    is_first(15)  # perhaps not yet
    is_first(56)  # however old it is, nobody waits
    kept.shelf("members").behind.wait()
    assert is_first(111)


@pytest.fixture
def article(answer: Answer, dave: Actor, erin: Actor, bob: Actor) -> Article:
    number = published(dave, erin, tags=("mesh",))
    found = db.session.get_one(Article, number)
    found.question_id, found.answer_id, found.credited_id = answer.question_id, answer.id, bob.id
    db.session.commit()
    return found


def shown(article: Article) -> str:
    return f"/articles/{article.id}/{article.slug}"


@both_databases
def test_an_article(
    app: Flask, article: Article, answer: Answer, bob: Actor, dave: Actor, erin: Actor
) -> None:
    number, path, question_id = article.id, shown(article), answer.question_id
    tells_at_once(app, path, lambda: voting.vote(number, helpful=True, by=bob))
    tells_at_once(app, path, change(Article, number, title="The mesh drops at three"))
    tells_at_once(app, path, change(Article, number, product="Wren Mesh 5"))
    tells_at_once(app, path, change(Article, number, checked_at=clock.now() - timedelta(days=9)))
    tells_at_once(app, path, change(Member, bob.id, display_name="Bobby Somebody"))
    tells_at_once(app, path, change(Question, question_id, title="Why does it drop?"))
    tells_at_once(app, path, change(Post, question_id, status=PostStatus.HIDDEN))
    other = published(dave, erin, lang="zh-Hans", title="每天夜里两点断网")
    tells_at_once(app, path, change(Article, other, translation_of_id=number))
    tells_at_once(app, path, change(Article, other, title="每天夜里三点断网"))
    tells_at_once(app, path, lambda: moved(other, Move.RETIRE, erin))
    tells_at_once(app, path, lambda: db.session.execute(delete(ArticleTag)))
    tells_at_once(app, path, change(Member, bob.id, status=MemberStatus.CLOSED))
    moved(number, Move.RETIRE, erin)
    assert app.test_client().get(path).status_code == 404


@both_databases
@pytest.mark.parametrize("path", ["/articles", "/articles?tag=mesh", "/articles?q=mesh"])
def test_the_list_of_articles(
    app: Flask, article: Article, bob: Actor, dave: Actor, erin: Actor, path: str
) -> None:
    number = article.id
    tells_at_once(app, path, change(Article, number, title="The mesh drops at three"))
    tells_at_once(
        app, path, lambda: published(dave, erin, title="The mesh is slow in the garden", tags=("mesh",))
    )
    if "q=" not in path:
        tells_at_once(app, path, lambda: voting.vote(number, helpful=True, by=bob))
        tag = db.session.query(Tag).filter_by(name="mesh").one().id
        tells_at_once(app, path.split("?", maxsplit=1)[0], change(Tag, tag, name="meshes"))
    tells_at_once(app, path.split("?", maxsplit=1)[0], lambda: moved(number, Move.RETIRE, erin))


@both_databases
def test_known_problems(app: Flask, answer: Answer, bob: Actor, carol: Actor) -> None:
    made: list[int] = []

    def begin() -> None:
        facts = Facts(title="The line is down everywhere", tags=("mesh",), question_id=answer.question_id)
        news = News(state=IncidentState.INVESTIGATING, text="We look into it.")
        made.append(incidents.open_incident(facts, news, by=carol).id)

    tells_at_once(app, "/incidents", begin)
    path = f"/incidents/{made[0]}"
    news = News(state=IncidentState.RESOLVED, text="It is mended.")
    tells_at_once(app, path, lambda: incidents.follow(made[0], by=bob))
    assert b"It is mended" in tells_at_once(app, path, lambda: incidents.update(made[0], news, by=carol))
    tag = db.session.query(Tag).filter_by(name="mesh").one().id
    tells_at_once(app, path, change(Tag, tag, name="meshes"))
    tells_at_once(app, "/incidents", change(Tag, tag, name="mesh"))
