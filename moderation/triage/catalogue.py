"""Every detector by its slug, in the order in which reasons are told."""

from collections.abc import Callable

from moderation.triage.detectors import (
    abuse,
    account,
    anger,
    churn,
    complaint,
    expertise,
    gibberish,
    legal,
    quality,
    safety,
    service,
    spam,
)
from moderation.triage.reading import Reading
from moderation.triage.records import Score

DETECTORS: dict[str, Callable[[Reading], Score]] = {
    "safety": safety.detect,
    "legal": legal.detect,
    "anger": anger.detect,
    "complaint": complaint.detect,
    "churn": churn.detect,
    "account": account.detect,
    "expertise": expertise.detect,
    "spam": spam.detect,
    "abuse": abuse.detect,
    "gibberish": gibberish.detect,
    "quality": quality.detect,
    "service": service.detect,
}
"""`pii` joins these in an Analysis: its score says whether private data was found."""
