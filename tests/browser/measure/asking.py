"""Somebody without an account asks the team of a demonstration site, confirms their address, and is answered."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app import create_app
from community.accounts.models import Member
from community.askers import services
from community.askers.models import Asker
from community.kernel import clock, secret_links
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.widget import answering, rules
from moderation.escalation import replying
from moderation.escalation.queries import open_case_of_question
from tests.conftest import actor_of

ADDRESS: Final = "kim@example.com"
QUESTION: Final = (
    "This is the third router in a row that dies on me!!! What a disgrace, you are liars. My money back, NOW.\n"
    "The order came last week; the box says R5-Home-Edition-with-a-very-long-name-that-nobody-wraps."
)
ANSWER: Final = (
    "That is not how it should be, and we are sorry.\n\n1. A new one leaves today.\n2. **Keep the old one.**"
)


def asked_from_outside(data_dir: Path) -> str:
    """The path of the page behind the letters to them."""
    app = create_app(Settings(_env_file=None, data_dir=data_dir).prepared())
    with app.app_context():
        ticket = rules.ticket(clock.now() - timedelta(minutes=1), answering.key())
        given = {"id": "asked", "text": QUESTION, "email": ADDRESS, "name": "Kim", "ticket": ticket}
        assert app.test_client().post("/widget/v1/messages", json=given).status_code == 201
        newest = select(Question).order_by(Question.id.desc()).limit(1)
        case = open_case_of_question(db.session.scalars(newest).one().id)
        assert case is not None
        asker = db.session.scalars(select(Asker).where(Asker.email == ADDRESS)).one()
        agent = db.session.scalars(select(Member).where(Member.role == Role.AGENT).limit(1)).one()
        with unit_of_work():
            services.confirm(asker)
        with unit_of_work():
            replying.reply(case.id, ANSWER, by=actor_of(agent))
        path = services.PATH.format(word=secret_links.word_of(asker.seed))
        db.session.remove()
        db.engine.dispose()
    return path
