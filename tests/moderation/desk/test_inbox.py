"""The inbox: its views and what they count, filters in the address, orders, searching, and news of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.routing import asking
from moderation.desk import listing
from moderation.desk.conditions import behind
from moderation.desk.filters import Filter, Sort, View, read
from moderation.escalation import working
from moderation.escalation.models import Case
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

MakeCase = Callable[..., int]
TELLING = (
    "It goes on at four although I set six.",
    "The leaflet of the bridge says nothing about it, and the app shows a green tick.",
    "Since the storm of Sunday the whole kitchen stays dark until somebody presses the switch.",
    "My neighbour has the same model and never saw anything like that in two years.",
)
NAMES = ("by the stairs", "in the cellar", "on the balcony", "at work", "under the roof", "of my aunt",
         "in the garage", "beside the bed", "at the gate")  # fmt: skip


@pytest.fixture
def case(alice: Actor) -> MakeCase:
    """A case about something, by number; further facts are set as they are given."""

    def make(
        title: str = "The lamp in the hall never learns its schedule", by: Actor = alice, **facts: object
    ) -> int:
        with unit_of_work():
            number = db.session.query(Case).count()
            body = f"{TELLING[number % len(TELLING)]} {title} {TELLING[-number % len(TELLING)]}"
            asked = questions.ask(f"{title}, {NAMES[number]}", body, ["lamps"], by=by)
            asking.ask_for_staff(asked, "Somebody of the shop, please.", by=by)
            made = db.session.query(Case).filter_by(question_id=asked.id).one()
            for name, value in facts.items():
                setattr(made, name, value)
            return int(made.id)

    return make


@pytest.fixture
def agent(client: FlaskClient, dave: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, dave)


def test_each_view_counts_what_it_lists(case: MakeCase, dave: Actor, erin: Actor) -> None:
    now = clock.now()
    case(owner_id=dave.id)
    case(due_at=now - timedelta(hours=1))
    case(due_at=now + timedelta(minutes=10), team="accounts")
    case(state="waiting-for-customer", due_at=None)
    case(tier=2, team="specialists")
    case(tier=2, team="safety", owner_id=erin.id, state="on-hold", due_at=None)
    case(state="resolved", closed_at=now - timedelta(days=1), outcome="resolved")
    case(state="resolved", closed_at=now - timedelta(days=9), outcome="resolved")
    counted = listing.counts(dave)
    for view in View:
        wanted = read({"view": view}, 1)
        assert counted[view] == len(listing.found(wanted, dave)), view
    assert counted == {
        "mine": 1, "team": 4, "unassigned": 3, "breaching": 2, "waiting": 1,
        "tier-1": 4, "tier-2": 2, "all": 6, "resolved": 1,
    }  # fmt: skip
    assert listing.counts(erin)["team"] == 2


def test_without_a_view_ones_own_tier_is_shown() -> None:
    assert read({}, 1).view == "tier-1"
    assert read({}, None).view == "all"
    assert read({"tier": "2"}, 1) == Filter(view="all", tier="2")
    assert read({"view": "unassigned"}, 2).tier == "2"
    assert read({"view": "unassigned", "tier": "all"}, 2).tier == "all"


SAID = ("", "1", "2", "all", "mine", "tier-2", "P1", "en", " x  y ", "\x00", "due", "open")


@given(st.lists(st.tuples(st.sampled_from(Filter.__slots__), st.sampled_from(SAID)), max_size=5))
def test_whatever_an_address_says_is_read_and_said_again(pairs: list[tuple[str, str]]) -> None:
    wanted = read(dict(pairs), None)
    assert read({name: str(value) for name, value in wanted.address().items()}, None) == wanted


@both_databases
def test_orders_say_what_they_promise(case: MakeCase, dave: Actor) -> None:
    now = clock.now()
    hours = (5, 1, 3)
    ids = [
        case(due_at=now + timedelta(hours=each), opened_at=now - timedelta(hours=each),
             waiting_since=now - timedelta(hours=10 * each), points=float(each), priority=f"P{each // 2 + 1}")
        for each in hours
    ]  # fmt: skip
    paused = case(state="on-hold", due_at=None, opened_at=now - timedelta(hours=9), priority="P4", points=0.0,
                  waiting_since=now)  # fmt: skip
    five, one, three = ids
    orders = {
        Sort.DUE: [one, three, five, paused],
        Sort.NEWEST: [one, three, five, paused],
        Sort.WAITING: [five, three, one, paused],
        Sort.PRIORITY: [one, three, five, paused],
    }
    for sort, expected in orders.items():
        assert listing.found(Filter(sort=sort), dave) == expected, sort
        assert listing.found(Filter(sort=sort, q="learns schedule"), dave) == expected, sort


def test_what_has_no_end_comes_last_in_every_state_also_to_who_reads_on(case: MakeCase, dave: Actor) -> None:
    ids = [case(due_at=None), case(due_at=clock.now() + timedelta(hours=1))]
    wanted = Filter(sort=Sort.DUE, state="open")
    assert listing.found(wanted, dave) == ids[::-1]
    assert listing.found(replace(wanted, q="alice"), dave) == ids[::-1]
    first = db.session.get_one(Case, ids[1])
    assert listing.found(wanted, dave, 2, [behind(wanted, first.due_at, first.id)]) == ids[:1]


def test_filters_narrow_and_stand_in_the_address(agent: FlaskClient, case: MakeCase) -> None:
    known = case(team="accounts", lang="zh-Hans", priority="P1")
    other = case("Where can I see which lamps belong to a room")
    for address in ("team=accounts", "spoken=zh-Hans", "priority=P1", "q=learns+schedule", f"q=%23{known}"):
        page = agent.get(f"/desk?view=all&{address}").text
        assert f'id="case-{known}"' in page, address
        assert f'id="case-{other}"' not in page, address
    for address in ("tag=lamps", "rule=asked-for-staff", "state=open", "q=alice", "q=Alice"):
        page = agent.get(f"/desk?view=all&{address}").text
        assert f'id="case-{known}"' in page, address
        assert f'id="case-{other}"' in page, address
    for address in ("tag=none", "rule=safety", "q=nobody+says+this", "q=99999999", "state=on-hold"):
        assert "Nothing matches this filter" in agent.get(f"/desk?view=all&{address}").text, address


def test_empty_views_say_what_to_do_next(agent: FlaskClient) -> None:
    for view, way in (("mine", "view=unassigned"), ("breaching", "sort=due"), ("waiting", "view=mine"),
                      ("resolved", "view=all"), ("all", "view=resolved")):  # fmt: skip
        page = agent.get(f"/desk?view={view}").text
        assert 'class="empty"' in page
        assert way in page[page.index('class="empty"') :], view


def test_news_are_sent_once_and_move_nothing(agent: FlaskClient, case: MakeCase, member: MakeMember) -> None:
    known = case()
    address = f"/desk/news?view=all&shown={known}"
    first = agent.get(address)
    assert (first.status_code, "news__pill" in first.text) == (200, False)
    again = agent.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    fay = actor_of(member("fay", role="agent"))
    with unit_of_work():
        working.claim(known, by=fay)
    case("Where can I see which lamps belong to a room")
    told = agent.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert told.status_code == 200
    assert "1 case has come to this page" in told.text
    assert "Fay" in told.text[told.text.index(f'data-live="owner-{known}"') :]


def test_what_moves_up_from_the_next_page_is_not_called_new(
    agent: FlaskClient, case: MakeCase, dave: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 1)
    first, _second = case(priority="P1"), case(priority="P2")
    with unit_of_work():
        working.resolve(first, by=dave)
    told = agent.get(f"/desk/news?view=all&shown={first}").text
    assert "1 case has come to this page" in told
    assert "new case" not in told


def test_strange_addresses_of_news_harm_nothing(agent: FlaskClient, case: MakeCase) -> None:
    known = case()
    for address in ("/desk/news", "/desk/news?shown=a,,-1,99999999999999&page=x", "/desk/news?view=%00"):
        assert agent.get(address).status_code == 200
    for mark in ("", "x-y", "1", "1-2-3", "99999999999999-1", "%00"):
        assert agent.get(f"/desk/cases/{known}/news?mark={mark}").status_code == 200
        assert agent.get(f"/desk/cases/{known}?since={mark}").status_code == 200
    assert agent.get("/desk/cases/99999/news?mark=1-1").status_code == 404
