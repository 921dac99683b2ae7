"""One message in, everything triage has to say about it out."""

import math
from types import MappingProxyType

from moderation.triage import pii, priority, route, verdict
from moderation.triage.records import Analysis, Message, PrivateSpan, Reason, Score, Verdict
from moderation.triage.scores import Scores

# `quality` is the one score where low is bad, and `service` is a matter of course: they speak in their own way.
_QUIET = frozenset({"service", "quality"})


def analyse(message: Message) -> Analysis:
    """Scores of every detector, private data, verdict, route, priority and the reasons; a pure function of `message`.

    `analysis.detectors["anger"].value >= 0.5` means angry, and so on for each slug of `catalogue.DETECTORS` and
    for `pii`. English and Chinese are judged in full; of other languages only form, known words and private data.
    """
    asked = Scores(message)
    reading = asked.reading
    found = pii.find(message.text)
    in_title = pii.find(message.title)
    scores = {**asked, "pii": _private(found + in_title)}
    decided = verdict.decide(message, scores)
    anger = scores["anger"].value
    grave = priority.severity(scores)
    reach = priority.influence(message.followers, message.author_level or 0)
    waited = priority.waiting(message.waiting_minutes)
    novice = bool(reading.sums.get("novice")) and not reading.sums.get("expert")
    return Analysis(
        lang=reading.lang,
        detectors=MappingProxyType(scores),
        verdict=decided,
        route=route.choose(message, scores, decided, size=reading.size, novice=novice),
        priority=priority.band(
            severity=grave, anger=anger, waited_minutes=message.waiting_minutes, influence=reach
        ),
        priority_points=priority.points(severity=grave, anger=anger, waiting=waited, influence=reach),
        reasons=_reasons(scores, decided),
        pii=found,
    )


def shown(value: float) -> float:
    """A score with four places, cut rather than rounded, so that what is shown as 0.5 has fired."""
    return math.floor(value * 10_000) / 10_000


def _private(found: tuple[PrivateSpan, ...]) -> Score:
    kinds = tuple(sorted({span.kind for span in found}))
    return Score(1.0 if kinds else 0.0, kinds)


def _reasons(scores: dict[str, Score], decided: Verdict) -> tuple[Reason, ...]:
    told = [
        Reason(slug, shown(score.value), score.evidence)
        for slug, score in scores.items()
        if score.fired and slug not in _QUIET
    ]
    quality = scores["quality"]
    if not quality.fired and decided is not Verdict.PUBLISH:
        told.append(Reason("quality", shown(quality.value), quality.evidence))
    return tuple(sorted(told, key=lambda reason: -reason.score))
