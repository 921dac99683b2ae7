"""What is looked for, what it means, how grave it is, and which numbers of the site decide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from gamification.integrity.rules import Kind


class Severity(StrEnum):
    """How grave a kind is if it is true."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Detector:
    """One thing that is looked for. `settings` names the thresholds that a site may tune."""

    slug: str
    title: str
    meaning: str
    severity: Severity
    settings: tuple[str, ...]


DETECTORS: Final = Catalogue(
    [
        Detector(
            Kind.RING,
            N_("Ring"),
            N_("Several members whose ratings mostly go round among themselves."),
            Severity.HIGH,
            ("integrity_ring_ratings",),
        ),
        Detector(
            Kind.RECIPROCITY,
            N_("Pair"),
            N_("Two members who rate each other far more than others do in the same matters."),
            Severity.HIGH,
            ("integrity_pair_ratings",),
        ),
        Detector(
            Kind.LIMIT,
            N_("Pair at the limit"),
            N_(
                "Two members whose mutual ratings are more than the agreed part of either's. Nothing between "
                "them counts until somebody has looked; by itself it is no accusation."
            ),
            Severity.LOW,
            ("mutual_ratings_least", "mutual_ratings_part"),
        ),
        Detector(
            Kind.BURST,
            N_("Burst"),
            N_(
                "Many ratings for one author within minutes or hours, far beyond what is usual for those who gave them."
            ),
            Severity.MEDIUM,
            ("integrity_burst_ratings",),
        ),
        Detector(
            Kind.NEW_ACCOUNTS,
            N_("New accounts for one author"),
            N_("Several new accounts that gave most of their ratings to the same author."),
            Severity.HIGH,
            ("integrity_new_accounts",),
        ),
        Detector(
            Kind.COPIED,
            N_("Copied answers"),
            N_(
                "Answers in somebody else's words, or the same answer posted again and again. "
                "Quotes and short answers are left out."
            ),
            Severity.MEDIUM,
            ("integrity_copied_words",),
        ),
    ]
)
