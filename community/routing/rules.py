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
    MoveReason.SAFETY: Stage.TIER_2,
    MoveReason.EXPERT: Stage.TIER_2,
    MoveReason.PASSED_ON: Stage.TIER_2,
}
# Reasons that bring it down or to its end.
LANDINGS: dict[MoveReason, Stage] = {
    MoveReason.RETURNED: Stage.CROWD,
    MoveReason.REOPENED: Stage.CROWD,
    MoveReason.SENT_BACK: Stage.TIER_1,
    MoveReason.SOLVED: Stage.RESOLVED,
    MoveReason.STAFF_SOLVED: Stage.RESOLVED,
    MoveReason.WITHDRAWN: Stage.RESOLVED,
}
UNKNOWN = "unknown"  # credited where nobody can tell what helped
ENOUGH_TIMES = 2  # how often an asker says "still not solved" before staff look


def credit_of(stage: str, *, answered_by_staff: bool) -> Stage:
    """Which rung an accepted answer is credited to in the resolution ledger.

    A customer's answer is mutual help, even while staff have the matter; that of staff belongs to their tier.
    """
    if not answered_by_staff:
        return Stage.CROWD
    return Stage(stage) if stage in STAFF_STAGES else Stage.TIER_1


def next_stage(stage: str, reason: MoveReason) -> Stage | None:
    """Where `reason` brings a need that stands on `stage`; None when it changes nothing.

    A lift never lowers: a need with specialists stays there when it also turns out to be angry.
    """
    if reason in LANDINGS:
        target = LANDINGS[reason]
        if reason is MoveReason.REOPENED and stage != Stage.RESOLVED:
            return None
        if reason is MoveReason.RETURNED and stage not in STAFF_STAGES:
            return None
        if reason is MoveReason.SENT_BACK and stage != Stage.TIER_2:
            return None
        return target if target != stage else None
    target = LIFTS.get(reason, Stage.CROWD)
    if stage == Stage.RESOLVED and reason is MoveReason.UNANSWERED:
        return None
    return target if stage == Stage.RESOLVED or _RANK[target] > _RANK[Stage(stage)] else None
