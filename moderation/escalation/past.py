"""What was before a post, as values, and what it says about it; pure.

Similar questions tell how hard a question is; earlier posts of the same customer tell how often they had to ask,
whether their tone rises, and whether their anger is always in the same words.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from community.kernel.words import N_

SAME_MATTER: Final = 0.5  # likeness of two questions of one customer
SAME_WORDS: Final = 0.85
REPEATED_WITHIN: Final = timedelta(days=7)
LONG_WAIT: Final = timedelta(days=1)
FEWEST_SIMILAR: Final = 3  # fewer say nothing
USUAL_SHARE: Final = 0.15  # of questions that specialists get, or that wait long
TONE_RISES: Final = 0.25
FEIGNED_FROM: Final = 2
_SHARE_WEIGHT, _HELPERLESS, _MOST_SHIFT = 4.0, 0.6, 3.0
_SAME, _OTHER = 0.45, 0.15

SPECIALISTS = N_("{} of {} similar questions went to specialists")
STAFF = N_("{} of {} similar questions went to staff")
WAITED = N_("{} of {} similar questions waited for more than a day")
HELPERS = N_("{} active helpers know these tags")
ASKED_AGAIN = N_("asked {} times about this within {} days")
WROTE_OFTEN = N_("wrote {} times within {} days")
TONE = N_("each message is angrier than the one before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A question like this one, as it stood when this one came; `waited` None while nobody has answered it."""

    to_staff: bool = False
    to_specialists: bool = False
    waited: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Something that the same customer wrote before: how long ago, how like this one, how angry (0..1)."""

    ago: timedelta
    alike: float = 0.0
    anger: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that was before. `helpers` None: nobody counted them; `returned`: angry cases that staff gave back."""

    similar: tuple[Similar, ...] = ()
    helpers: int | None = None
    contacts: tuple[Contact, ...] = ()
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A number in 0..1 and the sentences that go with it."""

    value: float
    sentences: tuple[str, ...] = ()


KNOWN: Final = frozenset({SPECIALISTS, STAFF, WAITED, HELPERS, ASKED_AGAIN, WROTE_OFTEN})
_NUMBER: Final = re.compile(r"\d+")


def pattern_of(sentence: str) -> tuple[str, list[str]]:
    """A sentence of evidence as it is translated, and its numbers; any other text as it is, without numbers."""
    pattern = _NUMBER.sub("{}", sentence)
    return (pattern, _NUMBER.findall(sentence)) if pattern in KNOWN else (sentence, [])


def difficulty(past: Past) -> Told:
    """How hard questions like this one have been: 0.5 when nothing is known or they were as usual."""
    shift, sentences = 0.0, []
    total = len(past.similar)
    if total >= FEWEST_SIMILAR:
        specialists = sum(each.to_specialists for each in past.similar)
        staff = sum(each.to_staff or each.to_specialists for each in past.similar)
        slow = sum(each.waited is None or each.waited > LONG_WAIT for each in past.similar)
        hard = sum(
            each.to_specialists or each.waited is None or each.waited > LONG_WAIT for each in past.similar
        )
        # Two questions of the usual kind are added, so that three of three are no certainty.
        shift = _SHARE_WEIGHT * ((hard + 2 * USUAL_SHARE) / (total + 2) - USUAL_SHARE)
        counted = ((SPECIALISTS, specialists), (STAFF, staff if staff > specialists else 0), (WAITED, slow))
        sentences += [sentence.format(count, total) for sentence, count in counted if count]
    if past.helpers == 0:
        shift += _HELPERLESS
        sentences.append(HELPERS.format(0))
    return Told(_sigmoid(shift), tuple(sentences))


def with_history(text: float, past: Past) -> Told:
    """The expert score of a text, moved by what questions like it needed; never by much on history alone."""
    told = difficulty(past)
    shift = max(-_MOST_SHIFT, min(_MOST_SHIFT, _logit(told.value)))
    return Told(_sigmoid(_logit(text) + shift), told.sentences if shift > 0 else ())


def repeated(past: Past) -> Told:
    """How often the customer had to write within days, above all about the same matter; from 0.5 on staff should look.

    Twice before about the same matter is enough, or four times about anything.
    """
    recent = [each for each in past.contacts if each.ago <= REPEATED_WITHIN]
    same = [each for each in recent if each.alike >= SAME_MATTER]
    value = 1.0 - (1 - _SAME) ** len(same) * (1 - _OTHER) ** (len(recent) - len(same))
    days = REPEATED_WITHIN.days
    sentences = [ASKED_AGAIN.format(len(same) + 1, days)] if same else []
    if len(recent) > len(same):
        sentences.append(WROTE_OFTEN.format(len(recent) + 1, days))
    if value and tone_rises([each.anger for each in reversed(recent)]):
        value += (1 - value) * _OTHER
        sentences.append(TONE)
    return Told(value if recent else 0.0, tuple(sentences))


def tone_rises(angers: Sequence[float]) -> bool:
    """Whether the messages, oldest first, get angrier one after another."""
    rising = all(later >= earlier for earlier, later in pairwise(angers))
    return len(angers) > 1 and rising and angers[-1] - angers[0] >= TONE_RISES


def feigned(past: Past) -> float:
    """How likely the anger is a form: the same angry words again and again, and cases that were given back, 0..1."""
    same = sum(each.alike >= SAME_WORDS and each.anger >= 0.5 for each in past.contacts)  # noqa: PLR2004 -- angry
    return min(1.0, (same / FEIGNED_FROM + past.returned / FEIGNED_FROM) / 2)


def _logit(value: float) -> float:
    kept = min(1 - 1e-6, max(1e-6, value))
    return math.log(kept / (1 - kept))


def _sigmoid(margin: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, margin))))
