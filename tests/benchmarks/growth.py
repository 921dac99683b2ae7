"""What pages and posts cost as a community grows: CPU and statements on sites of 10,000 and 100,000 posts.

On PostgreSQL, or on what HUZHU_BENCH_DATABASE names (`sqlite`); other sizes where HUZHU_BENCH_SIZES names them, each
beside the smallest. CPU is that of the servers and of the database. Each kind of page goes through many addresses
once, so nothing that is kept helps; the sites are asked in turns, so that what else the machine does costs them alike.
Where HUZHU_BENCH_FOLDER names a folder, the sites are kept there and measured again the next time.
PostgreSQL has the memory that docs/deploy asks for. The database, or the system for SQLite, knows the rows already, as
on a busy site: all addresses are visited once before, by a server whose own memory ends with it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from sqlalchemy import event, select

from community.accounts.models import Member
from community.accounts.services import create_token
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan, posts_of
from community.kernel import clock, schema
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.questions.models import Question
from community.search import services as search
from community.search.engine import backend
from community.search.rules import parse
from tests import servers
from tests.benchmarks import serving
from tests.benchmarks.grown_sites import (
    TURNS,
    WARM,
    Site,
    Visited,
    addresses_of_all,
    halves,
    queries_of_two_words,
    serve,
    spending_of,
)
from tests.conftest import SignIn, actor_of, make_app
from tests.plans import Planner, SqlitePlanner, asked_of
from tests.servers import PostgresServer

pytestmark = pytest.mark.postgres
SIZES = os.environ.get("HUZHU_BENCH_SIZES", "10k 100k").split()  # a million: "10k 1m"
ON_SQLITE = os.environ.get("HUZHU_BENCH_DATABASE") == "sqlite"
MEMORY = "shared_buffers=2GB"
POSTS = 30
SEARCHES = 300  # of each language
PLANNED = 20  # addresses of a kind whose plans are looked at
PACKED = {"Accept-Encoding": "gzip"}
ROLES = {"visitor": None, "member": "member", "moderator": "moderator", "agent": "agent"}


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
            made.append(Site(size, app, url, addresses_of_all(), time.process_time() - began))
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
    """How many statements a page takes that is made anew, on average of a few."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, words: str, *_more: Any) -> None:
        asked.append(words)

    client = site.app.test_client(use_cookies=False)
    event.listen(db.engine, "before_cursor_execute", note)
    for path in paths:
        for kept in ("huzhu_pages", "huzhu_own_pages"):
            site.app.extensions[kept].clear()
        assert client.get(path, headers=headers).status_code == 200, path
    event.remove(db.engine, "before_cursor_execute", note)
    return len(asked) / len(paths)


def _visit_all(site: Site, sign_in: SignIn) -> None:
    with site.app.app_context(), serve(site) as served:
        for (_kind, who), paths in site.addresses.items():
            served.spent(paths, {**PACKED, **_cookie(site, ROLES[who], sign_in)})
        db.session.remove()


def _alternately(sites: list[Site], database: PostgresServer | None, sign_in: SignIn) -> None:
    """Ask the sites in turns, a few addresses each: what else the machine does then costs them alike."""
    with ExitStack() as ends:
        visited = []
        for site in sites:
            with site.app.app_context():
                headers = {who: {**PACKED, **_cookie(site, role, sign_in)} for who, role in ROLES.items()}
                db.session.remove()
            visited.append(
                Visited(site, ends.enter_context(serve(site)), spending_of(site, database), headers)
            )
        for kind, who in sites[0].addresses:
            for each in visited:
                each.served.spent(each.first(kind, who), each.headers[who])
            for turn in range(TURNS):
                for each in visited:
                    each.ask(kind, who, turn)
        for each in visited:
            each.tell()


def test_pages(sites: list[Site], database: PostgresServer | None, sign_in: SignIn) -> None:
    for site in sites:
        _visit_all(site, sign_in)
        with site.app.app_context():
            for (kind, who), paths in site.addresses.items():
                headers = {**PACKED, **_cookie(site, ROLES[who], sign_in)}
                site.statements[kind, who] = _statements(site, halves(paths)[0], headers)
            db.session.remove()
    _alternately(sites, database, sign_in)
    small = sites[0]
    print(
        "\n| page | who | "
        + " | ".join(f"{site.size}: web + database ms, statements, ratio" for site in sites)
        + " |"
    )
    print("|---|---|" + "--:|" * len(sites))
    for page, (web, rows) in small.costs.items():
        cells = [
            f"{here[0]:.1f} + {here[1]:.1f}, {site.statements[page]:.1f}, {sum(here) / (web + rows):.2f}"
            for site, here in ((site, site.costs[page]) for site in sites)
        ]
        kind, who = page
        print(f"| {kind} | {who} | " + " | ".join(cells) + " |")
    print(
        "CPU seconds of this process to grow each: " + ", ".join(f"{s.size} {s.seconds:.0f}" for s in sites)
    )


def _writer(site: Site) -> tuple[str, list[str]]:
    """A token of a member who may write, and questions that are open."""
    with site.app.app_context():
        with unit_of_work():
            author = db.session.scalars(
                select(Member).where(Member.role == "member", Member.password_hash.is_not(None)).limit(1)
            ).one()
            author.created_at = clock.now() - timedelta(days=400)
            token = create_token(author)
            closed = set(db.session.scalars(select(Question.id).where(Question.closed_at.is_not(None))))
        db.session.remove()
    asked = (path.split("/")[2] for path in site.addresses["question", "visitor"])
    return token, [question for question in asked if int(question) not in closed]


def test_posting(sites: list[Site], database: PostgresServer | None) -> None:
    print("\n| posting an answer | web + database ms |\n|---|--:|")
    with ExitStack() as ends:
        writing = [
            (_writer(site), ends.enter_context(serve(site)), spending_of(site, database)) for site in sites
        ]
        spent = [0.0] * len(sites)
        for number in range(WARM + POSTS):
            for place, ((token, questions), served, spending) in enumerate(writing):
                before = served.cpu() + spending()
                serving.answer(served.port, questions[number % len(questions)], token, number)
                if number >= WARM:
                    spent[place] += served.cpu() + spending() - before
    for site, seconds in zip(sites, spent, strict=True):
        print(f"| {site.size} | {seconds / POSTS * 1_000:.1f} |")


def test_ranked_search_of_two_words(sites: list[Site]) -> None:
    """Time of the clock, since that is what somebody waits: run it alone on the machine."""
    print("\n| size | words | queries | median ms | 99 of 100 within ms |\n|---|---|--:|--:|--:|")
    for site in sites:
        with site.app.app_context():
            for words, queries in queries_of_two_words(SEARCHES).items():
                warm, spent = queries[:WARM], []
                for number, query in enumerate([*warm, *queries]):
                    began = time.perf_counter()
                    backend().search(parse(query), offset=0, limit=10)
                    if number >= len(warm):
                        spent.append((time.perf_counter() - began) * 1_000)
                last = quantiles(spent, n=100)[-1]
                print(f"| {site.size} | {words} | {len(spent)} | {median(spent):.1f} | {last:.1f} |")
            db.session.remove()


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
