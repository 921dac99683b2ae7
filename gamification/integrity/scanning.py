"""Looks at the whole site, now and then and when somebody asks, and keeps what is found."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from community.kernel import clock
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from gamification.integrity import looking, texts
from gamification.integrity.keeping import keep
from gamification.integrity.rules import Kind, Suspicion

WHILE_RUNNING: Final = timedelta(days=2)
WHILE_AWAY: Final = timedelta(days=90)
ANSWERS_AT_ONCE: Final = 200
ANSWERS_A_LOOK: Final = 1_000  # so many answers a look compares; the rest wait for the next


@dataclass
class Scanned:
    """What a scan found: suspicions by kind, and the findings they made or added to."""

    seen: Counter[str] = field(default_factory=Counter)
    findings: list[int] = field(default_factory=list)
    answers: int = 0


def scan(since: datetime | None = None, most_answers: int | None = None) -> Scanned:
    """Look at all ratings, and at answers that were not compared yet. Each finding is a transaction."""
    report = Scanned()
    waiting: list[set[int]] = []
    for suspicion in look(since):
        report.seen[suspicion.kind] += 1
        if suspicion.kind is Kind.LIMIT and any(suspicion.members <= each for each in waiting):
            continue  # the finding of the ring or pair that they belong to decides about them, too
        with unit_of_work():
            finding = keep(suspicion)
            if finding is not None:
                report.findings.append(finding.id)
                waiting.append(set(finding.members))
    _read_answers(report, most_answers)
    return report


def look(since: datetime | None = None) -> list[Suspicion]:
    """What ratings give reason to suspect, without keeping any of it. Answers are not compared."""
    return list(looking.suspicions(since))


def _read_answers(report: Scanned, most: int | None) -> None:
    least = looking.bars().words
    while most is None or report.answers < most:
        with unit_of_work():
            some = texts.unread(ANSWERS_AT_ONCE)
            found = texts.read_some(some, least) if some else []
            for suspicion in found:
                report.seen[suspicion.kind] += 1
                finding = keep(suspicion)
                if finding is not None:
                    report.findings.append(finding.id)
        report.answers += len(some)
        if len(some) < ANSWERS_AT_ONCE:
            break


class Timer:
    """Scans once an hour, or as often as the site says, of the clock it is given; a repeated look is harmless."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        every = timedelta(minutes=threshold("integrity_scan_minutes"))
        if self._last is None or abs(now - self._last) >= every:
            scan(now - (WHILE_AWAY if self._last is None else WHILE_RUNNING), ANSWERS_A_LOOK)
            self._last = now


def look_now(_payload: object) -> None:
    """The job that a burst of ratings asks for."""
    scan(clock.now() - WHILE_RUNNING, ANSWERS_A_LOOK)
