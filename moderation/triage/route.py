"""Pure rules for the lane a message takes: self-service, the crowd, staff, moderation, or none."""

from collections.abc import Mapping

from moderation.triage.records import Kind, Message, Route, Score, Verdict

_VERY_ANGRY = 0.8
_SURELY_NO_SERVICE = 0.35
_SIMPLE_WORDS = 25
# A deep answer needs no expert; it comes from one.
_ASKING = frozenset({Kind.QUESTION, Kind.MESSAGE})
_TIER1 = ("legal", "account", "pii", "churn")


def is_staff_matter(scores: Mapping[str, Score]) -> bool:
    """Whether tier 1 should see it: an angry complaint, one person's account, private data, a threat, a goodbye."""
    anger, complaint = scores["anger"], scores["complaint"]
    angry_complaint = anger.fired and (complaint.fired or anger.value >= _VERY_ANGRY)
    return angry_complaint or any(scores[slug].fired for slug in _TIER1)


def choose(
    message: Message, scores: Mapping[str, Score], verdict: Verdict, *, size: int, novice: bool
) -> Route:
    """The lane; `size` is the message's length in words, `novice` whether it asks for a button or a lamp.

    Rough words do not cost a customer their help: a service complaint goes to staff even if it may not be shown.
    """
    if verdict is Verdict.REFUSE:
        return Route.DROP
    hurt_customer = is_staff_matter(scores) and scores["service"].fired and not scores["spam"].fired
    if verdict is Verdict.HOLD and not hurt_customer:
        return Route.MODERATION
    if scores["safety"].fired or (scores["expertise"].fired and message.kind in _ASKING):
        return Route.TIER2
    if is_staff_matter(scores):
        return Route.TIER1
    if message.kind is Kind.MESSAGE:
        return _of_message(scores, simple=novice and size <= _SIMPLE_WORDS)
    doubtful = scores["spam"].fired or scores["abuse"].fired
    return Route.MODERATION if doubtful else Route.CROWD


def _of_message(scores: Mapping[str, Score], *, simple: bool) -> Route:
    """Nobody but who helps sees a message, so a doubt costs no customer their help."""
    wants_help = scores["complaint"].fired or scores["service"].fired
    if not wants_help and scores["spam"].fired:
        return Route.MODERATION
    if not wants_help and scores["service"].value < _SURELY_NO_SERVICE:
        return Route.DROP
    return Route.SELF_SERVICE if simple and not scores["complaint"].fired else Route.CROWD
