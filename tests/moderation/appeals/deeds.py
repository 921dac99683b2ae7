"""Small deeds that tests of appeals do again and again."""

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from moderation.appeals import deciding, services
from moderation.appeals.deciding import Ruling
from moderation.appeals.rules import Outcome
from moderation.flags import services as flags
from moderation.review.rules import Decision
from moderation.sanctions.models import Sanction
from tests.moderation.sanctions.deeds import ask, review

WORDS = "I was angry at the device and not at Bob; he has forgiven me since."
GRANT = Ruling(Outcome.GRANTED, "You are right, that was about the device.")
REFUSE = Ruling(Outcome.REFUSED, "It was aimed at a person, more than once.")


def appeal(sanction_id: int, by: Actor, words: str = WORDS) -> int:
    with unit_of_work():
        return services.appeal(sanction_id, words, by=by).id


def decide(appeal_id: int, ruling: Ruling, by: Actor) -> str:
    with unit_of_work():
        services.take(appeal_id, by=by)
    with unit_of_work():
        return str(deciding.decide(appeal_id, ruling, by=by).state)


def removal(author: Actor, by: Actor, decision: Decision = Decision.SPAM) -> tuple[int, int]:
    """A reported post that a review took away: (post, sanction)."""
    post_id = ask(author)
    with unit_of_work():
        flags.flag(db.session.get_one(Post, post_id), "spam", by=by)
    review(post_id, decision, by, "off-topic" if decision is Decision.REFUSE else None)
    return post_id, db.session.query(Sanction).filter_by(about_id=post_id).one().id
