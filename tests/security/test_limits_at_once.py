"""What has a number a day or an hour keeps to it when all of it is sent at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage

from community.accounts import services as accounts
from community.accounts.models import Member, OneTimeLink
from community.accounts.tokens import Purpose
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.posts import uploads
from community.posts.models import Post, Upload
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking, letters
from community.routing.models import Letter
from moderation.flags import services as flags
from moderation.flags.models import Flag
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

SUBJECTS = (
    "kettle leaks water",
    "lamp flickers blue",
    "printer jams paper",
    "battery drains fast",
    "screen shows stripes",
    "speaker hums loudly",
    "router drops calls",
    "camera blurs faces",
)
EIGHT = range(len(SUBJECTS))


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with its limits on."""
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    return app


@pytest.fixture
def newcomer(limited: Flask, member: MakeMember) -> Actor:
    """One who joined today."""
    return replace(actor_of(member("newt")), level=0, privileges=frozenset())


def set_to(monkeypatch: pytest.MonkeyPatch, module: object, most: int) -> None:
    monkeypatch.setattr(
        module, "whole", lambda name: most if "_a_day" in name or "_an_hour" in name else whole(name)
    )


def deeds(deed: Callable[[int], object]) -> Sequence[Callable[[], object]]:
    """The same eight times, each in a unit of work of its own."""

    def one(number: int) -> object:
        with unit_of_work():
            return deed(number)

    return [lambda number=number: one(number) for number in EIGHT]  # type: ignore[misc]


def refused(results: Sequence[object]) -> int:
    return sum(isinstance(each, DomainError) for each in results)


def asked(number: int, by: Actor) -> int:
    words = SUBJECTS[number]
    title = f"Since yesterday my {words} all day"
    return questions.ask(title, f"Nobody here knows why the {words}; what may I try?", ["help"], by=by).id


def count(table: type[Post | Upload | Flag | Letter | OneTimeLink]) -> int:
    return db.session.query(table).count()


@both_databases
def test_a_newcomers_day_is_a_day(limited: Flask, newcomer: Actor) -> None:
    most = whole("newcomer_questions_a_day")
    results = at_once(limited, deeds(lambda number: asked(number, newcomer)))
    assert count(Post) == most, results


@both_databases
def test_pictures(limited: Flask, newcomer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_to(monkeypatch, uploads, 2)

    def picture(number: int) -> str:
        made = BytesIO()
        Image.new("RGB", (4, 4), (number * 20, 0, 0)).save(made, "PNG")
        made.seek(0)
        return uploads.take(FileStorage(made, "a.png"), by=newcomer)

    results = at_once(limited, [lambda number=number: picture(number) for number in EIGHT])  # type: ignore[misc]
    assert (count(Upload), refused(results)) == (2, 6)


@both_databases
def test_reports(limited: Flask, alice: Actor, newcomer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work():
        ids = [asked(number, alice) for number in EIGHT]
    monkeypatch.setattr(flags.rules, "reports_a_day", lambda *_given: 2)
    results = at_once(
        limited,
        deeds(lambda number: flags.flag(db.session.get_one(Post, ids[number]), "spam", by=newcomer)),
    )
    assert (count(Flag), refused(results)) == (2, 6)


@both_databases
@pytest.mark.parametrize("alone", [True, False])
def test_what_is_written_to_the_team(
    limited: Flask, alice: Actor, newcomer: Actor, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    with unit_of_work():
        ids = [asked(number, alice) for number in EIGHT]
    set_to(monkeypatch, letters, 2)
    set_to(monkeypatch, asking, 2)

    def write(number: int) -> object:
        question = db.session.get_one(Question, ids[number])
        if alone:
            return letters.write_to_team(question, "Nobody has called me back.", by=alice)
        return asking.ask_for_staff(question, "Nobody here can help with it.", by=newcomer)

    results = at_once(limited, deeds(write))
    done = [each for each in results if each is not None and not isinstance(each, DomainError)]
    assert len(done) == 2, results


@both_databases
@pytest.mark.parametrize("known", [True, False])
def test_letters_to_an_address_that_somebody_typed(
    limited: Flask, member: MakeMember, *, known: bool
) -> None:
    number = member("mei").id
    if not known:
        with unit_of_work():
            db.session.get_one(Member, number).confirmed_at = None

    def ask(_number: int) -> None:
        mei = db.session.get_one(Member, number)
        accounts.tell_owner(mei) if known else accounts.resend_confirmation(mei)

    at_once(limited, deeds(ask))
    purpose = Purpose.RESET if known else Purpose.CONFIRM
    most = accounts.RESETS_AN_HOUR if known else accounts.CONFIRMATIONS_AN_HOUR
    assert db.session.query(OneTimeLink).filter_by(purpose=purpose).count() == most
