"""What pages cost, in CPU of the server's processes, beside a bare page of Flask of the same size under the same server.

On two imported communities, and for search on a grown one. Each kind of page goes through all the addresses there are, so that keeping one page
proves nothing; `first` is the first visit, `again` the second. What is kept is packed, as browsers ask for it.
On SQLite, or with HUZHU_BENCH_DATABASE=postgresql on a PostgreSQL of its own, whose CPU is counted with the server's.
"""

import itertools
import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

import app as house
from community.accounts.models import Member, SignIn
from community.accounts.services import create_token
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel import clock, schema, secret_links
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.search import services as search
from community.tags.models import Tag
from tests.benchmarks import serving
from tests.benchmarks.grown_sites import addresses_of_all
from tests.machine import data_folder
from tests.servers import PostgresServer

DUMPS = ("quantumcomputing.stackexchange.com", "ai.stackexchange.com")
PAGES = int(
    os.environ.get("HUZHU_BENCH_PAGES", "600")
)  # fewer where a round would outlast a kept page's minute
POSTS = 40
WARM_SEARCHES = 20
WARM_POSTS = 8  # a process that begins compiles its statements
PACKED = {"Accept-Encoding": "gzip"}
DATABASE = "speed"
ON_POSTGRES = os.environ.get("HUZHU_BENCH_DATABASE") == "postgresql"


@dataclass(frozen=True)
class Made:
    """A site: where it is, addresses by kind, and the cookie of a member who is signed in."""

    folder: Path
    url: str | None
    spending: Callable[[], float]  # CPU seconds of the database's own processes
    addresses: dict[str, list[str]]
    cookie: str

    def settings(self) -> Settings:
        return _settings(self.folder, self.url)

    @property
    def environment(self) -> dict[str, str]:
        return {"HUZHU_DATABASE_URL": self.url} if self.url else {}


def _settings(folder: Path, url: str | None) -> Settings:
    given = {"database_url": url} if url else {}
    return Settings(_env_file=None, data_dir=folder, **given).prepared()  # type: ignore[arg-type]


def _spent(site: serving.Served, made: Made, paths: list[str], headers: dict[str, str]) -> tuple[float, int]:
    """CPU milliseconds of server and database for each request, and the bytes of a usual answer."""
    before = made.spending()
    web, size = site.spent(paths, headers)
    return web + (made.spending() - before) / len(paths) * 1_000, size


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder, url, spending = tmp_path_factory.mktemp("site"), None, lambda: 0.0
    if ON_POSTGRES:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url, spending = server.create_database(DATABASE), serving.DatabaseProcesses(server.pid, DATABASE).cpu
    app = house.create_app(_settings(folder, url))
    with app.app_context():
        schema.upgrade(app)
        for name in DUMPS:
            import_dump(data_folder() / "qa_dumps" / name, Site(name), "Huzhu", quiet=True)
        questions = db.session.execute(select(Question.id, Question.slug).where(Question.listed)).all()
        tags = db.session.scalars(select(Tag.name).where(Tag.question_count > 0)).all()
        names = db.session.scalars(select(Member.name).limit(300)).all()
        key, now = secrets.token_urlsafe(32), clock.now()
        with unit_of_work():
            reader = Member(
                name="reader",
                name_key="reader",
                display_name="Reader",
                role=Role.MEMBER,
                created_at=now,
                confirmed_at=now,
            )
            db.session.add(reader)
            db.session.flush()
            db.session.add(
                SignIn(
                    key_hash=secret_links.fingerprint(key),
                    member_id=reader.id,
                    epoch=reader.session_epoch,
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
            reader_id = reader.id
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = "session=" + signer.dumps(
            {"_user_id": key, "_fresh": True, "csrf_token": secrets.token_hex(20), "whose": reader_id}
        )
        db.session.remove()
        db.engine.dispose()
    words = [slug.split("-")[0] + " " + slug.split("-")[-1] for _id, slug in questions]
    return Made(
        folder,
        url,
        spending,
        {
            "question": [f"/questions/{each}/{slug}" for each, slug in questions],
            "list": [f"/questions?page={number}" for number in range(1, len(questions) // 20)],
            "front": ["/"],
            "tag": [f"/tags/{quote(name)}" for name in tags],
            "member": [f"/members/{quote(name)}" for name in names],
            "search": [f"/search?q={quote(each)}" for each in words],
        },
        cookie,
    )


def test_pages(made: Made) -> None:
    chance = random.Random(7)
    with serving.bare() as bare, serving.site(made.folder, environment=made.environment) as site:
        print(
            "\n| page | who | first ms | again ms | bytes | bare ms | ratio |\n|---|---|--:|--:|--:|--:|--:|"
        )
        for who, headers in (("visitor", PACKED), ("member", {**PACKED, "Cookie": made.cookie})):
            for kind, paths in made.addresses.items():
                chosen = chance.sample(paths, min(PAGES, len(paths)))
                first, _size = _spent(site, made, chosen, headers)
                rounds = list(itertools.islice(itertools.cycle(chosen), PAGES))
                again, size = _spent(site, made, rounds, headers)
                bare.spent([f"/{size}"] * 50)
                plain, _size = bare.spent([f"/{size}"] * PAGES)
                print(
                    f"| {kind} | {who} | {first:.2f} | {again:.2f} | {size:,} | {plain:.2f} | {again / plain:.1f} |",
                    flush=True,
                )


def test_pages_that_another_process_has_made(made: Made) -> None:
    """Two processes, a new connection each time: whichever takes it, the page is made once."""
    chosen = random.Random(7).sample(made.addresses["question"], PAGES)
    with serving.bare() as bare, serving.site(made.folder, environment=made.environment, processes=2) as site:
        first, size = site.spent_anew(chosen, PACKED)
        again, _size = site.spent_anew(chosen, PACKED)
        bare.spent_anew([f"/{size}"] * 50)
        plain, _size = bare.spent_anew([f"/{size}"] * PAGES)
    print(
        f"\nTwo processes, a new connection for each: {first:.2f} ms, then {again:.2f} ms of CPU, {again / plain:.1f} x a bare page"
    )


def test_search_at_twenty_thousand_posts(tmp_path: Path) -> None:
    app = house.create_app(_settings(tmp_path, None))
    with app.app_context():
        schema.upgrade(app)
        grow(Plan(20_000, 1, clock.now().date()), quiet=True)
        search.rebuild()
        paths = addresses_of_all()["search", "visitor"]
        db.session.remove()
        db.engine.dispose()
    half = (len(paths) - WARM_SEARCHES) // 2
    with serving.bare() as bare, serving.site(tmp_path) as site:
        site.spent(paths[-WARM_SEARCHES:], PACKED)
        first, size = site.spent(paths[:half], PACKED)
        anew, _size = site.spent_anew(paths[half:-WARM_SEARCHES], PACKED)
        again, _size = site.spent(paths[:-WARM_SEARCHES] * 4, PACKED)
        bare.spent([f"/{size}"] * 50)
        plain, _size = bare.spent([f"/{size}"] * PAGES)
        plain_anew, _size = bare.spent_anew([f"/{size}"] * PAGES)
    print(
        f"\nA search by two words, 20,000 posts: {first:.2f} ms of CPU, {first / plain:.1f} x a bare page; with a new"
        f" connection for each {anew:.2f} ms, {anew / plain_anew:.1f} x; asked again {again:.2f} ms, {again / plain:.1f} x"
    )


def test_posting_an_answer_with_all_that_it_causes(made: Made) -> None:
    app = house.create_app(made.settings())
    with app.app_context():
        with unit_of_work():
            author = db.session.scalars(select(Member).filter_by(name="reader")).one()
            author.role = Role.AGENT  # whom the gate lets write so much in a minute
            db.session.flush()
            token = create_token(author)
            open_ones = set(db.session.scalars(select(Question.id).where(Question.closed_at.is_(None))))
        db.session.remove()
        db.engine.dispose()
    paths = [each for each in made.addresses["question"] if int(each.split("/")[2]) in open_ones]
    with serving.site(made.folder, with_worker=True, environment=made.environment) as site:
        for number, path in enumerate(paths[-WARM_POSTS:]):
            serving.answer(site.port, path.split("/")[2], token, POSTS + number)
        time.sleep(20)  # ticks of the start
        idle = site.cpu() + made.spending()
        time.sleep(20)
        idle = (site.cpu() + made.spending() - idle) / 20
        began, before = time.monotonic(), site.cpu() + made.spending()
        for number, path in enumerate(paths[:POSTS]):
            serving.answer(site.port, path.split("/")[2], token, number)
        time.sleep(20)
        spent = site.cpu() + made.spending() - before - idle * (time.monotonic() - began)
        print(f"\nAn answer with all that it causes: {spent / POSTS * 1000:.1f} ms of CPU")
