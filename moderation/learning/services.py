"""Trying what the decisions teach, keeping it, and forgetting it again."""

from collections.abc import Iterator
from pathlib import Path

from community.kernel import clock
from moderation.learning import queries, rules
from moderation.learning.queries import Outcome
from moderation.learning.rules import Decided, Trial
from moderation.triage import corrections
from moderation.triage.catalogue import DETECTORS
from moderation.triage.corrections import Correction
from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Message

# The reason by which people say that a detector's warning was right.
REASON_OF = {"spam": "spam", "abuse": "abuse", "quality": "low-quality"}


def folder(data_dir: Path) -> Path:
    """Where a site keeps what it has learnt."""
    return data_dir / "models"


def decided(slug: str, outcomes: list[Outcome]) -> Iterator[Decided]:
    """Outcomes that speak about one detector: found fine, or refused for its very reason; by shipped weights."""
    for outcome in outcomes:
        if outcome.reason not in {None, REASON_OF[slug]}:
            continue
        message = Message(text=outcome.body, title=outcome.title, kind=Kind(outcome.kind), author_level=0)
        reading = Reading(message)
        score = DETECTORS[slug](reading)
        yield Decided(f"{outcome.title}\n{outcome.body}", score, reading.features, outcome.reason is not None)


def trial(slug: str) -> Trial | None:
    """What learning from all decisions would change for a detector; None where they are too few."""
    found = list(decided(slug, queries.outcomes()))
    return rules.trial(slug, found, made_on=clock.now().date().isoformat())


def keep(data_dir: Path, correction: Correction) -> Path:
    """Write a correction where the site finds it at its next start."""
    return corrections.save(folder(data_dir), correction)


def kept(data_dir: Path) -> tuple[dict[str, Correction], list[str]]:
    """What the site has learnt and kept, and what is wrong with files that cannot be read."""
    return corrections.load_all(folder(data_dir))


def forget(data_dir: Path, slugs: list[str]) -> list[str]:
    """Return to the shipped weights; which corrections were there."""
    gone = [slug for slug in slugs if (folder(data_dir) / f"{slug}{corrections.ENDING}").exists()]
    for slug in gone:
        (folder(data_dir) / f"{slug}{corrections.ENDING}").unlink()
    return gone
