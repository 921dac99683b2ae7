"""Which addresses of a grown site take long: every page and list of the route table, as staff may ask for them.

On the largest of the sites of `growth.py`, which says how they are named and kept. Told are addresses that fail, and
those whose second visit takes longer than HUZHU_BENCH_SLOW milliseconds (100), with their slowest statement. No page
that is kept is used; what is made behind the back of readers is.
"""

import itertools
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.routing import BuildError, Rule

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.web import Huzhu
from community.posts.models import Post, PostKind
from community.tags.models import Tag
from moderation.escalation.models import Case
from tests.benchmarks.grown_sites import Site
from tests.benchmarks.growth import database, sites  # noqa: F401 - fixtures
from tests.conftest import SignIn, actor_of

SLOW: Final = float(os.environ.get("HUZHU_BENCH_SLOW", "100"))
LEFT_OUT: Final = ("/static/", "/sign-out")
QUERIES: Final = (  # what lists are asked for
    "",
    "sort=hot",
    "sort=hot&tag={tag}",
    "sort=unanswered&state=solved",
    "sort=newest&view=all",
    "sort=due&view=all",
    "period=year&tag={tag}",
    "period=all&q=a",
    "page=40",
    "page=20000",
)


@dataclass
class Slowest:
    """The statement that took longest since it was reset."""

    seconds: float = 0.0
    words: str = ""

    def watch(self) -> None:
        """Note every statement from now on."""

        def begin(*given: Any) -> None:
            given[4].began = time.perf_counter()

        def end(*given: Any) -> None:
            took = time.perf_counter() - given[4].began
            if took > self.seconds:
                self.seconds, self.words = took, " ".join(given[2].split())

        event.listen(db.engine, "before_cursor_execute", begin)
        event.listen(db.engine, "after_cursor_execute", end)


def _values() -> list[str]:
    """What stands for a part of an address: numbers of each kind, a member's name, a tag."""
    newest = [
        db.session.scalar(select(Post.id).where(Post.kind == kind).order_by(Post.id.desc()).limit(1))
        for kind in (PostKind.QUESTION, PostKind.ANSWER)
    ]
    case = db.session.scalar(select(Case.id).limit(1))
    name = db.session.scalar(select(Member.name).order_by(Member.id).limit(1))
    tag = db.session.scalar(select(Tag.name).order_by(Tag.question_count.desc()).limit(1))
    return [str(each) for each in (1, *newest, case, name, tag) if each is not None]


def _addresses(app: Huzhu) -> Iterator[str]:
    values = _values()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(LEFT_OUT):
            yield from _of(app, rule, values)


def _of(app: Huzhu, rule: Rule, values: Sequence[str]) -> Iterator[str]:
    adapter = app.url_map.bind("localhost")
    if not rule.arguments:
        yield from (f"{rule.rule}?{query.format(tag=values[-1])}" for query in QUERIES)
        return
    for value in values:
        given: dict[str, Any] = dict.fromkeys(rule.arguments, int(value) if value.isdigit() else value)
        try:
            yield adapter.build(rule.endpoint, given, append_unknown=False)
        except BuildError:  # a name where a number belongs
            continue


def _again(app: Huzhu, client: FlaskClient, address: str, turn: Iterator[int]) -> tuple[float, int]:
    for kept in ("huzhu_pages", "huzhu_own_pages"):
        app.extensions[kept].clear()
    began = time.perf_counter()
    answer = client.get(address, environ_overrides={"REMOTE_ADDR": f"10.0.{next(turn) % 250}.7"})
    return time.perf_counter() - began, answer.status_code


def test_every_address(sites: list[Site], sign_in: SignIn) -> None:  # noqa: F811
    app = sites[-1].app
    with app.app_context():
        slowest, turn = Slowest(), itertools.count()
        slowest.watch()
        print(
            "\n| who | address | status | ms | slowest statement ms | statement |\n|---|---|--:|--:|--:|---|"
        )
        for who in ("visitor", Role.AGENT, Role.ADMIN):
            client = app.test_client()
            if who != "visitor":
                chosen = select(Member).where(Member.role == who).order_by(Member.id).limit(1)
                sign_in(client, actor_of(db.session.scalars(chosen).one()))
            for address in dict.fromkeys(_addresses(app)):
                seconds, status = _again(app, client, address, turn)
                if seconds * 1_000 < SLOW and status < 500:
                    continue
                slowest.seconds = 0.0
                seconds, status = _again(app, client, address, turn)
                if seconds * 1_000 >= SLOW or status >= 500:
                    told = f"{seconds * 1e3:.0f} | {slowest.seconds * 1e3:.0f} | {slowest.words[:160]}"
                    print(f"| {who} | {address} | {status} | {told} |", flush=True)
