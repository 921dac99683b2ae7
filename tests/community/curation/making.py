"""What the tests of curation make."""

from datetime import timedelta

from community.curation import announcing, incidents, services
from community.curation.rules import Facts, News, Words
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions.models import Question


def recommend(question: Question, by: Actor, **given: object) -> None:
    with unit_of_work():
        services.recommend(question, "It helps with every mesh.", by=by, **given)  # type: ignore[arg-type]


def announce(by: Actor, **given: object) -> int:
    now = clock.now()
    words = {
        "title": "The line rests",
        "text": "**As always**",
        "starts_at": now,
        "ends_at": now + timedelta(days=1),
    }
    with unit_of_work():
        number = announcing.keep(Words(**{**words, **given}), by=by).id  # type: ignore[arg-type]
        announcing.publish(number, by=by)
    return number


def open_problem(by: Actor, **given: object) -> int:
    facts = {"title": "Firmware 4.2 drops the 5 GHz band", "title_zh": "固件 4.2 会掉频段"}
    with unit_of_work():
        return incidents.open_incident(
            Facts(**{**facts, **given}),  # type: ignore[arg-type]
            News(state="investigating", text="We look. <script>alert(1)</script>"),
            by=by,
        ).id


def told(member_id: int, kind: str) -> int:
    return db.session.query(Notification).filter_by(member_id=member_id, kind=kind).count()
