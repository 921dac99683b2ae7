"""Every escalation rule."""

from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from community.routing.rules import MoveReason
from moderation.escalation import rules
from moderation.escalation.rules import TIER_1, TIER_2, EscalationRule

RULES: Final = Catalogue(
    [
        EscalationRule(
            slug="safety",
            title=N_("May be dangerous"),
            tier=TIER_2,
            team="safety",
            reason=MoveReason.SAFETY,
            detects=rules.detector("safety"),
            severity=1.0,
            bound=0.5,
        ),
        EscalationRule(
            slug="expert-level",
            title=N_("Needs an expert"),
            tier=TIER_2,
            team="specialists",
            reason=MoveReason.EXPERT,
            detects=rules.expert_question,
            severity=0.45,
            bound=0.5,
            presets={"seed": {"bound": 0.45}, "mature": {"bound": 0.6}},
        ),
        EscalationRule(
            slug="legal-or-media",
            title=N_("Threatens with lawyers, authorities or the press"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.LEGAL,
            detects=rules.detector("legal"),
            severity=0.8,
            bound=0.5,
        ),
        EscalationRule(
            slug="angry-complaint",
            title=N_("Angry complaint"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.ANGRY,
            detects=rules.angry_complaint,
            severity=0.6,
            bound=0.5,
        ),
        EscalationRule(
            slug="private-data",
            title=N_("Shows private data"),
            tier=TIER_1,
            team="accounts",
            reason=MoveReason.PRIVATE_DATA,
            detects=rules.detector("pii"),
            severity=0.5,
        ),
        EscalationRule(
            slug="account-specific",
            title=N_("About one account or order"),
            tier=TIER_1,
            team="accounts",
            reason=MoveReason.ACCOUNT,
            detects=rules.detector("account"),
            severity=0.5,
            bound=0.5,
        ),
        EscalationRule(
            slug="leaving",
            title=N_("Wants to leave"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.LEAVING,
            detects=rules.detector("churn"),
            severity=0.5,
            bound=0.5,
            presets={"mature": {"bound": 0.6}},
        ),
        EscalationRule(
            slug="repeated-contact",
            title=N_("Had to ask again"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.REPEATED,
            detects=rules.repeated_contact,
            severity=0.45,
        ),
        EscalationRule(
            slug="still-not-solved",
            title=N_("Still not solved"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.STILL_NOT_SOLVED,
            detects=rules.said_by_people,
            severity=0.45,
        ),
        EscalationRule(
            slug="low-stars",
            title=N_("The asker gave every answer few stars"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.LOW_STARS,
            detects=rules.all_stars_low,
            severity=0.4,
        ),
        EscalationRule(
            slug="unanswered",
            title=N_("Nobody has answered"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.UNANSWERED,
            detects=rules.unanswered,
            severity=0.3,
        ),
        EscalationRule(
            slug="asked-for-staff",
            title=N_("Somebody asked for staff"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.ASKED_FOR_STAFF,
            detects=rules.said_by_people,
            severity=0.35,
        ),
        EscalationRule(
            slug="reviewer",
            title=N_("Sent by a moderator"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.REVIEWER,
            detects=rules.said_by_people,
            severity=0.4,
        ),
        EscalationRule(
            slug="passed-on",
            title=N_("Passed on by an agent"),
            tier=TIER_2,
            team="specialists",
            reason=MoveReason.PASSED_ON,
            detects=rules.said_by_people,
            severity=0.45,
        ),
        EscalationRule(
            slug="taken-back",
            title=N_("Taken up again"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.TAKEN_BACK,
            detects=rules.said_by_people,
            severity=0.4,
        ),
        EscalationRule(
            slug="sent-back",
            title=N_("Sent back by the specialists"),
            tier=TIER_1,
            team="care",
            reason=MoveReason.SENT_BACK,
            detects=rules.said_by_people,
            severity=0.4,
        ),
    ]
)

SILENCE: Final = "unanswered"  # the rule that only the clock asks
BY_REASON: Final = {rule.reason: rule for rule in RULES}
