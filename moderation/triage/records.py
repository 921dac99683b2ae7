"""What goes into triage and what comes out of it, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# Every score is calibrated to this one threshold.
THRESHOLD = 0.5


class Kind(StrEnum):
    """What a text is to the site; a question is judged by other measures than an answer."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    MESSAGE = "message"


class Verdict(StrEnum):
    """What the gate does with a text, from friendliest to strictest."""

    PUBLISH = "publish"
    REVIEW = "review"
    HOLD = "hold"
    REFUSE = "refuse"


class Route(StrEnum):
    """The lane a message takes."""

    SELF_SERVICE = "self_service"
    CROWD = "crowd"
    TIER1 = "tier1"
    TIER2 = "tier2"
    MODERATION = "moderation"
    DROP = "drop"


class Priority(StrEnum):
    """How soon staff should look; P1 is soonest."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True, slots=True)
class Message:
    """One text to be judged, with the few facts about it that its words do not carry.

    `text` may be Markdown or plain; HTML tags are read over. `lang` is trusted when it names English or Chinese.
    `author_level` is None for strangers; 0 is a newcomer. `waiting_minutes` counts from when the need arose and
    `contacts` how often the same person has written about it before.
    """

    text: str
    title: str = ""
    kind: Kind = Kind.MESSAGE
    lang: str | None = None
    channel: str | None = None
    followers: int = 0
    author_level: int | None = None
    waiting_minutes: float = 0.0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A detector's opinion: `value` in 0..1 with 0.5 as the threshold, and the words or facts that made it."""

    value: float
    evidence: tuple[str, ...] = ()

    @property
    def fired(self) -> bool:
        """Whether the detector speaks up at its default threshold."""
        return self.value >= THRESHOLD


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """Private data found at `start:end` of the text that was searched; `kind` is a slug such as `phone`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation: which detector, how sure, and why."""

    detector: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that triage has to say about one message.

    `lang` is `en`, `zh` or `other`. `detectors` maps each slug of the catalogue to its Score. `pii` holds the private
    data in the text (not the title), in order, ready for `pii.mask`. `priority_points` is the weighted sum in 0..1
    behind `priority`.
    """

    lang: str
    detectors: Mapping[str, Score]
    verdict: Verdict
    route: Route
    priority: Priority
    priority_points: float
    reasons: tuple[Reason, ...]
    pii: tuple[PrivateSpan, ...] = field(default=())

    def __getitem__(self, slug: str) -> Score:
        """The score of one detector by its slug."""
        return self.detectors[slug]
