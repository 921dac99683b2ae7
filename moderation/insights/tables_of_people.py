"""The tables about helpers, coverage, what customers say, and how right decisions were."""

from collections.abc import Sequence

from community.kernel.words import N_
from moderation.insights.accuracy import Accuracy
from moderation.insights.cohorts import MONTHS, Cohort
from moderation.insights.coverage import Coverage
from moderation.insights.hours_of_week import HourGap
from moderation.insights.sheets import Column, Kind, Row, Sheet
from moderation.insights.voice import Voice


def cohorts(found: Sequence[Cohort]) -> Sheet:
    """Helpers by their first month; a cell is empty where the month has not come."""
    columns = [
        Column("month", N_("First answer in"), Kind.MONTH),
        Column("helpers", N_("Helpers")),
        *(Column(f"after_{number}_months", f"+{number}") for number in range(1, MONTHS)),
    ]
    rows: list[Row] = [
        (each.month, each.size, *each.later, *([None] * (MONTHS - 1 - len(each.later)))) for each in found
    ]
    return Sheet(columns, rows)


def coverage(found: Coverage) -> Sheet:
    """The most asked tags."""
    columns = (
        Column("tag", N_("Tag"), Kind.TAG),
        Column("asked", N_("Asked")),
        Column("expected_a_week", N_("Expected a week")),
        Column("active_helpers", N_("Active helpers")),
        Column("answered_a_week", N_("Questions answered a week")),
        Column("expected_each", N_("Questions a helper")),
        Column("in_time_share", N_("Share in time"), Kind.SHARE),
    )
    rows: list[Row] = [
        (each.name, each.asked, each.expected, each.helpers, each.answered, each.each, each.in_time.share)
        for each in found.tags
    ]
    return Sheet(columns, rows)


def hours(found: Coverage) -> Sheet:
    """Every hour of the week in which something was asked, the worst first."""
    columns = (
        Column("weekday", N_("Weekday"), Kind.WEEKDAY),
        Column("hour", N_("Hour"), Kind.HOUR),
        Column("asked", N_("Asked")),
        Column("late", N_("Without an answer in time")),
    )
    return Sheet(columns, [_hour(each) for each in found.hours], shown=24)


def _hour(gap: HourGap) -> Row:
    return (str(gap.day), gap.hour, gap.asked, gap.late)


def voice(found: Voice) -> Sheet:
    """Topic, mood, channel and week."""
    columns = (
        Column("topic", N_("Topic"), Kind.TAG),
        Column("channel", N_("Channel"), Kind.WORD),
        Column("mood", N_("Mood"), Kind.WORD),
        Column("week", N_("Week from"), Kind.DAY),
        Column("questions", N_("Questions")),
    )
    last = len(found.starts) - 1
    rows: list[Row] = [
        (each.topic, each.channel, each.mood, found.starts[min(each.week, last)], each.count)
        for each in found.heard
    ]
    return Sheet(columns, rows, shown=30)


def quotes(found: Voice) -> Sheet:
    """What the newest unhappy ones wrote."""
    columns = (
        Column("question", N_("Question"), Kind.TEXT),
        Column("asked_at", N_("Asked on"), Kind.DAY),
        Column("mood", N_("Mood"), Kind.WORD),
        Column("words", N_("Words"), Kind.TEXT),
    )
    rows: list[Row] = [(str(each.question_id), each.at, each.mood, each.words) for each in found.quotes]
    return Sheet(columns, rows, stacked=True)


def rules(found: Accuracy) -> Sheet:
    """How right each rule was."""
    columns = (
        Column("rule", N_("Rule"), Kind.WORD),
        Column("raised", N_("Raised")),
        Column("right", N_("Right")),
        Column("wrong", N_("Wrong")),
        Column("precision", N_("Precision"), Kind.SHARE),
        Column("at_least", N_("At least"), Kind.SHARE),
        Column("at_most", N_("At most"), Kind.SHARE),
    )
    rows: list[Row] = []
    for line in found.lines:
        it = line.precision
        low, high = it.interval if it.judged else (None, None)
        rows.append((line.slug, it.raised, it.right, it.wrong, it.share, low, high))
    return Sheet(columns, rows)


def reviews(found: Accuracy) -> Sheet:
    """How right reviewers were, together."""
    columns = (
        Column("what", N_("What"), Kind.WORD),
        Column("right", N_("Right")),
        Column("all", N_("All")),
        Column("share", N_("Share right"), Kind.SHARE),
    )
    rows: list[Row] = [
        (what, good, total, good / total if total else None)
        for what, good, total in (
            ("decisions", found.reviews.right, found.reviews.decided),
            ("spot-checks", found.passed, found.checks),
        )
    ]
    return Sheet(columns, rows)
