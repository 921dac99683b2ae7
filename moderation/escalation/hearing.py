"""Letters of a customer are listened to as posts are: anger that grows in private counts as well."""

from dataclasses import replace
from typing import Final

from community.kernel.db import db
from community.kernel.ports import standing_of
from community.kernel.text import detect_language
from community.questions.models import Question
from community.routing.models import Letter
from moderation.escalation import facts, in_force, queries, services
from moderation.escalation.rules import Evidence, Facts, Fired, Scene, fired
from moderation.triage import pii
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message

PRIVATE_ANYWAY: Final = frozenset({"private-data", "account-specific"})  # no news in a private letter


def listen(letter_id: int, question: Question) -> None:
    """Let the rules look at what a customer wrote in private; each speaks once in a case about letters."""
    letter = db.session.get_one(Letter, letter_id)
    analysis = analyse(
        Message(
            text=letter.body_markdown,
            kind=Kind.MESSAGE,
            author_level=standing_of(letter.author_id).level,
            followers=question.same_problem_count + question.follower_count,
        )
    )
    case = queries.open_case_of(letter.need_id)
    known = queries.escalations_of(case.id) if case else ()
    heard = {each.rule for each in known if each.post_id is None}
    found = [
        _without_private_data(each)
        for each in fired(
            in_force.live(), Facts(scores=analysis.detectors, scene=_scene_of(letter, question))
        )
        if each.rule.slug not in heard | PRIVATE_ANYWAY
    ]
    services.escalate(question.id, found)


def _scene_of(letter: Letter, question: Question) -> Scene:
    """What the site's own rules may ask about: the letter, in the scene of its question."""
    return replace(
        facts.scene_of(question, question),
        text=letter.body_markdown,
        lang=detect_language(letter.body_markdown),
        kind=str(Kind.MESSAGE),
    )


def _without_private_data(found: Fired) -> Fired:
    """What a rule quotes is kept with the move, so nothing private may stand in it."""
    quotes = tuple(pii.masked(each) for each in found.evidence.quotes)
    return replace(found, evidence=Evidence(found.evidence.score, quotes))
