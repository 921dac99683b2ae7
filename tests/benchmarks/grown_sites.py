"""Sites of some size that are measured side by side: their addresses, and what asking them costs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import exists, select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.web import Huzhu
from community.posts.models import Post
from community.questions.models import Question
from community.tags.models import Tag
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests.benchmarks import serving
from tests.servers import PostgresServer

PAGES = 150
ALONE = 110  # times an address that is the only one of its kind is asked
WARM = 10
TURNS = 10
Page = tuple[str, str]  # its kind, and who looks


@dataclass
class Site:
    """A grown site: its application here, the same served elsewhere, and the addresses by kind of page."""

    size: str
    app: Huzhu
    url: str | None  # None on SQLite
    addresses: dict[Page, list[str]]
    seconds: float
    costs: dict[Page, tuple[float, float]] = field(default_factory=dict)  # milliseconds, server and database
    statements: dict[Page, float] = field(default_factory=dict)


def _two_words(slug: str, chance: Random) -> list[str]:
    """Two of the words that a title is made of."""
    words = [word if word.isascii() else word[:4] for word in slug.split("-") if len(word) > 1]
    return chance.sample(words, min(2, len(words)))


def queries_of_two_words(most: int) -> dict[str, list[str]]:
    """As many queries of each language, each of two words of a title."""
    chance = Random(11)
    slugs = db.session.scalars(select(Question.slug).where(Question.listed).order_by(Question.id)).all()
    found: dict[str, list[str]] = {"English": [], "Chinese": []}
    for slug in chance.sample(slugs, len(slugs)):
        words = _two_words(slug, chance)
        queries = found["English" if all(word.isascii() for word in words) else "Chinese"]
        if len(words) > 1 and len(queries) < most:
            queries.append(" ".join(words))
    db.session.rollback()
    return found


def addresses_of_all() -> dict[Page, list[str]]:
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
    lists = [f"/questions?sort={sort}&page={n}" for n in range(1, 38) for sort in ("active", "new", "hot")]
    return {
        ("question", "visitor"): [f"/questions/{each}/{quote(slug)}" for each, slug in chosen],
        ("question", "member"): [f"/questions/{each}/{quote(slug)}" for each, slug in chosen],
        ("listing", "visitor"): lists,
        ("list of unanswered", "visitor"): [  # not full on a small site
            f"/questions?sort=unanswered&page={n}" for n in range(1, 20)
        ],
        ("tag", "visitor"): [f"/tags/{quote(name)}" for name in chance.sample(tags, min(PAGES, len(tags)))],
        ("profile", "visitor"): [f"/members/{quote(name)}" for name in names],
        ("members", "visitor"): [f"/members?page={number}" for number in range(1, 30)],
        ("leaderboard", "visitor"): ["/leaderboards?period=all"] * ALONE,
        ("leaderboard", "member"): ["/leaderboards?period=all"] * ALONE,
        ("board of a month", "visitor"): ["/leaderboards"] * ALONE,  # not full on a small site
        ("search", "visitor"): [f"/search?q={each}" for each in words],
        ("front page", "member"): ["/"] * ALONE,
        ("notifications", "member"): ["/notifications"] * ALONE,
        ("review queue", "moderator"): ["/review"] * ALONE,
        ("desk", "agent"): ["/desk"] * ALONE,  # not full on a small site
        ("case", "agent"): [f"/desk/cases/{number}" for number in cases],
    }


def halves(paths: list[str]) -> tuple[list[str], list[str]]:
    """Addresses that warm a process, and others to be measured: a small site has few cases, each seen once, too."""
    warm = min(WARM, len(paths) // 2)
    return paths[-warm:], paths[:-warm]


def serve(site: Site) -> Any:
    environment = {"HUZHU_SECRET_KEY": "a secret for tests only"}
    if site.url is not None:
        environment["HUZHU_DATABASE_URL"] = site.url
    return serving.site(site.app.extensions["huzhu_settings"].data_dir, environment=environment)


def spending_of(site: Site, database: PostgresServer | None) -> Callable[[], float]:
    """CPU seconds of the database's own processes; SQLite has none."""
    if database is None:
        return lambda: 0.0
    return serving.DatabaseProcesses(database.pid, f"bench_{site.size}").cpu


@dataclass
class Visited:
    """A site that is served and asked, with what that has cost of both so far, by page: milliseconds."""

    site: Site
    served: serving.Served
    spending: Callable[[], float]
    headers: dict[str, dict[str, str]]
    spent: dict[Page, list[float]] = field(default_factory=dict)

    def first(self, kind: str, who: str) -> list[str]:
        """Addresses that warm a process."""
        return halves(self.site.addresses[kind, who])[0]

    def ask(self, kind: str, who: str, turn: int) -> None:
        """One turn of the addresses that are measured."""
        before = self.spending()
        paths = halves(self.site.addresses[kind, who])[1][turn::TURNS]
        if paths:
            web, _size = self.served.spent(paths, self.headers[who])
            costs = self.spent.setdefault((kind, who), [0.0, 0.0])
            costs[0] += web * len(paths)
            costs[1] += (self.spending() - before) * 1_000

    def tell(self) -> None:
        """Write down what each page cost, on average."""
        for page, (web, rows) in self.spent.items():
            asked = len(halves(self.site.addresses[page])[1])
            self.site.costs[page] = (web / asked, rows / asked)
