"""On PostgreSQL no page there is reads a large table from end to end, whoever of a member, an agent and an admin asks.

Nor does one ask the database once for each row that it shows. The addresses are those of the route table, the REST
interface among them, and lists sorted, narrowed and turned over.
"""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.reading.filters import STATES
from community.tags.models import Tag
from tests.conftest import MakeMember, SignIn, actor_of
from tests.journeys.grown import Grown, as_on_a_large_site, grown_site
from tests.journeys.many_rows import fill
from tests.plans import Planner, asked_of
from tests.security.town import Person, every_route, people, things
from tests.servers import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
POSTS = 2_000
FEW = 15  # questions: of a tag that stands on a tenth of all, a tenth of all may be read
FINE = 200
READERS = ("admin", "agent", "member")
MOST_ASKED = 15  # statements
ALL_OF_SOMEBODY = "/settings/privacy/data"  # one for each kind of thing
GROWING = {"posts", "cases", "review_items", "review_decisions", "flags", "case_assignments", "case_promises"}
SORTS = ("active", "new", "unanswered", "hot")
NARROWED = (
    *(f"/questions?sort={sort}" for sort in SORTS),
    "/questions?page=3",
    # Those that need attention are met as often on a large site; among so few, twenty of them are half of all.
    *(f"/questions?state={state}" for state in STATES if state != "needs-attention"),
    "/questions?written=zh-Hans",
    *(f"/tags/{{tag}}?sort={sort}" for sort in SORTS),
    "/tags/{tag}?page=2",
    "/tags?q=ro",
    "/members?q=an",
    "/members?q=an&sort=new",
    "/members?sort=new",
    "/members/{name}?tab=answers",
    "/members/{name}?tab=questions",
    "/leaderboards?period=month",
    "/leaderboards?tag={tag}",
    "/leaderboards?tag={tag}&period=month",
    "/search?q=router+cable",
    "/search?q=router+cable&page=3",
    "/search?q=user:{name}",
    "/search?q=tag:{tag}",
    "/search?q=is:unanswered+router",
    "/search?q=%E8%B7%AF%E7%94%B1%E5%99%A8",
    "/notifications?page=2",
    "/articles?q=router",
    "/suggestions?page=2",
    "/review?kind=spam",
    "/review?lang=zh",
    "/sanctions?q=an",
    "/log?q=x",
    "/log?page=5",
    *(f"/desk?view={view}" for view in ("all", "mine", "unowned", "closed", "waiting", "late")),
    "/desk?view=all&page=3",
    "/desk?view=all&sort=due",
    "/desk?view=all&tag={tag}",
    "/desk?view=all&owner={name}",
    "/desk?q=router",
    "/insights?tag={tag}",
    "/insights?weeks=52",
    *(f"/api/v1/questions?sort={sort}&tag={{seldom}}" for sort in SORTS),
    "/api/v1/questions?sort=hot&state=solved",
    "/api/v1/members?q=an",
)


def addresses(grown: Grown, alice: Actor, bob: Actor) -> list[str]:
    """Every page that can be read, about what there is most of; first in the order of the route table."""
    given = things(alice, bob) | {
        "question_id": str(grown.question),
        "post_id": str(grown.question),
        "case_id": str(grown.case),
        "member_id": str(grown.author),
        "name": grown.name,
    }
    told = [address for method, address, _rule, _name in every_route(grown.app, given) if method == "GET"]
    by_count = select(Tag.name).order_by(func.abs(Tag.question_count - FEW), Tag.id).limit(1)
    seldom = db.session.scalars(by_count).one()
    return [*told, *(each.format(name=grown.name, tag=grown.tag, seldom=seldom) for each in NARROWED)]


def whole_reads(person: Person, address: str, planner: Planner) -> list[str]:
    """What is read whole, or asked too often, the second time, in another language; nothing where it is not for them."""
    status, _where = person.tries("GET", address)
    db.session.remove()
    if status != FINE:
        return []
    with asked_of(db.engine) as asked:
        person.tries("GET", address + ("&" if "?" in address else "?") + "lang=zh-Hans")
    db.session.remove()
    found = ((planner.whole_reads(each), each.told()) for each in asked)
    often = [f"asks {len(asked)} times"] if len(asked) > MOST_ASKED and address != ALL_OF_SOMEBODY else []
    return [*often, *(f"{reads}: {words}" for reads, words in found if reads)]


@pytest.mark.timeout(600)
def test_no_page_reads_a_large_table_from_end_to_end(
    postgres_server: PostgresServer,
    postgres_template: str,
    worker_number: int,
    tmp_path: Path,
    member: MakeMember,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_on_a_large_site(monkeypatch)
    url = postgres_server.create_database(f"all_plans_{worker_number}", postgres_template)
    wrong: list[str] = []
    with grown_site(tmp_path, url, POSTS) as grown:
        tried = addresses(grown, actor_of(member("alice")), actor_of(member("bob")))
        folk = people(grown.app, member, sign_in)
        fill()
        planner = Planner(url)
        for kind in READERS:
            for address in tried:
                reads = whole_reads(folk[kind], address, planner)
                wrong += [f"{kind} {address} {each}" for each in reads]
        planner.close()
        assert planner.large.keys() >= GROWING
    assert not wrong, "\n".join(wrong)
