"""On PostgreSQL no page reads a large table from end to end: the plans of all its statements say so."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from tests.conftest import SignIn, actor_of
from tests.journeys.grown import Grown, as_on_a_large_site, grown_site
from tests.plans import Planner, asked_of
from tests.servers import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
FEW_TAGS = 30  # rows; the commonest tag stands on some hundred questions
BODY = "It blinks twice at noon, every day since the last update. Nothing else does. What may that be?"
CHANGING = ("SELECT", "WITH", "UPDATE", "DELETE")
SORTS = ("active", "new", "unanswered", "hot")


@dataclass(frozen=True)
class Planned:
    """A site of some thousand posts, and what tells how its statements are carried out."""

    site: Grown
    planner: Planner


@pytest.fixture(scope="module")
def planned(
    postgres_server: PostgresServer,
    postgres_template: str,
    worker_number: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Planned]:
    url = postgres_server.create_database(f"plans_{worker_number}", postgres_template)
    with grown_site(tmp_path_factory.mktemp("plans"), url, 3_000) as site, closing(Planner(url)) as planner:
        yield Planned(site, planner)


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
    "/members/{helper}",
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
AS_MEMBER = (
    "/",
    "/questions",
    "/questions/{question}",
    "/tags/{tag}",
    "/leaderboards",
    "/search?q=router+cable",
)
VISITS = [
    *(("visitor", path) for path in PUBLIC),
    *((Role.MEMBER, path) for path in (*AS_MEMBER, *OF_MEMBERS)),
]


@pytest.mark.parametrize(("who", "path"), VISITS, ids=str)
def test_a_page_reads_no_large_table_from_end_to_end(
    planned: Planned, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, who: str, path: str
) -> None:
    """The second time, in another language: what is kept for a while on a large site is kept here, too."""
    as_on_a_large_site(monkeypatch)
    grown = planned.site
    with grown.app.app_context():
        client = grown.app.test_client()
        if who != "visitor":
            member = db.session.scalars(select(Member).where(Member.name == grown.name)).one()
            sign_in(client, actor_of(member))
        address = path.format(question=grown.question, name=grown.name, helper=grown.helper, tag=grown.tag)
        client.get(
            address, query_string={"lang": "en"} if "?" not in address else None, follow_redirects=True
        )
        again = address + ("&" if "?" in address else "?") + "lang=zh-Hans"
        with asked_of(db.engine) as asked:
            answer = client.get(again, follow_redirects=True)
        assert answer.status_code == 200, address
        db.session.remove()
    found = {each.told(): reads for each in asked if (reads := planned.planner.whole_reads(each))}
    assert found == {}


def test_the_latest_of_somebody_are_not_looked_for_among_the_latest_of_all(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PostgreSQL would on a large site, where it expects to meet theirs soon: rather than put anything in order."""
    as_on_a_large_site(monkeypatch)
    grown = planned.site
    with grown.app.app_context():
        with asked_of(db.engine) as asked:
            answer = grown.app.test_client().get(f"/members/{grown.helper}?lang=zh-Hans")
        assert answer.status_code == 200
        db.session.remove()
    with closing(Planner(grown.url, besides=("enable_sort = off",))) as unsorted:
        reads = {each.told(): found for each in asked if (found := unsorted.whole_reads(each))}
    assert reads == {}


def test_asking_does_not_count_what_a_tag_has(planned: Planned) -> None:
    """A deed that looked at all questions of its tags would cost more with each of them."""
    grown = planned.site
    with grown.app.app_context():
        member = db.session.scalars(select(Member).where(Member.name == grown.name)).one()
        with asked_of(db.engine, CHANGING) as asked, unit_of_work():
            questions.ask(
                "Why does the lamp blink twice at noon", BODY, [grown.tag, "noon"], by=actor_of(member)
            )
        db.session.remove()
    counting = [each for each in asked if "UPDATE tags" in each.words]
    assert counting
    assert max(planned.planner.read(each)["question_tags"] for each in counting) < FEW_TAGS


def test_answering_reads_no_large_table_from_end_to_end(planned: Planned) -> None:
    grown = planned.site
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
    found = {each.told(): reads for each in asked if (reads := planned.planner.whole_reads(each))}
    assert found == {}


def test_a_table_without_its_index_would_be_noticed(planned: Planned) -> None:
    grown = planned.site
    with grown.app.app_context():
        with asked_of(db.engine) as asked:
            db.session.scalars(select(Question.id).where(Question.slug == "none")).all()
            db.session.scalars(select(func.count()).select_from(Post)).all()
            db.session.scalars(select(Question.id).where(Question.id == 1)).all()
        db.session.remove()
    seen = [planned.planner.whole_reads(each) for each in asked]
    assert [bool(each) for each in seen] == [True, True, False]
