"""The inbox, the panel, what pages ask now and then, and the choice of what to hear."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.languages import speaking
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import families, queries, rhythm, wording
from community.notifications.catalogue import KINDS
from community.notifications.models import Mute, Notification, Preference
from tests.community.notifications.making import choose, news
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


def choices(who: Actor) -> dict[str, tuple[str, str, str]]:
    member = db.session.get_one(Member, who.id)
    return {kind.slug: (each.site, each.email, each.push) for kind, each in queries.choices_of(member)}


def test_every_kind_belongs_to_one_family_and_every_family_to_somebody() -> None:
    in_families = [slug for family in families.FAMILIES for slug in family.kinds]
    assert sorted(in_families) == sorted(kind.slug for kind in KINDS)
    assert {role for role in Role if not families.families_for(role, hides_game=False)} == set()


@pytest.fixture
def question_id(app: "Huzhu", alice: Actor) -> int:
    from community.questions import services as questions

    with unit_of_work():
        asked = questions.ask(
            "Which lamp of the router blinks?",
            "It blinks in green all the time, why is that?",
            ["lamps"],
            by=alice,
        )
        db.session.flush()
        db.session.execute(delete(Notification))  # of what asking for the first time brings
    return asked.id


def test_news_of_one_question_are_one_line_that_is_read_as_one(
    app: "Huzhu", alice: Actor, client: FlaskClient, sign_in: SignIn, question_id: int
) -> None:
    about = {"question_id": question_id, "post_id": question_id}
    for name in ("Mei", "Wen", "Ines"):
        news(alice, cause=name, data={"actor": name}, **about)
    mine = sign_in(client, alice)
    page = mine.get("/notifications").text
    assert "Ines and 2 others answered “Which lamp blinks?”" in page
    assert page.count('class="alert alert--new"') == 1
    newest = max(db.session.scalars(select(Notification.id)))
    assert mine.post(f"/notifications/{newest}").location == f"/posts/{question_id}"
    assert queries.unread_count(alice) == 0


def test_the_panel_has_what_is_unread_first_and_ends_with_the_whole_list(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = sign_in(client, bob)
    assert "Nothing new" in mine.get("/notifications/panel").text
    news(bob, cause="1", data={"title": "Old lamp"})
    mine.post("/notifications/read")
    news(bob, cause="2", data={"title": "New lamp"})
    page = mine.get("/notifications/panel").text
    assert page.index("New lamp") < page.index("Old lamp")
    assert "Mark all as read" in page
    assert "<html" not in page
    assert mine.post("/notifications/read", headers={"X-Requested-With": "fetch"}).status_code == 204
    assert "Mark all as read" not in mine.get("/notifications/panel").text


def test_only_what_belongs_to_oneself_is_read_or_muted(
    app: "Huzhu", alice: Actor, bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    news(alice)
    number = db.session.scalars(select(Notification.id)).one()
    other = sign_in(client, bob)
    assert other.post(f"/notifications/{number}").status_code == 404
    other.post(f"/notifications/{number}/read")
    given = {"notification": str(number), "what": "question"}
    assert other.post("/settings/notifications/mutes", data=given).status_code == 404
    assert queries.unread_count(alice) == 1


def test_a_filter_shows_one_family(app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn) -> None:
    news(bob)
    news(bob, "badge", data={"badge": "first-answer"})
    mine = sign_in(client, bob)
    page = mine.get("/notifications?kind=mine").text
    assert "answered" in page
    assert "earned the badge" not in page
    assert "Nothing of this kind" in mine.get("/notifications?kind=following").text
    assert mine.get("/notifications?kind=nonsense&page=x").status_code == 200


def statements(app: "Huzhu", client: FlaskClient, path: str, **given: object) -> int:
    seen: list[str] = []
    note = lambda _c, _cur, statement, *_rest: seen.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get(path, **given)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([each for each in seen if each.lstrip().upper().startswith("SELECT")])


@both_databases
def test_asking_what_is_new_costs_a_statement_and_mostly_brings_nothing(
    app: "Huzhu", alice: Actor, bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = sign_in(client, bob)
    first = mine.get("/live")
    assert first.status_code == 200
    tag = {"If-None-Match": first.headers["ETag"]}
    again = mine.get("/live", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    signing_in = statements(app, mine, "/me")
    assert statements(app, mine, "/live", headers=tag) - signing_in <= 1
    assert statements(app, app.test_client(), "/live") == 0
    news(bob)
    fresh = mine.get("/live", headers=tag)
    assert fresh.status_code == 200
    assert "1 new alert" in fresh.text
    assert "1 new alert" not in sign_in(app.test_client(), alice).get("/live").text


def test_what_pages_ask_is_answered_in_the_language_of_the_reader(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    news(bob)
    assert "1条新通知" in sign_in(client, bob).get("/live?lang=zh-Hans").text


def test_topics_of_an_invitation_stand_between_the_commas_of_the_language(app: "Huzhu") -> None:
    item = {"kind": "invitation", "data": {"title": "灯灭了", "tags": "mesh, switch"}, "num": 1, "form": ""}
    with speaking("zh-Hans"):
        assert "熟悉mesh、switch的人" in wording.sentence(item)
    with speaking("en"):
        assert "knows mesh, switch:" in wording.sentence(item)


def test_more_than_ninety_nine_are_not_counted(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    for number in range(103):
        news(bob, "badge", str(number), data={"badge": "x"})
    mine = sign_in(client, bob)
    assert queries.unread_count(bob) == queries.MOST_COUNTED
    assert "99+" in mine.get("/live").text
    assert "99+" in mine.get("/about").text


def test_a_choice_for_a_family_counts_for_each_of_its_kinds(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = sign_in(client, bob)
    mine.post("/settings/notifications", data={"all-email-posts": "weekly", "email-answer": "hourly"})
    found = choices(bob)
    assert {found[slug][1] for slug in families.FAMILY_OF["comment"].kinds} == {"weekly"}
    assert found["answer"] == ("instant", "hourly", "instant")
    mine.post("/settings/notifications", data={"email-warned": "off", "all-email-always": "off"})
    assert choices(bob)["warned"][1] == "instant"
    assert db.session.scalars(select(Preference).filter_by(kind="warned")).all() == []


def test_the_page_can_be_surveyed_each_family_folded_with_what_is_chosen_of_it(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = sign_in(client, bob)
    mine.post("/settings/notifications", data={"all-email-posts": "weekly", "email-answer": "hourly"})
    page = mine.get("/settings/notifications").text
    folds = re.findall(
        r'<details class="card alerts-family" id="alerts-(\w+)"([^>]*)>(.*?)</summary>', page, re.DOTALL
    )
    assert {slug for slug, *_ in folds} >= {"mine", "posts", "always", "when"}
    assert [slug for slug, given, _ in folds if "open" in given] == []
    told = {slug: " ".join(re.sub(r"<[^>]+>", " ", face).split()) for slug, _, face in folds}
    assert "By e-mail : weekly On your devices" in told["posts"].replace("e-mail:", "e-mail :")
    assert "hourly" in told["mine"]
    wrong = mine.post("/settings/notifications", data={"timezone": "UTC", "quiet_from": "late"}).text
    assert re.search(r'id="alerts-when" open', wrong)


def test_what_is_collected_on_the_site_comes_to_the_bell_at_its_hour(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    choose(bob, "answer", site="hourly")
    news(bob)
    assert queries.unread_count(bob) == 0
    with clock.at(clock.now() + timedelta(hours=1)):
        assert queries.unread_count(bob) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"quiet_from": "late"}, "Write a time such as 22:00."),
        ({"quiet_from": "22:00"}, "Quiet hours need both a beginning and an end."),
        ({"timezone": "Mars/Base"}, "Please choose a time zone from the list."),
        ({"timezone": "GMT+0"}, "Please choose a time zone from the list."),
        ({"paused_until": "tomorrow"}, "Write a date such as 2027-01-31."),
        ({"paused_until": "2027-01-31T10:00"}, "Write a date such as 2027-01-31."),
        ({"paused_until": "9999-12-31"}, "A pause lasts for a year at most."),
    ],
)
def test_wrong_hours_are_answered_beside_their_field_and_nothing_is_lost(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, given: dict[str, str], sentence: str
) -> None:
    usual = {
        "timezone": "Europe/Berlin", "hour": "7", "quiet_from": "", "quiet_to": "", "email-answer": "weekly",
    }  # fmt: skip
    answer = sign_in(client, bob).post("/settings/notifications", data={**usual, **given})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    if "quiet_from" in given:
        assert f'value="{given["quiet_from"]}"' in answer.text
    shown = re.search(r'name="email-answer">(.*?)</select>', answer.text, re.DOTALL)
    assert shown is not None
    assert re.search(r'value="weekly"\s+selected', shown.group(1))


def test_hours_are_kept_with_the_quiet_hours_of_being_asked(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    given = {
        "timezone": "Asia/Shanghai", "hour": "7", "weekday": "4", "quiet_from": "22:00", "quiet_to": "06:30",
        "paused_until": (until := clock.now().date() + timedelta(days=300)).isoformat(),
    }  # fmt: skip
    assert sign_in(client, bob).post("/settings/notifications", data=given).status_code == 303
    kept = rhythm.rhythm_for(db.session.get_one(Member, bob.id))
    assert (kept.zone, kept.hour, kept.weekday) == ("Asia/Shanghai", 7, 4)
    assert kept.paused_until is not None
    assert kept.paused_until.isoformat() == f"{until - timedelta(days=1)}T16:00:00+00:00"
    page = client.get("/settings/notifications").text
    assert f'value="{until}"' in page
    assert 'value="22:00"' in client.get("/settings/helping").text


def test_a_muted_question_is_silent_but_not_what_the_team_writes(
    app: "Huzhu", alice: Actor, client: FlaskClient, sign_in: SignIn, question_id: int
) -> None:
    about = {"question_id": question_id, "post_id": question_id}
    news(alice, cause="1", **about)
    number = db.session.scalars(select(Notification.id)).one()
    mine = sign_in(client, alice)
    mine.post("/settings/notifications/mutes", data={"notification": str(number), "what": "question"})
    news(alice, cause="2", **about)
    assert queries.unread_count(alice) == 1
    news(alice, "with-staff", **about)
    assert queries.unread_count(alice) == 2
    assert "Hear of it again" in mine.get("/settings/notifications").text
    mute = db.session.scalars(select(Mute)).one()
    mine.post(f"/settings/notifications/mutes/{mute.id}")
    news(alice, cause="3", **about)
    assert queries.unread_count(alice) == 3


def test_mentions_by_somebody_can_be_muted(
    app: "Huzhu", alice: Actor, bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    news(alice, "mention", "1", actor_id=bob.id)
    number = db.session.scalars(select(Notification.id)).one()
    given = {"notification": str(number), "what": "person"}
    sign_in(client, alice).post("/settings/notifications/mutes", data=given)
    news(alice, "mention", "2", actor_id=bob.id)
    news(alice, "comment", "3", actor_id=bob.id)
    assert queries.unread_count(alice) == 2


def test_staff_choose_about_cases_and_members_are_not_asked(
    app: "Huzhu", bob: Actor, dave: Actor, sign_in: SignIn
) -> None:
    assert "case-late" not in sign_in(app.test_client(), bob).get("/settings/notifications").text
    assert "case-late" in sign_in(app.test_client(), dave).get("/settings/notifications").text


def test_whoever_leaves_takes_what_they_chose_along(app: "Huzhu", alice: Actor, member: MakeMember) -> None:
    leaver = actor_of(member("leaver"))
    choose(leaver, "answer")
    with unit_of_work():
        db.session.add(Mute(member_id=alice.id, person_id=leaver.id, created_at=clock.now()))
        publish(events.MemberClosed(member_id=leaver.id))
    assert db.session.scalars(select(Preference).filter_by(member_id=leaver.id)).all() == []
    assert db.session.scalars(select(Mute)).all() == []
