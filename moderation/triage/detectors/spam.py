"""Advertising, bait or fraud that nobody here asked for."""

import re

from moderation.triage import learned, nudges, offers
from moderation.triage.linear import sigmoid
from moderation.triage.nudges import Nudge
from moderation.triage.offers import Offer
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Kind, Score

# "Write to this number": a contact next to an offer is what bait cannot do without.
_CONTACT = re.compile(
    r"(?:微信|薇信|威信|卫星|vx|wx|v信|加v|加q|qq|扣扣|企鹅|电报|飞机|tg|whatsapp|telegram)\W{0,4}[a-z0-9_-]{5,20}"
)
_NEWCOMER_LINKS = 2
# A bare link or a word or two is too little for the model to be sure of.
_TOO_SHORT = 5
_DOUBTFUL = 0.8
# What the model learnt from are messages and comments; a question or an answer must look more like bait than they.
_POST_DOUBT = 1.0
# Advertising speaks to everyone; who speaks to a company by name wants something from it.
_ADDRESSED_DOUBT = 1.8
_NOTHING = Offer(0.0, ())
_UNMOVED = Nudge(0.0, ())
# Offers are weighed by what they are about; known words add a little to that.
_NEARER = 0.6
_BOTH = 0.3
# Who asks for help, or warns of fraud, names it.
_ASKED = 1.2
_POSTS = frozenset({Kind.QUESTION, Kind.ANSWER})


def _offer(reading: Reading) -> Offer:
    return offers.find(reading.shape.spelt) if reading.lang == "zh" else _NOTHING


def _may_nudge(reading: Reading) -> bool:
    return reading.lang == "en" and reading.message.kind not in _POSTS


def known_words(reading: Reading, offer: Offer) -> float:
    """The margin by known words, offers, contacts and links."""
    said = reading.sums.get("spam", 0.0)
    if offer.weight:
        said = max(said, offer.weight + _NEARER) + _BOTH * min(said, offer.weight)
    if _CONTACT.search(reading.shape.folded):
        said += 3.0
    said -= _ASKED * offer.asked
    if reading.shape.link_count > _NEWCOMER_LINKS and not reading.message.author_level and reading.size < 60:  # noqa: PLR2004
        said += 1.0
    said -= 0.5 * min(4.0, reading.sums.get("calm", 0.0)) + 0.3 * min(6.0, reading.sums.get("expert", 0.0))
    return 0.9 * (said - 3.4) - 0.01 * min(400, reading.size)


def detect(reading: Reading) -> Score:
    """Unwanted advertising in either language."""
    offer = _offer(reading)
    words = known_words(reading, offer)
    nudge = nudges.find(reading.shape.folded) if _may_nudge(reading) else _UNMOVED
    trained = learned.stacked_margin(reading, "spam", in_full=nudge.margin > 0) + nudge.margin
    if reading.message.kind in _POSTS:
        trained -= _POST_DOUBT
    if reading.is_addressed:
        trained -= _ADDRESSED_DOUBT
    if reading.size <= _TOO_SHORT:
        trained = min(trained, _DOUBTFUL)
    value = sigmoid(max(words, trained))
    evidence = tuple(dict.fromkeys((*offer.evidence, *nudge.evidence, *reading.phrases("spam"))))[:5]
    contact = _CONTACT.search(reading.shape.folded)
    if contact:
        evidence += (contact[0],)
    if value >= THRESHOLD and not evidence and reading.lang == "en":
        evidence = learned.telling(reading, "spam")
    return Score(value, evidence)
