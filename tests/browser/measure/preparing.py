"""What a demonstration site has none of, and what hangs on a person: a survey, letters, a webhook, a rule, a reset."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from app import create_app
from community.accounts import credentials
from community.accounts.models import Member
from community.accounts.routes import AFTER_RESET
from community.factors.models import Passkey
from community.kernel import clock
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking
from community.webhooks import services as webhooks
from community.webhooks.models import Delivery
from community.webhooks.rules import DeliveryState, Wanted
from moderation.escalation import replying, working
from moderation.escalation.models import Case
from moderation.rulebook import making
from moderation.surveys import timers
from moderation.surveys.models import Survey
from tests.conftest import actor_of

TITLE: Final = (
    "The invoice for the R5-Home-Edition-with-a-very-long-name-that-nobody-wraps is twice what it should be"
)
WORDS: Final = "The invoice of last week counts the router twice. I have paid for one, and one is here."
LETTER: Final = (
    "Dear Marguerite,\n\n1. We have **taken one back**.\n2. The rest comes by Friday.\n\n`R5-HOME-0000-1111`"
)
LONG_ADDRESS: Final = "https://hooks.example.com/huzhu/a/very/long/address/that/never/ends/in/a/blank"
TEN_DAYS, A_DAY = timedelta(days=10), timedelta(days=1)


def prepared(data_dir: Path) -> dict[str, str]:
    """Where these pages are, by their names; `after-reset` is a session that has just set a new password."""
    app = create_app(Settings(_env_file=None, data_dir=data_dir).prepared())
    with app.app_context():
        member, agent, admin, other = (_named(each) for each in ("marguerite", "omar", "ines", "colette"))
        question_id, survey_id = _settled_case(member, agent)
        with unit_of_work():
            rule = making.make("Words about invoices", [{"what": "words", "any": ["invoice"]}], by=admin)
            slug = rule.slug
        places = {
            "private": f"/questions/{question_id}/private",
            "survey": f"/surveys/{survey_id}",
            "webhook": f"/admin/webhooks/{_webhook(admin)}",
            "conditions": f"/desk/rules/{slug}/conditions",
        }
        with clock.at(clock.now() + A_DAY), unit_of_work():  # good for as long as a run takes
            account = db.session.get_one(Member, other.id)
            for label in ("The blue telephone", "A key ring with a name that is longer than most others are"):
                key = {"credential": label, "public_key": label, "label": label, "created_at": clock.now()}
                db.session.add(Passkey(member_id=account.id, **key))
            db.session.flush()
            word = credentials.leave_after_reset(account)
        keeper = cast("SecureCookieSessionInterface", app.session_interface).get_signing_serializer(app)
        assert keeper is not None
        places["after-reset"] = str(keeper.dumps({AFTER_RESET: word}))
        db.session.remove()
        db.engine.dispose()
    return places


def _named(name: str) -> Actor:
    return actor_of(db.session.scalars(select(Member).where(Member.name == name)).one())


def _settled_case(member: Actor, agent: Actor) -> tuple[int, int]:
    """A question that staff settled by letter, and the survey that asks how it was."""
    then = clock.now() - TEN_DAYS
    with clock.at(then):
        with unit_of_work():
            question_id = questions.ask(TITLE, WORDS, ["mesh"], by=member).id
        with unit_of_work():
            if db.session.query(Case).filter_by(question_id=question_id).first() is None:
                asking.ask_for_staff(
                    db.session.get_one(Question, question_id), "Somebody of the shop.", by=member
                )
        case_id = db.session.query(Case).filter_by(question_id=question_id).one().id
        with unit_of_work():
            working.assign(case_id, agent.member_id, by=agent)
        with unit_of_work():
            replying.write_privately(case_id, LETTER, by=agent)
            working.resolve(case_id, by=agent)
    asked = clock.now() - A_DAY
    with clock.at(asked):
        timers.look(asked)
    return question_id, db.session.query(Survey).filter_by(case_id=case_id).one().id


def _webhook(admin: Actor) -> int:
    """One that is switched off, with a message of each fate."""
    now = clock.now()
    with unit_of_work():
        made, _secret = webhooks.add(Wanted(url=LONG_ADDRESS, note="For the shop"), by=admin)
        webhooks.switch(made, on=False, by=admin)
        fates: list[dict[str, Any]] = [
            {"state": DeliveryState.ARRIVED, "status": 204, "attempts": 1, "ended_at": now},
            {"state": DeliveryState.GIVEN_UP, "status": 500, "attempts": 9, "ended_at": now},
            {"state": DeliveryState.WAITING, "error": "no answer", "attempts": 3},
        ]
        for number, fate in enumerate(fates):
            given = {"message_id": f"message-{number}", "topic": "question.published", "data": {}}
            db.session.add(Delivery(webhook_id=made.id, happened_at=now, due_at=now + A_DAY, **given, **fate))
        return made.id
