"""On SQLite, too, no page reads a large table without an index."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.kernel import kept, schema
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.web import Huzhu
from community.posts.models import Post
from community.questions.models import Question
from community.reading import totals
from community.search import services as search
from community.tags.models import Tag
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests.conftest import SignIn, actor_of, make_app
from tests.plans import SqlitePlanner, asked_of

pytestmark = pytest.mark.slow
UNTIL = date(2026, 11, 2)
VISITS = (
    ("visitor", "/questions"),
    ("visitor", "/questions?sort=hot"),
    ("visitor", "/questions?sort=unanswered"),
    ("visitor", "/questions/{question}"),
    ("visitor", "/tags/{tag}"),
    ("visitor", "/members/{name}"),
    ("visitor", "/members"),
    ("visitor", "/leaderboards"),
    ("visitor", "/leaderboards?period=all"),
    ("visitor", "/search?q=router+cable"),
    (Role.MEMBER, "/"),
    (Role.MEMBER, "/questions/{question}"),
    (Role.MEMBER, "/notifications"),
    (Role.MODERATOR, "/review"),
    (Role.AGENT, "/desk"),
    (Role.AGENT, "/desk/cases/{case}"),
)


@pytest.fixture(scope="module")
def grown(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Huzhu, SqlitePlanner, dict[str, object]]]:
    """A site of some thousand posts, and what addresses are made of."""
    folder = tmp_path_factory.mktemp("plans")
    made = make_app(folder)
    with made.app_context():
        schema.upgrade(made)
        grow(Plan(2_000, 1, UNTIL), quiet=True)
        search.rebuild()
        busiest = select(Question.id).where(Question.listed).order_by(Question.answer_count.desc())
        writers = select(Member.name).join(Post, Post.author_id == Member.id).group_by(Member.name)
        named = {
            "question": db.session.scalars(busiest.limit(1)).one(),
            "name": db.session.scalars(writers.order_by(func.count().desc()).limit(1)).one(),
            "case": db.session.scalars(
                select(Case.id).where(Case.state != CaseState.RESOLVED).limit(1)
            ).one(),
            "tag": db.session.scalars(select(Tag.name).order_by(Tag.question_count.desc()).limit(1)).one(),
        }
        db.session.remove()
        db.engine.dispose()
        planner = SqlitePlanner(folder / "huzhu.sqlite")
        yield made, planner, named
        planner.close()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(("who", "path"), VISITS, ids=str)
def test_a_page_goes_by_indexes(
    grown: tuple[Huzhu, SqlitePlanner, dict[str, object]],
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    path: str,
) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(kept, "FRESH", timedelta(hours=1))  # else it is made anew beside the second time
    monkeypatch.setattr(kept, "USABLE", timedelta(hours=1))
    monkeypatch.setattr(totals, "LONG", 0)
    made, planner, named = grown
    address = path.format(**named)
    with made.app_context():
        client = made.test_client()
        if who != "visitor":
            one = db.session.scalars(select(Member).where(Member.role == who).limit(1)).one()
            sign_in(client, actor_of(one))
        client.get(address, follow_redirects=True)
        with asked_of(db.engine) as asked:
            again = address + ("&" if "?" in address else "?") + "lang=zh-Hans"
            answer = client.get(again, follow_redirects=True)
        assert answer.status_code == 200, address
        db.session.remove()
    found = {each.told(): reads for each in asked if (reads := planner.whole_reads(each))}
    assert found == {}


def test_a_front_page_begins_with_what_is_new(
    grown: tuple[Huzhu, SqlitePlanner, dict[str, object]], sign_in: SignIn
) -> None:
    """Not with all that ever stood under a helper's tags, nor with everything that ever was somebody's problem, too."""
    made, planner, _named = grown
    with made.app_context():
        client = made.test_client()
        one = db.session.scalars(select(Member).where(Member.role == Role.MEMBER).limit(1)).one()
        sign_in(client, actor_of(one))
        with asked_of(db.engine) as asked:
            assert client.get("/?lang=zh-Hans").status_code == 200
        db.session.remove()
    lists = [planner.steps(each) for each in asked if "row_number" in each.words]
    assert len(lists) == 1
    tables = ("same_problems", "front_openings")
    assert not [step for step in lists[0] if step.startswith(tuple(f"SCAN {each}" for each in tables))]
    assert not [step for step in lists[0] if step.startswith("SEARCH question_tags") and "(tag_id=?)" in step]


def test_a_table_without_its_index_would_be_noticed(
    grown: tuple[Huzhu, SqlitePlanner, dict[str, object]],
) -> None:
    made, planner, _named = grown
    with made.app_context():
        with asked_of(db.engine) as asked:
            db.session.scalars(select(Question.id).where(Question.slug == "none")).all()
            db.session.scalars(select(Question.id).where(Question.id == 1)).all()
        db.session.remove()
    assert [planner.whole_reads(each) for each in asked] == [["questions"], []]
