"""The ladder as a state machine: which moves there are, and why."""

from enum import StrEnum


class Stage(StrEnum):
    """The rungs, from the cheapest help to the most expert."""

    SELF_SERVICE = "self-service"
    CROWD = "crowd"
    REP = "customer-rep"
    TIER_1 = "tier-1"
    TIER_2 = "tier-2"
    RESOLVED = "resolved"


class MoveReason(StrEnum):
    """Why a need moved; each has one sentence for the customer in the templates."""

    ASKED = "asked"
    UNANSWERED = "unanswered"
    ANGRY = "angry"
    ACCOUNT = "account"
    PRIVATE_DATA = "private-data"
    LEAVING = "leaving"
    LEGAL = "legal"
    SAFETY = "safety"
    EXPERT = "expert"
    REPEATED = "repeated"
    ASKED_FOR_STAFF = "asked-for-staff"
    STILL_NOT_SOLVED = "still-not-solved"
    LOW_STARS = "low-stars"
    REVIEWER = "reviewer"
    PASSED_ON = "passed-on"
    RETURNED = "returned"
    SOLVED = "solved"
    STAFF_SOLVED = "staff-solved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken-back"
    SITE_RULE = "site-rule"
    REP_TOOK = "rep-took"
    REP_LEFT = "rep-left"
    SENT_BACK = "sent-back"


STAFF_STAGES = frozenset({Stage.TIER_1, Stage.TIER_2})
_RANK = {stage: rank for rank, stage in enumerate(Stage)}

# Reasons that may lift a need, with the rung they lift it to.
LIFTS: dict[MoveReason, Stage] = {
    MoveReason.UNANSWERED: Stage.TIER_1,
    MoveReason.ANGRY: Stage.TIER_1,
    MoveReason.ACCOUNT: Stage.TIER_1,
    MoveReason.PRIVATE_DATA: Stage.TIER_1,
    MoveReason.LEGAL: Stage.TIER_1,
    MoveReason.LEAVING: Stage.TIER_1,
    MoveReason.REPEATED: Stage.TIER_1,
    MoveReason.ASKED_FOR_STAFF: Stage.TIER_1,
    MoveReason.STILL_NOT_SOLVED: Stage.TIER_1,
    MoveReason.LOW_STARS: Stage.TIER_1,
    MoveReason.REVIEWER: Stage.TIER_1,
    MoveReason.TAKEN_BACK: Stage.TIER_1,
    MoveReason.SITE_RULE: Stage.TIER_1,
    MoveReason.REP_TOOK: Stage.REP,
    MoveReason.SAFETY: Stage.TIER_2,
    MoveReason.EXPERT: Stage.TIER_2,
    MoveReason.PASSED_ON: Stage.TIER_2,
}
# Reasons that bring it down or to its end.
LANDINGS: dict[MoveReason, Stage] = {
    MoveReason.RETURNED: Stage.CROWD,
    MoveReason.REP_LEFT: Stage.CROWD,
    MoveReason.REOPENED: Stage.CROWD,
    MoveReason.SENT_BACK: Stage.TIER_1,
    MoveReason.SOLVED: Stage.RESOLVED,
    MoveReason.STAFF_SOLVED: Stage.RESOLVED,
    MoveReason.WITHDRAWN: Stage.RESOLVED,
}
# Reasons that concern only needs which are still open: what is solved stays solved.
_OPEN_ONLY = frozenset({MoveReason.UNANSWERED, MoveReason.REP_TOOK})
# From which rungs a need may come down for these reasons.
_FROM: dict[MoveReason, frozenset[Stage]] = {
    MoveReason.RETURNED: STAFF_STAGES,
    MoveReason.REP_LEFT: frozenset({Stage.REP}),
    MoveReason.REOPENED: frozenset({Stage.RESOLVED}),
    MoveReason.SENT_BACK: frozenset({Stage.TIER_2}),
}
# Moves during which the customer still waits for the first answer, as before.
WAITING_GOES_ON = frozenset({MoveReason.REP_TOOK, MoveReason.REP_LEFT})
UNANSWERED_STAGES = frozenset({Stage.CROWD, Stage.REP})  # where somebody may wait in vain
UNSEEN_STAGES = UNANSWERED_STAGES | {Stage.SELF_SERVICE}  # and who wrote elsewhere, and was shown nothing yet
WITHDRAWALS = frozenset({"by-author", "spam"})  # other reasons for hiding leave a customer who needs help
# Moves that only time made, or a rep who wanted to help: nobody said that an answer is not enough.
BY_WAITING = WAITING_GOES_ON | {MoveReason.UNANSWERED}
ANSWER_GONE = "answer-gone"  # the rule of a move after which no accepted answer can be read
UNDONE = "undone"  # the rule of a move that takes back another: it is no deed of the need's own
UNKNOWN = "unknown"  # credited where nobody can tell what helped
ENOUGH_TIMES = 2  # how often an asker says "still not solved" before staff look


def credit_of(stage: str, *, answered_by_staff: bool, answered_by_rep: bool = False) -> Stage:
    """Which rung an accepted answer is credited to in the resolution ledger.

    A customer's answer is mutual help, even while staff have the matter; that of staff belongs to their tier,
    that of the customer rep who took the matter on to the rep.
    """
    if answered_by_staff:
        return Stage(stage) if stage in STAFF_STAGES else Stage.TIER_1
    return Stage.REP if answered_by_rep else Stage.CROWD


def next_stage(stage: str, reason: MoveReason, to: Stage | None = None) -> Stage | None:
    """Where `reason` brings a need that stands on `stage`; None when it changes nothing.

    `to` is the rung of a lift whose rule a site has set otherwise. A lift never lowers: a need with specialists
    stays there when it also turns out to be angry.
    """
    now = Stage(stage)
    if reason in LANDINGS:
        target = LANDINGS[reason]
        return target if target is not now and now in _FROM.get(reason, frozenset(Stage)) else None
    target = (
        to if to in STAFF_STAGES and LIFTS.get(reason) in STAFF_STAGES else LIFTS.get(reason, Stage.CROWD)
    )
    if now is Stage.RESOLVED:
        return None if reason in _OPEN_ONLY else target
    return target if _RANK[target] > _RANK[now] else None
