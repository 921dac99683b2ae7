"""On PostgreSQL no page reads a large table from end to end: the plans of all its statements say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.kernel import kept
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from community.reading import totals
from community.search import services as search
from community.tags.models import Tag
from gamification.leaderboards import ledger
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests.conftest import SignIn, actor_of, make_app
from tests.plans import Planner, asked_of
from tests.servers import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
UNTIL = date(2026, 11, 2)
USUAL = 8  # answers: what somebody wrote who wrote half of everything is half of everything
FEW_TAGS = 30  # rows; the commonest tag stands on some hundred questions
BODY = "It blinks twice at noon, every day since the last update. Nothing else does. What may that be?"
CHANGING = ("SELECT", "WITH", "UPDATE", "DELETE")
SORTS = ("active", "new", "unanswered", "hot")


@dataclass(frozen=True)
class Grown:
    """A site of some thousand posts, the busiest thread there and a member who helped now and then."""

    app: Huzhu
    planner: Planner
    question: int
    name: str
    case: int
    tag: str


@pytest.fixture(scope="module")
def grown(
    postgres_server: PostgresServer,
    postgres_template: str,
    worker_number: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Grown]:
    url = postgres_server.create_database(f"plans_{worker_number}", postgres_template)
    made = make_app(tmp_path_factory.mktemp("plans"), database_url=url)
    with made.app_context():
        grow(Plan(3_000, 1, UNTIL), quiet=True)
        search.rebuild()
        question = db.session.scalars(
            select(Question.id).where(Question.listed).order_by(Question.answer_count.desc()).limit(1)
        ).one()
        usual = func.abs(func.count() - USUAL)
        author = db.session.scalars(
            select(Post.author_id)
            .join(Answer.__table__, Answer.__table__.c.id == Post.id)
            .group_by(Post.author_id)
            .order_by(usual, Post.author_id)
            .limit(1)
        ).one()
        name = db.session.get_one(Member, author).name
        case = db.session.scalars(select(Case.id).where(Case.state != CaseState.RESOLVED)).first()
        assert case is not None
        tag = db.session.scalars(select(Tag.name).order_by(Tag.question_count.desc()).limit(1)).one()
        db.session.remove()
        planner = Planner(url)
        yield Grown(made, planner, question, name, case, tag)
        planner.close()
        db.session.remove()
        db.engine.dispose()


PUBLIC = (
    "/",
    "/questions",
    *(f"/questions?sort={sort}" for sort in SORTS),
    "/questions?page=3",
    "/questions?state=solved",
    "/questions?state=unsolved",
    "/questions?written=zh-Hans",
    "/questions/{question}",
    "/tags",
    "/tags/{tag}",
    *(f"/tags/{{tag}}?sort={sort}" for sort in SORTS),
    "/members",
    "/members?sort=newest",
    "/members/{name}",
    "/members/{name}?tab=answers",
    "/members/{name}?tab=questions",
    "/members/{name}/reputation",
    "/leaderboards",
    "/leaderboards?period=month",
    "/leaderboards?period=all",
    "/leaderboards?tag={tag}",
    "/badges",
    "/search?q=router+cable",
    "/search?q=%E8%B7%AF%E7%94%B1%E5%99%A8",
    "/articles",
    "/feeds/questions.atom",
    "/feeds/tags/{tag}.atom",
    "/feeds/questions/{question}.atom",
    "/sitemap.xml",
    "/api/v1/questions",
    *(f"/api/v1/questions?sort={sort}" for sort in SORTS),
    *(f"/api/v1/questions?sort={sort}&tag={{tag}}" for sort in SORTS),
    "/api/v1/questions?sort=hot&state=solved",
    "/api/v1/questions/{question}",
    "/api/v1/leaderboards",
)
OF_MEMBERS = (
    "/notifications",
    "/settings",
    "/me",
    "/drafts",
    "/mentions",
    "/live",
    "/welcome",
    "/ask",
    "/settings/privacy/data",
)
OF_MODERATORS = ("/review", "/review?kind=spam", "/flags", "/curation", "/sanctions")
OF_STAFF = ("/desk", "/desk/today", "/desk/load", "/desk/team", "/desk/cases/{case}", "/desk/news")
VISITS = [
    *(("visitor", path) for path in PUBLIC),
    *((Role.MEMBER, path) for path in (*PUBLIC, *OF_MEMBERS)),
    *((Role.MODERATOR, path) for path in OF_MODERATORS),
    *((Role.AGENT, path) for path in OF_STAFF),
]


@pytest.mark.parametrize(("who", "path"), VISITS, ids=str)
def test_a_page_reads_no_large_table_from_end_to_end(
    grown: Grown, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, who: str, path: str
) -> None:
    """The second time, in another language: what is kept for a while on a large site is kept here, too."""
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(kept, "FRESH", timedelta(hours=1))  # else it is made anew beside the second time
    monkeypatch.setattr(kept, "USABLE", timedelta(hours=1))
    monkeypatch.setattr(totals, "LONG", 0)
    monkeypatch.setattr(ledger, "RECENT", 100)  # of the newest lines; that is a part of them on a large site
    with grown.app.app_context():
        client = grown.app.test_client()
        if who != "visitor":
            which = Member.name == grown.name if who == Role.MEMBER else Member.role == who
            sign_in(client, actor_of(db.session.scalars(select(Member).where(which).limit(1)).one()))
        address = path.format(question=grown.question, name=grown.name, case=grown.case, tag=grown.tag)
        client.get(
            address, query_string={"lang": "en"} if "?" not in address else None, follow_redirects=True
        )
        again = address + ("&" if "?" in address else "?") + "lang=zh-Hans"
        with asked_of(db.engine) as asked:
            answer = client.get(again, follow_redirects=True)
        assert answer.status_code == 200, address
        db.session.remove()
    found = {each.told(): reads for each in asked if (reads := grown.planner.whole_reads(each))}
    assert found == {}


def test_asking_does_not_count_what_a_tag_has(grown: Grown) -> None:
    """A deed that looked at all questions of its tags would cost more with each of them."""
    with grown.app.app_context():
        member = db.session.scalars(select(Member).where(Member.name == grown.name)).one()
        with asked_of(db.engine, CHANGING) as asked, unit_of_work():
            questions.ask(
                "Why does the lamp blink twice at noon", BODY, [grown.tag, "noon"], by=actor_of(member)
            )
        db.session.remove()
    counting = [each for each in asked if "UPDATE tags" in each.words]
    assert counting
    assert max(grown.planner.read(each)["question_tags"] for each in counting) < FEW_TAGS


def test_answering_reads_no_large_table_from_end_to_end(grown: Grown) -> None:
    with grown.app.app_context():
        member = db.session.scalars(select(Member).where(Member.name == grown.name)).one()
        quiet = db.session.scalars(
            select(Question)
            .where(Question.listed, Question.closed_at.is_(None), Question.author_id != member.id)
            .order_by(Question.answer_count, Question.id)
            .limit(1)
        ).one()
        with asked_of(db.engine, CHANGING) as asked, unit_of_work():
            answers.answer(quiet, BODY, by=actor_of(member))
        db.session.remove()
    found = {each.told(): reads for each in asked if (reads := grown.planner.whole_reads(each))}
    assert found == {}


def test_a_table_without_its_index_would_be_noticed(grown: Grown) -> None:
    with grown.app.app_context():
        with asked_of(db.engine) as asked:
            db.session.scalars(select(Question.id).where(Question.slug == "none")).all()
            db.session.scalars(select(func.count()).select_from(Post)).all()
            db.session.scalars(select(Question.id).where(Question.id == 1)).all()
        db.session.remove()
    seen = [grown.planner.whole_reads(each) for each in asked]
    assert [bool(each) for each in seen] == [True, True, False]
