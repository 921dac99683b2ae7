"""The pages of badges: gallery, one badge, the news of new ones, and those on a profile."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh
from sqlalchemy import event

from app import commands
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import queries
from gamification.badges.models import BadgeAward
from gamification.reputation.models import MemberStanding
from tests.conftest import SignIn
from tests.gamification.conftest import Thread

GIVEN = "You were given"


@pytest.fixture
def reader(client: FlaskClient, sign_in: SignIn, thread: Thread, alice: Actor, bob: Actor) -> FlaskClient:
    """Bob's browser, after his first answer."""
    thread(alice, bob)
    return sign_in(client, bob)


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def unseen(someone: Actor) -> int:
    db.session.rollback()
    found = db.session.get_one(MemberStanding, someone.id).unseen_awards
    db.session.rollback()
    return found


def last_award() -> int:
    found = max(each.id for each in db.session.query(BadgeAward))
    db.session.rollback()
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside."""
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            ran.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_news_stands_on_the_next_page_until_it_is_put_away(reader: FlaskClient, bob: Actor) -> None:
    page = text(reader, "/tags")
    assert page.count(GIVEN) == 1
    assert "First answer" in page
    assert GIVEN in text(reader, "/tags"), "reading puts nothing away"
    sent = reader.post("/badges/seen", data={"last": str(last_award()), "next": "/tags?page=1"})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/tags?page=1")
    assert unseen(bob) == 0
    assert GIVEN not in text(reader, "/tags")


def test_several_new_badges_are_one_card(reader: FlaskClient, bob: Actor) -> None:
    with unit_of_work():
        for slug in ("helper", "calm-voice"):
            db.session.add(
                BadgeAward(
                    member_id=bob.id,
                    badge=slug,
                    tier="bronze",
                    awarded_at=db.session.query(BadgeAward).first().awarded_at,
                )  # type: ignore[union-attr]
            )
        db.session.get_one(MemberStanding, bob.id).unseen_awards += 2
    page = text(reader, "/tags")
    assert page.count(GIVEN) == 1
    assert "3 badges" in page
    assert "Calm voice" in page


def test_a_later_award_is_not_put_away_with_an_earlier_card(
    reader: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    shown = last_award()
    thread(bob, alice)
    reader.post("/badges/seen", data={"last": str(shown)})
    assert unseen(bob) == 1
    assert "First question" in text(reader, "/tags")


@pytest.mark.parametrize("last", ["", "x", "-1", "99999999999999", "٣"])
def test_putting_away_nothing_harms_nothing(reader: FlaskClient, bob: Actor, last: str) -> None:
    sent = reader.post("/badges/seen", data={"last": last, "next": "//elsewhere.example"})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/")
    assert unseen(bob) == 1


def test_nobody_puts_away_the_news_of_another(
    app: Flask, reader: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    other = sign_in(app.test_client(), alice)
    other.post("/badges/seen", data={"last": str(last_award())})
    assert unseen(bob) == 1


def test_who_hides_the_game_is_not_told(reader: FlaskClient, bob: Actor) -> None:
    with unit_of_work():
        db.session.get_one(Member, bob.id).hides_game = True
    assert GIVEN not in text(reader, "/tags")


def test_news_costs_a_page_one_statement_and_no_news_none(reader: FlaskClient) -> None:
    reader.get("/tags")
    with counted() as with_news:
        reader.get("/tags")
    reader.post("/badges/seen", data={"last": str(last_award())})
    reader.get("/tags")
    with counted() as without:
        reader.get("/tags")
    assert len(with_news) == len(without) + 1
    assert not [statement for statement in without if "badge_awards" in statement]


def test_the_gallery_shows_one_s_own_first_and_a_part_by_address(reader: FlaskClient) -> None:
    page = text(reader, "/badges")
    assert page.index("First answer") < page.index("First question")
    assert "4 secret badges wait to be found." in page
    assert "Better late" not in page
    mine = text(reader, "/badges?mine=1")
    assert "First answer" in mine
    assert "First question" not in mine
    speed = text(reader, "/badges?family=speed")
    assert "Quick hand" in speed
    assert "/badges/first-question" not in speed
    assert reader.get("/badges?family=nonsense&mine=1").status_code == 200


def test_a_badge_says_what_it_asks_for_and_how_far_one_is(reader: FlaskClient) -> None:
    page = text(reader, "/badges/steady-hand")
    assert "It asks for 25 answers." in page
    assert "4 stars or more on average" in page
    assert "1 / 25" in page
    month = text(reader, "/badges/fine-month")
    assert "It asks for 10 ratings received, within the last 30 days." in month
    assert "lasts 60 days" in month
    held = text(reader, "/badges/first-answer")
    assert "You have it." in held
    assert "1 in 2 members" in held
    refresh()  # the language of a context that outlives a request
    chinese = text(reader, "/badges/fine-month?lang=zh-Hans")
    assert "条件：获得10次评分，在最近30天内。" in chinese


def test_up_to_six_badges_stand_on_the_profile_as_chosen(reader: FlaskClient, bob: Actor) -> None:
    some = ["helper", "calm-voice", "thanked", "regular", "proofreader", "sharp-eye", "spot-on"]
    first = db.session.query(BadgeAward).first()
    assert first is not None
    when = first.awarded_at
    with unit_of_work():
        for slug in some:
            db.session.add(
                BadgeAward(member_id=bob.id, badge=slug, tier="bronze", awarded_at=when, seen_at=when)
            )
    page = text(reader, "/badges/choose")
    assert page.count('name="badge"') == 8

    refused = reader.post("/badges/choose", data={"badge": some})
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count("checked") == 7, "what was chosen is kept"
    assert reader.post("/badges/choose", data={"badge": ["pillar"]}).status_code == 422
    assert queries.places_of(bob.id) == {}
    db.session.rollback()

    assert reader.post("/badges/choose", data={"badge": ["thanked", "helper"]}).status_code == 303
    assert [award.badge.slug for award in queries.picked(queries.awards_of(bob.id))] == ["thanked", "helper"]
    db.session.rollback()
    reader.post("/badges/choose", data={})
    assert len(queries.picked(queries.awards_of(bob.id))) == 6


def test_the_command_rehearses_every_badge_and_changes_nothing(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    done = CliRunner().invoke(commands, ["badges", "rehearse"], obj=lambda: app, catch_exceptions=False)
    assert done.exit_code == 0
    assert "first-answer: would go to 1 members" in done.output
    assert "`huzhu replay` would give 2 awards." in done.output
    assert db.session.query(BadgeAward).count() == 0
