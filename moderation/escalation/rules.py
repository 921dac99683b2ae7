"""What an escalation rule is, which of them win, and how urgent a case is; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from community.routing.rules import MoveReason
from moderation.escalation import past
from moderation.escalation.past import Past
from moderation.triage import priority
from moderation.triage.records import THRESHOLD, Priority, Score

TIER_1: Final = 1
TIER_2: Final = 2
VERY_ANGRY: Final = 0.8  # this angry needs no plain complaint beside it
LOW_STARS: Final = 2
FEIGNED: Final = 0.5  # from here on anger without a complaint is taken for a form letter
LONGEST_REST: Final = 7 * 24 * 60  # minutes after which a case is weighed again at the latest
SHARES: Final[Mapping[str, float]] = {
    "severity": priority.SEVERITY_SHARE,
    "anger": priority.ANGER_SHARE,
    "waiting": priority.WAITING_SHARE,
    "influence": priority.INFLUENCE_SHARE,
}


class CaseState(StrEnum):
    """Where staff are with a case; no clock runs while it waits for the customer or is on hold."""

    OPEN = "open"
    WAITING = "waiting-for-customer"
    ON_HOLD = "on-hold"
    RESOLVED = "resolved"


class Outcome(StrEnum):
    """How a case ended."""

    RESOLVED = "resolved"
    RETURNED = "returned"
    MERGED = "merged"  # into another case


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a rule speaks up: how sure it is (0..1) and the words or facts that made it so."""

    score: float
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What rules that a site makes itself may ask about, beside scores."""

    text: str = ""  # title and body
    tags: frozenset[str] = frozenset()
    lang: str = ""
    channel: str = "site"
    kind: str = ""
    level: int = 0  # of the customer
    followers: int = 0  # who have the problem too, or follow the question
    contacts: int = 0  # questions of the same customer within thirty days before this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules may look at: triage of a post, and what happened around it.

    `bound` is the score from which on a rule speaks up, as the site has set it; `asking` tells a question from a
    remark beneath it, `held` that the gate keeps the post back; `asker_stars` are the asker's stars for each
    visible answer (0: not rated); `silent_for` is how much service time a question has had no
    answer; `past` is what was before: similar questions, and what the customer wrote.
    """

    scores: Mapping[str, Score] = field(default_factory=dict)
    asking: bool = False
    held: bool = False
    asker_stars: tuple[int, ...] = ()
    silent_for: timedelta | None = None
    patience: timedelta = timedelta(hours=2)
    bound: float = THRESHOLD
    scene: Scene = Scene()
    past: Past = field(default_factory=Past)

    def score(self, slug: str) -> Score:
        return self.scores.get(slug, Score(0.0))


Detect = Callable[[Facts], Evidence | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRule:
    """One reason for which staff take over. `severity` (0..1) is the least that its case weighs.

    `bound` is the score from which on it speaks up; None where it does not go by a score. `own` tells a rule that
    the site made itself; `presets` names what other presets set otherwise.
    """

    slug: str
    title: str
    tier: int
    team: str
    reason: MoveReason
    detects: Detect
    severity: float = 0.0
    bound: float | None = None
    own: bool = False
    presets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    waits_minutes: float | None = None  # it speaks up only once nobody has answered for so long


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that speaks up, with its evidence."""

    rule: EscalationRule
    evidence: Evidence


def fired(rules: Iterable[EscalationRule], facts: Facts) -> list[Fired]:
    """Every rule that speaks up, in the order given.

    Advertising never becomes a case, and a post that is kept back only when it is a customer's matter at all.
    What is public and waits for an answer has been let through: it is nobody's advertising any more. A mere doubt
    that was let through ("charged twice for my subscription, please check") costs no customer their help either.
    """
    found = [Fired(rule, evidence) for rule in rules if (evidence := heard(rule, facts)) is not None]
    return [] if not found or _advertises(facts) or not _is_ours(facts) else found


def _advertises(facts: Facts) -> bool:
    if facts.silent_for is not None or not facts.score("spam").fired:
        return False
    return facts.held or not facts.score("service").fired


def _is_ours(facts: Facts) -> bool:
    return not facts.held or any(facts.score(slug).fired for slug in ("service", "complaint", "safety"))


def heard(rule: EscalationRule, facts: Facts) -> Evidence | None:
    """What one rule says, from its own bound on."""
    if rule.bound is None:
        return rule.detects(facts)
    evidence = rule.detects(facts if rule.bound == facts.bound else replace(facts, bound=rule.bound))
    return evidence if evidence is not None and evidence.score >= rule.bound else None


def strongest(found: list[Fired]) -> Fired:
    """The one that moves the need: tier 2 before tier 1, then the order of the catalogue."""
    return max(enumerate(found), key=lambda each: (each[1].rule.tier, -each[0]))[1]


def detector(slug: str) -> Detect:
    """A rule that speaks up when one detector of triage does."""

    def detect(facts: Facts) -> Evidence | None:
        score = facts.score(slug)
        return Evidence(score.value, score.evidence) if score.value >= facts.bound else None

    return detect


def angry_complaint(facts: Facts) -> Evidence | None:
    """Somebody is angry about what they were given or promised, or very angry about anything."""
    anger, complaint = facts.score("anger"), facts.score("complaint")
    if anger.value < facts.bound or (anger.value < VERY_ANGRY and not complaint.fired):
        return None
    if past.feigned(facts.past) >= FEIGNED and not complaint.fired:
        return None
    return Evidence(anger.value, tuple(dict.fromkeys((*anger.evidence, *complaint.evidence)))[:6])


def expert_question(facts: Facts) -> Evidence | None:
    """A question that takes deep technical knowledge; a deep remark comes from somebody who has it.

    What similar questions needed moves the score of the text, and stands among the evidence.
    """
    if not facts.asking:
        return None
    score = facts.score("expertise")
    told = past.with_history(score.value, facts.past)
    return Evidence(told.value, (*score.evidence, *told.sentences)) if told.value >= THRESHOLD else None


def repeated_contact(facts: Facts) -> Evidence | None:
    """The same customer asks again about the same matter, or writes again and again within days."""
    told = past.repeated(facts.past)
    return Evidence(told.value, told.sentences) if told.value >= THRESHOLD else None


def all_stars_low(facts: Facts) -> Evidence | None:
    """The asker gave every answer two stars or fewer."""
    stars = facts.asker_stars
    if not stars or any(each == 0 or each > LOW_STARS for each in stars):
        return None
    return Evidence(1.0, tuple("★" * each for each in stars))


def unanswered(facts: Facts) -> Evidence | None:
    """Nobody has answered for longer than customers are asked to wait."""
    if facts.silent_for is None or facts.silent_for < facts.patience:
        return None
    return Evidence(1.0, (f"{int(facts.silent_for.total_seconds() // 60)} min",))


def said_by_people(facts: Facts) -> Evidence | None:
    """A rule that a person pulls, never a detector."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a case's priority is the sum of; each part 0..1, waiting in minutes."""

    severity: float
    anger: float
    waited_minutes: float
    influence: float

    @property
    def points(self) -> float:
        """The sum that is shown, 0..100."""
        return 100 * priority.points(
            severity=self.severity,
            anger=self.anger,
            waiting=priority.waiting(self.waited_minutes),
            influence=self.influence,
        )

    @property
    def band(self) -> Priority:
        """P1 to P4; waiting always overtakes in the end, influence moves it by one band at most."""
        return priority.band(
            severity=self.severity,
            anger=self.anger,
            waited_minutes=self.waited_minutes,
            influence=self.influence,
        )

    def minutes_until_change(self, noticeable: float) -> int:
        """After how many more minutes of waiting the band is another, or the sum so much higher.

        Whatever waits longer is never less urgent, so the first such minute is found by halving.
        """
        low, high = 0, 1
        while not self._differs(high, noticeable) and high < LONGEST_REST:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._differs(middle, noticeable) else (middle, high)
        return high

    def _differs(self, minutes: int, noticeable: float) -> bool:
        later = replace(self, waited_minutes=self.waited_minutes + minutes)
        return later.band != self.band or later.points - self.points >= noticeable

    @property
    def parts(self) -> dict[str, float]:
        """The points that each part brings, so that the sum can be shown."""
        values = {
            "severity": self.severity,
            "anger": self.anger,
            "waiting": priority.waiting(self.waited_minutes),
            "influence": self.influence,
        }
        return {name: 100 * SHARES[name] * value for name, value in values.items()}


def severity_of(scores: Mapping[str, Score], rules: Iterable[EscalationRule]) -> float:
    """The gravest of what triage saw in the text and of what the rules that fired are worth, 0..1."""
    seen = priority.severity(scores) if scores else 0.0
    return max([seen, *(rule.severity for rule in rules)])


def anger_of(scores: Mapping[str, Score]) -> float:
    """How angry the customer sounds, 0..1; below the threshold it counts half."""
    value = scores["anger"].value if "anger" in scores else 0.0
    return value if value >= THRESHOLD else value / 2
