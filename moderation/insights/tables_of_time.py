"""The tables about answers in time, waits, outcomes and the ledger."""

from collections.abc import Sequence

from community.kernel.words import N_
from moderation.insights.misses import SHOWN, Miss
from moderation.insights.outcomes import OutcomeWeek, SurveyWeek
from moderation.insights.promised import Answered
from moderation.insights.sheets import Asked, Column, Kind, Row, Sheet
from moderation.insights.waits import MINUTE, WaitWeek
from moderation.resolutions.rules import CREDITS, Period

WEEK = Column("week", N_("Week from"), Kind.DAY)


def answered(found: Answered) -> Sheet:
    """Answers in time, by both clocks."""
    columns = (
        WEEK,
        Column("asked", N_("Asked")),
        Column("in_time", N_("In time")),
        Column("share", N_("Share in time"), Kind.SHARE),
        Column("service_asked", N_("Asked, by hours of service")),
        Column("service_in_time", N_("In time, by hours of service")),
        Column("service_share", N_("Share, by hours of service"), Kind.SHARE),
    )
    rows: list[Row] = []
    for each in found.weeks:
        service: Row = (None, None, None)
        if each.service is not None:
            service = (each.service.total, each.service.good, each.service.share)
        rows.append((each.start, each.calendar.total, each.calendar.good, each.calendar.share, *service))
    return Sheet(columns, rows)


def misses(found: Sequence[Miss]) -> Sheet:
    """Questions without an answer in time."""
    columns = (
        Column("question", N_("Question"), Kind.QUESTION),
        Column("asked_at", N_("Asked on"), Kind.DAY),
        Column("waited_minutes", N_("Waited"), Kind.MINUTES),
        Column("answered", N_("Answered"), Kind.WORD, in_file_only=True),
        Column("tags", N_("Tags"), Kind.TEXT),
        Column("why", N_("Why"), Kind.WORD),
        Column("helpers_called", N_("Helpers called"), in_file_only=True),
    )
    rows: list[Row] = [
        (
            Asked(each.question_id, each.title, each.lang),
            each.asked_at,
            round(each.waited.total_seconds() / MINUTE, 1),
            "yes" if each.answered else "no",
            each.tags,
            each.why,
            each.invited,
        )
        for each in found
    ]
    return Sheet(columns, rows, shown=SHOWN, stacked=True)


def waits(found: Sequence[WaitWeek]) -> Sheet:
    """Waits for the first answer."""
    columns = (
        WEEK,
        Column("answered", N_("Answered")),
        Column("unanswered", N_("Without an answer")),
        Column("median_minutes", N_("Half waited at most"), Kind.MINUTES),
        Column("ninetieth_minutes", N_("Nine of ten waited at most"), Kind.MINUTES),
    )
    rows: list[Row] = [
        (each.start, each.answered, each.unanswered, each.middle, each.ninetieth) for each in found
    ]
    return Sheet(columns, rows)


def outcomes(found: Sequence[OutcomeWeek]) -> Sheet:
    """Solved, and opened again."""
    columns = (
        WEEK,
        Column("asked", N_("Asked")),
        Column("resolved", N_("Solved")),
        Column("resolved_share", N_("Share solved"), Kind.SHARE),
        Column("ever_resolved", N_("Ever solved")),
        Column("reopened", N_("Opened again")),
        Column("reopened_share", N_("Share opened again"), Kind.SHARE),
    )
    rows: list[Row] = [
        (
            each.start,
            each.resolved.total,
            each.resolved.good,
            each.resolved.share,
            each.reopened.total,
            each.reopened.good,
            each.reopened.share,
        )
        for each in found
    ]
    return Sheet(columns, rows)


def satisfaction(found: Sequence[SurveyWeek]) -> Sheet:
    """What customers expected and got."""
    columns = (
        WEEK,
        Column("asked", N_("Surveys sent")),
        Column("answered", N_("Answered")),
        Column("expected", N_("Expected")),
        Column("experienced", N_("Experienced")),
        Column("satisfaction", N_("Satisfaction")),
    )
    return Sheet(
        columns,
        [
            (each.start, each.asked, each.answered, each.expected, each.experienced, each.satisfaction)
            for each in found
        ],
    )


def ledger(found: Sequence[Period]) -> Sheet:
    """Who helped, period by period."""
    heads = (
        N_("Self-service"),
        N_("Mutual help"),
        N_("Customer rep"),
        N_("Support team"),
        N_("Specialist"),
        N_("Nobody can tell"),
    )
    columns = [
        Column("from", N_("Beginning"), Kind.DAY),
        *(Column(credit, head) for credit, head in zip(CREDITS, heads, strict=True)),
        Column("total", N_("All")),
    ]
    rows: list[Row] = [
        (each.start, *(each.counts.get(credit, 0) for credit in CREDITS), each.total) for each in found
    ]
    return Sheet(columns, rows)
