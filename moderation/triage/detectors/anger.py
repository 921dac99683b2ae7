"""Anger of the writer: known words, how they are said, and models that have read many moods."""

from community.kernel.words import N_
from moderation.triage import audience, learned, mood, tone
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score

# How much known words count beside the model, and how far a margin is raised, by where a text is from. Chat among
# strangers is angry once in eleven times, public posts that address an account or carry a hashtag or an emoji once in
# three; whoever writes to a service and sounds angry mostly is.
_CHAT, _SERVICE, _PUBLIC = (0.8, 1.8), (1.0, 2.9), (1.3, 5.45)
# In Chinese a customer is told from the public by a model. Among the public the moods of microblogs decide; of a
# customer the known words, beside what the models of complaint and abuse think.
_COMPLAINT_ZH, _ABUSE_ZH, _CUSTOMER_ZH = 0.3, 0.2, 1.5
_SOME = 3.0
# Where the model was made without microblogs, three models that never saw a label of anger help the known words.
_OVERHEARD, _ABUSE, _COMPLAINT, _OVERHEARD_PRIOR = 0.5, 0.3, 0.3, 1.0
_WORDS_BOUND = 4.0
# What is said this plainly in English is anger, whatever the model thinks.
_PLAIN = 0.4


def _said(reading: Reading) -> float:
    return max(-_WORDS_BOUND, min(_WORDS_BOUND, tone.margin(reading)))


def _english(reading: Reading) -> float:
    if audience.is_public(reading):
        share, prior = _PUBLIC
    else:
        share, prior = _SERVICE if audience.is_customer(reading) else _CHAT
    said = _said(reading)
    return max(learned.margin(reading, "anger", ("en",)) + share * said + prior, said + _PLAIN)


def _bounded(reading: Reading, name: str, bound: float) -> float:
    return max(-bound, min(bound, learned.margin(reading, name)))


def _chinese(reading: Reading) -> float:
    said = _said(reading)
    if not mood.is_known():
        beside = _OVERHEARD * _bounded(reading, "anger", _WORDS_BOUND)
        beside += _ABUSE * _bounded(reading, "abuse", _WORDS_BOUND)
        return said + beside + _COMPLAINT * _bounded(reading, "complaint", _WORDS_BOUND) + _OVERHEARD_PRIOR
    if not audience.is_customer(reading):
        return mood.margin(reading)
    beside = _COMPLAINT_ZH * _bounded(reading, "complaint", _SOME)
    return said + beside + _ABUSE_ZH * _bounded(reading, "abuse", _WORDS_BOUND) + _CUSTOMER_ZH


def detect(reading: Reading) -> Score:
    """Anger of the writer, not of people they quote."""
    value = sigmoid(_chinese(reading) if reading.lang == "zh" else _english(reading))
    evidence = tone.evidence(reading)
    if value >= THRESHOLD and not evidence and reading.lang != "other":
        evidence = learned.telling(reading, "anger")
    if evidence and tone.is_shouting(reading):
        evidence += (N_("capitals"),)
    return Score(value, evidence)
