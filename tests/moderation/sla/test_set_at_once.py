"""Two who set promises at the same moment, or one after the other from forms that both had open."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from community.kernel import checks
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.audit.checking import chain_breaches
from moderation.audit.models import ModerationLogEntry
from moderation.sla import forms, queries, services, setting
from moderation.sla.checking import CalendarDraft, PolicyDraft, Wrong
from moderation.sla.models import SlaCalendar, SlaPolicy
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.meanwhile import BASE
from tests.parallel import at_once

WEEK = "09:00-17:00"


@pytest.fixture
def ines(app: Flask, member: MakeMember) -> Actor:
    """An admin of a site that has its first promises."""
    with unit_of_work():
        services.furnish()
    return actor_of(member("ines", role="admin"))


def a_calendar(name: str) -> CalendarDraft:
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), WEEK)
    return forms.calendar_draft(
        forms.Filled(
            {
                "name": name,
                "zone": "Europe/Berlin",
                "holidays": "",
                "extra": "",
                "saturday": "",
                "sunday": "",
                **week,
            }
        )
    )


def a_policy(name: str, calendar_id: int, hours: str = "4:00") -> PolicyDraft:
    texts = dict.fromkeys(forms.POLICY_TEXTS, "")
    texts |= {"name": name, "calendar_id": str(calendar_id), "first_response": hours}
    return forms.policy_draft(
        forms.Filled(texts, {name: [] for name in forms.LISTS} | {"priorities": ["P3"]})
    )


def deed(run: Callable[[], object]) -> Callable[[], object]:
    def attempt() -> object:
        try:
            with unit_of_work():
                run()
        except Wrong as wrong:
            raise wrong.problems[0] from None
        return "done"

    return attempt


def kept_calendar(name: str, by: Actor) -> int:
    with unit_of_work():
        return setting.keep_calendar(None, a_calendar(name), by=by).id


def kept_policy(name: str, calendar_id: int, by: Actor) -> int:
    with unit_of_work():
        return setting.keep_policy(None, a_policy(name, calendar_id), by=by).id


def refusals(found: list[object]) -> int:
    return sum(isinstance(each, DomainError) for each in found)


def of_log(act: str) -> int:
    db.session.rollback()
    assert chain_breaches(db.session()) == []
    found = checks.run_all(db.session())
    assert not any(breaches for name, breaches in found.items() if name != "search-index")
    return db.session.query(ModerationLogEntry).filter_by(act=act).count()


@both_databases
def test_of_two_new_ones_with_one_name_the_second_is_told(app: Flask, ines: Actor) -> None:
    found = at_once(app, [deed(lambda: setting.keep_calendar(None, a_calendar("Night"), by=ines))] * 4)
    assert refusals(found) == 3
    night = db.session.query(SlaCalendar).filter_by(name="Night").one().id
    found = at_once(app, [deed(lambda: setting.keep_policy(None, a_policy("Late", night), by=ines))] * 4)
    assert refusals(found) == 3
    assert db.session.query(SlaPolicy).filter_by(name="Late").count() == 1


@both_databases
def test_what_is_removed_twice_is_removed_once(app: Flask, ines: Actor) -> None:
    night = kept_calendar("Night", ines)
    late = kept_policy("Late", night, ines)
    found = at_once(app, [deed(lambda: setting.remove_policy(late, by=ines))] * 4)
    assert (refusals(found), of_log("sla-policy-removed")) == (3, 1)
    found = at_once(app, [deed(lambda: setting.remove_calendar(night, by=ines))] * 4)
    assert (refusals(found), of_log("sla-calendar-removed")) == (3, 1)


@both_databases
def test_one_calendar_is_the_usual_one_whoever_was_first(app: Flask, ines: Actor) -> None:
    ids = [kept_calendar(name, ines) for name in ("Night", "Weekend", "Summer")]
    found = at_once(app, [deed(lambda each=each: setting.make_default(each, by=ines)) for each in ids * 2])
    assert refusals(found) == 0
    assert db.session.query(SlaCalendar).filter_by(is_default=True).count() == 1


@both_databases
def test_a_calendar_does_not_go_while_a_policy_takes_it(app: Flask, ines: Actor) -> None:
    for number in range(6):
        night = kept_calendar(f"Night {number}", ines)
        draft = a_policy(f"Late {number}", night)
        found = at_once(
            app,
            [
                deed(lambda draft=draft: setting.keep_policy(None, draft, by=ines)),
                deed(lambda night=night: setting.remove_calendar(night, by=ines)),
            ],
        )
        assert refusals(found) == 1
        db.session.expire_all()
        assert all(db.session.get(SlaCalendar, each.calendar_id) for each in queries.policies())


@both_databases
def test_a_policy_that_is_removed_while_it_is_changed_is_gone(app: Flask, ines: Actor) -> None:
    night = kept_calendar("Night", ines)
    for number in range(4):
        late = kept_policy(f"Late {number}", night, ines)

        def change(late: int = late, number: int = number) -> object:
            kept = queries.policy_or_404(late)
            with unit_of_work():
                setting.keep_policy(kept, a_policy(f"Late {number}", night, "2:00"), by=ines)
            return "done"

        found = at_once(app, [change, deed(lambda late=late: setting.remove_policy(late, by=ines))])
        assert found[1] == "done"
        db.session.expire_all()
        assert db.session.get(SlaPolicy, late) is None


@both_databases
@pytest.mark.parametrize("kind", ["policies", "calendars"])
def test_the_second_of_two_admins_is_told_and_may_send_it_again(
    app: Flask, sign_in: SignIn, ines: Actor, kind: str
) -> None:
    night = kept_calendar("Night", ines)
    number = night if kind == "calendars" else kept_policy("Late", night, ines)
    page = f"/desk/sla/{kind}/{number}"
    sent = {
        "policies": {"calendar_id": str(night), "first_response": "3:00", "priorities": "P3"},
        "calendars": {"zone": "Europe/Berlin", "monday": WEEK},
    }[kind]
    model = SlaCalendar if kind == "calendars" else SlaPolicy
    admin = sign_in(app.test_client(), ines)
    seen = BASE.findall(admin.get(page).text)[0]

    def send(name: str, base: str, **more: str) -> tuple[int, str]:
        answer = admin.post(page, data={**sent, "name": name, "base": base, **more})
        db.session.expire_all()
        return answer.status_code, answer.text

    assert send("Of the first", seen)[0] == 303
    assert send("Of the first", seen)[0] == 303  # pressed twice: nothing else stands there
    act = "sla-calendar-changed" if kind == "calendars" else "sla-policy-changed"
    assert db.session.query(ModerationLogEntry).filter_by(act=act, subject="sla:Of the first").count() == 1
    assert BASE.findall(send("Of the second", seen, deed="preview")[1]) == [seen]
    status, told = send("Of the second", seen)
    assert status == 409
    assert db.session.get_one(model, number).name == "Of the first"
    assert "Somebody changed this meanwhile" in told
    assert 'value="Of the second"' in told
    status, amiss = send("", seen)
    assert (status, BASE.findall(amiss)) == (
        422,
        [seen],
    )  # another fault does not make it forget what was seen
    assert send("Of the second", BASE.findall(told)[0])[0] == 303
    assert db.session.get_one(model, number).name == "Of the second"


def test_other_hours_under_the_same_name_are_a_change_too(app: Flask, sign_in: SignIn, ines: Actor) -> None:
    night = kept_calendar("Night", ines)
    admin = sign_in(app.test_client(), ines)
    seen = BASE.findall(admin.get(f"/desk/sla/calendars/{night}").text)[0]
    sent = {"name": "Night", "zone": "Europe/Berlin", "base": seen}
    assert (
        admin.post(f"/desk/sla/calendars/{night}", data={**sent, "monday": "08:00-12:00"}).status_code == 303
    )
    assert (
        admin.post(f"/desk/sla/calendars/{night}", data={**sent, "sunday": "08:00-12:00"}).status_code == 409
    )
    assert queries.hours_of(night).hours[0] == [[480, 720]]


def test_pressed_twice_a_policy_moves_one_place(app: Flask, sign_in: SignIn, ines: Actor) -> None:
    night = kept_calendar("Night", ines)
    numbers = [kept_policy(name, night, ines) for name in ("First", "Second", "Third")]
    admin = sign_in(app.test_client(), ines)

    def order() -> list[int]:
        db.session.rollback()
        return [each.id for each in queries.policies() if each.id in numbers]

    def seen(number: int, way: str) -> str:
        form = admin.get("/desk/sla").text.split(f'action="/desk/sla/policies/{number}/{way}"')[1]
        return re.findall(r'name="seen" value="(\d+)"', form)[0]

    first, second, third = numbers
    up = {"seen": seen(third, "up")}
    for _ in range(2):
        assert admin.post(f"/desk/sla/policies/{third}/up", data=up).status_code == 303
    assert order() == [first, third, second]
    down = {"seen": seen(first, "down")}
    for _ in range(2):
        assert admin.post(f"/desk/sla/policies/{first}/down", data=down).status_code == 303
    assert order() == [third, first, second]
    assert of_log("sla-policy-moved") == 2
