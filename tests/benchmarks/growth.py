"""What pages and posts cost as a community grows: CPU and statements on sites of 10,000 and 100,000 posts.

On PostgreSQL, or on what HUZHU_BENCH_DATABASE names (`sqlite`); other sizes where HUZHU_BENCH_SIZES names them, each
beside the smallest. CPU is that of the server's processes and of the database's. Each kind of page goes through many addresses once, so nothing that is kept helps.
Where HUZHU_BENCH_FOLDER names a folder, the sites are kept there and measured again the next time.
PostgreSQL has the memory that docs/deploy asks for, and knows the rows already, as that of a busy site does: all
addresses are visited once before, by a server whose own memory ends with it.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from sqlalchemy import event, exists, select

from community.accounts.models import Member
from community.accounts.services import create_token
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan, posts_of
from community.kernel import clock, schema
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.posts.models import Post
from community.questions.models import Question
from community.search import services as search
from community.search.engine import backend
from community.tags.models import Tag
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests import servers
from tests.benchmarks import serving
from tests.conftest import SignIn, actor_of, make_app
from tests.plans import Planner, SqlitePlanner, asked_of
from tests.servers import PostgresServer

pytestmark = pytest.mark.postgres
SIZES = os.environ.get("HUZHU_BENCH_SIZES", "10k 100k").split()  # a million: "10k 1m"
ON_SQLITE = os.environ.get("HUZHU_BENCH_DATABASE") == "sqlite"
MEMORY = "shared_buffers=2GB"
PAGES = 150
POSTS = 30
WARM = 10
PLANNED = 20  # addresses of a kind whose plans are looked at
PACKED = {"Accept-Encoding": "gzip"}
ROLES = {"visitor": None, "member": "member", "moderator": "moderator", "agent": "agent"}


@dataclass
class Site:
    """A grown site: its application here, the same served elsewhere, and the addresses by kind of page."""

    size: str
    app: Huzhu
    url: str | None  # None on SQLite
    addresses: dict[tuple[str, str], list[str]]
    seconds: float
    costs: dict[tuple[str, str], tuple[float, float, float]] = field(default_factory=dict)


def _two_words(slug: str, chance: Random) -> list[str]:
    """Two of the words that a title is made of."""
    words = [word if word.isascii() else word[:4] for word in slug.split("-") if len(word) > 1]
    return chance.sample(words, min(2, len(words)))


def _addresses() -> dict[tuple[str, str], list[str]]:
    chance = Random(5)
    questions = db.session.execute(select(Question.id, Question.slug).where(Question.listed)).all()
    chosen = chance.sample(questions, PAGES)
    tags = db.session.scalars(select(Tag.name).where(Tag.question_count > 0)).all()
    wrote = exists().where(
        Post.author_id == Member.id
    )  # each alike, however much: the busiest wrote more where more is
    names = chance.sample(
        db.session.scalars(select(Member.name).where(wrote).order_by(Member.id)).all(), PAGES
    )
    cases = db.session.scalars(select(Case.id).where(Case.state != CaseState.RESOLVED).limit(PAGES)).all()
    words = [quote_plus(" ".join(_two_words(slug, chance))) for _id, slug in chosen]
    lists = [
        f"/questions?sort={sort}&page={n}"
        for n in range(1, 38)
        for sort in ("active", "new", "hot", "unanswered")
    ]
    return {
        ("question", "visitor"): [f"/questions/{each}/{quote(slug)}" for each, slug in chosen],
        ("question", "member"): [f"/questions/{each}/{quote(slug)}" for each, slug in chosen],
        ("listing", "visitor"): lists,
        ("tag", "visitor"): [f"/tags/{quote(name)}" for name in chance.sample(tags, min(PAGES, len(tags)))],
        ("profile", "visitor"): [f"/members/{quote(name)}" for name in names],
        ("members", "visitor"): [f"/members?page={number}" for number in range(1, 30)],
        ("leaderboard", "visitor"): ["/leaderboards?period=all"] * 30,
        ("leaderboard", "member"): ["/leaderboards?period=all"] * 30,
        ("board of a month", "visitor"): ["/leaderboards"] * 30,  # not full on a small site
        ("search", "visitor"): [f"/search?q={each}" for each in words],
        ("front page", "member"): ["/"] * 30,
        ("notifications", "member"): ["/notifications"] * 30,
        ("review queue", "moderator"): ["/review"] * 30,
        ("desk", "agent"): ["/desk"] * 30,
        ("case", "agent"): [f"/desk/cases/{number}" for number in cases],
    }


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> PostgresServer | None:
    """The server with the sites: the one whose folder is named, or that of this run; None on SQLite."""
    if ON_SQLITE:
        return None
    kept = os.environ.get("HUZHU_BENCH_FOLDER")
    found: PostgresServer = (
        servers.postgres(Path(kept), MEMORY) if kept else request.getfixturevalue("postgres_server")
    )
    return found


def _app(size: str, database: PostgresServer | None, folder: Path) -> tuple[Huzhu, str | None, bool]:
    """The application of a site, where its rows are, and whether there are none yet."""
    if database is None:
        kept = os.environ.get("HUZHU_BENCH_FOLDER")
        folder = Path(kept) / f"sqlite_{size}" if kept else folder
        folder.mkdir(parents=True, exist_ok=True)
        is_new = not (folder / "huzhu.sqlite").exists()
        return make_app(folder), None, is_new
    name = f"bench_{size}"
    is_new = not database.has_database(name)
    url = database.create_database(name) if is_new else database.url(name)
    return make_app(folder, database_url=url), url, is_new


@pytest.fixture(scope="module")
def sites(database: PostgresServer | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Site]]:
    """Every size on a database of its own."""
    made = []
    for size in SIZES:
        app, url, is_new = _app(size, database, tmp_path_factory.mktemp(size))
        with app.app_context():
            began = time.process_time()
            if is_new:
                schema.upgrade(app)
                grow(Plan(posts_of(size) or 0, 1, clock.now().date()), quiet=True)
            if not backend().healthy():
                search.rebuild()
            made.append(Site(size, app, url, _addresses(), time.process_time() - began))
            db.session.remove()
            db.engine.dispose()
    yield made
    for site in made:
        with site.app.app_context():
            db.engine.dispose()


def _cookie(site: Site, role: str | None, sign_in: SignIn) -> dict[str, str]:
    if role is None:
        return {}
    client = site.app.test_client()
    who = select(Member).where(Member.role == role, Member.password_hash.is_not(None)).order_by(Member.id)
    sign_in(client, actor_of(db.session.scalars(who.limit(1)).one()))
    cookie = client.get_cookie("session")
    assert cookie is not None
    return {"Cookie": f"session={cookie.value}"}


def _statements(site: Site, paths: list[str], headers: dict[str, str]) -> float:
    """How many statements a page takes, on average of a few."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, words: str, *_more: Any) -> None:
        asked.append(words)

    client = site.app.test_client(use_cookies=False)
    event.listen(db.engine, "before_cursor_execute", note)
    for path in paths:
        assert client.get(path, headers=headers).status_code == 200, path
    event.remove(db.engine, "before_cursor_execute", note)
    return len(asked) / len(paths)


def _halves(paths: list[str]) -> tuple[list[str], list[str]]:
    """Addresses that warm a process, and others to be measured: a small site has few cases, each seen once, too."""
    warm = min(WARM, len(paths) // 2)
    return paths[-warm:], paths[:-warm]


def _served(site: Site) -> Any:
    environment = {"HUZHU_SECRET_KEY": "a secret for tests only"}
    if site.url is not None:
        environment["HUZHU_DATABASE_URL"] = site.url
    return serving.site(site.app.extensions["huzhu_settings"].data_dir, environment=environment)


def _spending(site: Site, database: PostgresServer | None) -> Callable[[], float]:
    """CPU seconds of the database's own processes; SQLite has none."""
    if database is None:
        return lambda: 0.0
    return serving.DatabaseProcesses(database.pid, f"bench_{site.size}").cpu


def _visit_all(site: Site, sign_in: SignIn) -> None:
    with site.app.app_context(), _served(site) as served:
        for (_kind, who), paths in site.addresses.items():
            served.spent(paths, {**PACKED, **_cookie(site, ROLES[who], sign_in)})
        db.session.remove()


def test_pages(sites: list[Site], database: PostgresServer | None, sign_in: SignIn) -> None:
    for site in sites:
        spending = _spending(site, database)
        if database is not None:
            _visit_all(site, sign_in)
        with site.app.app_context(), _served(site) as served:
            for (kind, who), paths in site.addresses.items():
                headers = {**PACKED, **_cookie(site, ROLES[who], sign_in)}
                first, rest = _halves(paths)
                count = _statements(site, first, headers)
                served.spent(first, headers)
                before = spending()
                web, _size = served.spent(rest, headers)
                rows = (spending() - before) / len(rest) * 1_000
                site.costs[kind, who] = (web, rows, count)
            db.session.remove()
    small = sites[0]
    print(
        "\n| page | who | "
        + " | ".join(f"{site.size}: web + database ms, statements, ratio" for site in sites)
        + " |"
    )
    print("|---|---|" + "--:|" * len(sites))
    for (kind, who), (web, rows, _count) in small.costs.items():
        base = web + rows
        cells = [
            f"{each[0]:.1f} + {each[1]:.1f}, {each[2]:.1f}, {(each[0] + each[1]) / base:.2f}"
            for each in (site.costs[kind, who] for site in sites)
        ]
        print(f"| {kind} | {who} | " + " | ".join(cells) + " |")
    print(
        "CPU seconds of this process to grow each: " + ", ".join(f"{s.size} {s.seconds:.0f}" for s in sites)
    )


def test_posting(sites: list[Site], database: PostgresServer | None) -> None:
    print("\n| posting an answer | web + database ms |\n|---|--:|")
    for site in sites:
        with site.app.app_context():
            with unit_of_work():
                author = db.session.scalars(
                    select(Member).where(Member.role == "member", Member.password_hash.is_not(None)).limit(1)
                ).one()
                author.created_at = clock.now() - timedelta(days=400)
                token = create_token(author)
                closed = set(db.session.scalars(select(Question.id).where(Question.closed_at.is_not(None))))
            db.session.remove()
        spending = _spending(site, database)
        with _served(site) as served:
            spent = 0.0
            asked = (path.split("/")[2] for path in site.addresses["question", "visitor"])
            still_open = [question for question in asked if int(question) not in closed]
            for number, question in enumerate(still_open[: POSTS + WARM]):
                if number == WARM:
                    spent = served.cpu() + spending()
                serving.answer(served.port, question, token, number)
            each = (served.cpu() + spending() - spent) / POSTS * 1_000
        print(f"| {site.size} | {each:.1f} |")


def test_plans_that_the_database_chooses(sites: list[Site], sign_in: SignIn) -> None:
    print("\n| size | page | reads |\n|---|---|---|")
    for site in sites:
        planner = (
            SqlitePlanner(site.app.extensions["huzhu_settings"].data_dir / "huzhu.sqlite")
            if site.url is None
            else Planner(site.url, freely=True)
        )
        with site.app.app_context():
            for (kind, who), paths in site.addresses.items():
                headers = _cookie(site, ROLES[who], sign_in)
                client = site.app.test_client(use_cookies=False)
                client.get(paths[0], headers=headers)
                told = set()
                for path in dict.fromkeys(
                    paths[-PLANNED:]
                ):  # a large tag may be found another way than a small one
                    with asked_of(db.engine) as asked:
                        client.get(path, headers=headers)
                    for each in asked:
                        if (reads := planner.whole_reads(each)) and each.words not in told:
                            print(f"| {site.size} | {kind} | {', '.join(reads)}: {each.told()[:200]} |")
                            told.add(each.words)
            db.session.remove()
        planner.close()
