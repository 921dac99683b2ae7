"""Hours, holidays and spans of time as people write them: read, told again, and refused with a sentence."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.errors import Invalid
from moderation.sla import checking, written
from moderation.sla.checking import WEEKDAYS, CalendarDraft, PolicyDraft, Wrong
from moderation.sla.rules import Conditions


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("9-17", [(540, 1020)]),
        ("09:00-12:00, 13:00-18:00", [(540, 720), (780, 1080)]),
        ("13:00–18:00；9:00—12:00", [(540, 720), (780, 1080)]),
        ("９：００至１２：００、１３：３０至１８：００", [(540, 720), (810, 1080)]),
        ("0:00-24:00", [(0, 1440)]),
        ("22:00-06:00+1", [(1320, 1800)]),
        ("9:00-12:00 12:00-18:00", [(540, 720), (720, 1080)]),
    ],
)
def test_ranges_are_read(text: str, ranges: list[tuple[int, int]]) -> None:
    assert written.read_ranges(text, "monday") == ranges


def test_a_long_holiday_is_told_in_lines_that_can_be_kept_again() -> None:
    typed = "2026-07-01..2026-08-15 Summer\n2026-08-16..2026-09-20 Summer"
    kept = written.read_holidays(typed)
    assert written.read_holidays(written.told_holidays(kept)) == kept


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nine to five", "no range of hours"),
        ("9:00-12:00 and more", "no range of hours"),
        ("17:00-9:00", "ends before it begins"),
        ("9:00-9:00", "ends before it begins"),
        ("9:00-25:00", "no day has"),
        ("9:61-12:00", "no day has"),
        ("8:00-9:00+1", "longer than a day"),
        ("9:00-13:00, 12:00-17:00", "overlap"),
    ],
)
def test_what_is_no_range_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        written.read_ranges(text, "monday")
    assert refused.value.field == "monday"


@st.composite
def _weeks(draw: st.DrawFn) -> list[tuple[int, int]]:
    marks = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=8)))
    return [(begin, end) for begin, end in zip(marks[::2], marks[1::2], strict=False) if begin < 1440]


@given(_weeks())
def test_ranges_are_told_as_they_are_read(ranges: list[tuple[int, int]]) -> None:
    assert written.read_ranges(written.told_ranges(ranges), "monday") == ranges


HOLIDAYS = """2026-10-01..2026-10-03 国庆节
*-12-25 Christmas Day
2027-01-01"""


def test_holidays_are_read_and_told() -> None:
    kept = written.read_holidays(HOLIDAYS)
    assert [(each["day"], each["yearly"]) for each in kept] == [
        ("2026-10-01", False),
        ("2026-10-02", False),
        ("2026-10-03", False),
        ("2027-01-01", False),
        ("2000-12-25", True),
    ]
    assert written.read_holidays(written.told_holidays(kept)) == kept
    assert "2026-10-01..2026-10-03 国庆节" in written.told_holidays(kept)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Christmas", "Line 1: “Christmas” does not begin"),
        ("2026-10-01\n\n2026-13-01", "Line 3: there is no such day"),
        ("2026-10-07..2026-10-01", "earlier to a later day"),
        ("2026-01-01..2026-12-31", "60 days"),
        ("*-12-24..2026-12-26", "earlier to a later day"),
        ("2027-02-29", "no such day"),
    ],
)
def test_what_is_no_holiday_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        written.read_holidays(text)


def test_extra_days_have_hours_of_their_own_or_the_usual_ones() -> None:
    kept = written.read_extra("2026-10-10 09:00-12:00, 13:00-18:00 国庆调休\n2026-02-14 春节调休")
    assert [(each["day"], each["ranges"], each["name"]) for each in kept] == [
        ("2026-02-14", [], "春节调休"),
        ("2026-10-10", [[540, 720], [780, 1080]], "国庆调休"),
    ]
    assert written.read_extra(written.told_extra(kept)) == kept


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("4:00", 240), ("0:30", 30), ("4h", 240), ("90m", 90), ("1h 30m", 90), ("90 min", 90), ("", None)],
)
def test_lengths_are_read(text: str, minutes: int | None) -> None:
    assert written.read_minutes(text, "resolution", 6000) == minutes
    assert written.read_minutes(written.told_minutes(minutes), "resolution", 6000) == minutes


@pytest.mark.parametrize("text", ["4", "soon", "0:00", "1:75", "101:00", "-1:00", "h", "4.5h"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="hours and minutes"):
        written.read_minutes(text, "resolution", 6000)


def draft(week: Mapping[str, str], **given_: str) -> CalendarDraft:
    return CalendarDraft(**{"name": "Berlin", "zone": "Europe/Berlin", "week": week, **given_})  # type: ignore[arg-type]


def test_a_calendar_that_works_is_taken() -> None:
    values = checking.checked_calendar(
        draft({"monday": "9-12, 13-17", "friday": "22:00-06:00+1"}, extra="2026-10-10 make-up")
    )
    assert values["hours"][0] == [[540, 720], [780, 1020]]
    assert values["hours"][4] == [[1320, 1800]]
    assert values["extra"][0]["ranges"] == [[540, 720], [780, 1020]]


@pytest.mark.parametrize(
    ("given_", "field", "why"),
    [
        ({"week": {}}, "monday", "at least one day"),
        ({"zone": "Middle/Earth"}, "zone", "no time zone"),
        ({"name": " "}, "name", "a name"),
        ({"week": {"monday": "22:00-10:00+1", "tuesday": "9-17"}}, "monday", "reaches into"),
        ({"week": {"sunday": "22:00-10:00+1", "monday": "9-17"}}, "sunday", "reaches into"),
        (
            {
                "holidays": "\n".join(f"*-{m:02}-01..*-{m:02}-28" for m in range(1, 13))
                + "\n"
                + "\n".join(
                    f"*-{m:02}-{d}"
                    for m in range(1, 13)
                    for d in (29, 30, 31)
                    if d <= 29 + (m != 2) + (m in {1, 3, 5, 7, 8, 10, 12})
                )
            },
            "holidays",
            "no working day",
        ),
    ],
)
def test_a_calendar_that_does_not_work_is_refused(given_: dict[str, object], field: str, why: str) -> None:
    with pytest.raises(Wrong, match=why) as refused:
        checking.checked_calendar(draft(**{"week": {"monday": "9-17"}, **given_}))  # type: ignore[arg-type]
    assert field in [each.field for each in refused.value.problems]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Wrong) as refused:
        checking.checked_calendar(draft(dict.fromkeys(WEEKDAYS, "x"), zone="?", holidays="!"))
    assert len(refused.value.problems) == 9


def test_a_policy_asks_for_something_unless_it_is_the_last() -> None:
    asked = PolicyDraft(name="Gold", calendar_id=1, resolution="8:00", warn="share", warn_at="80 %")
    assert checking.checked_policy(asked, fallback=True)["warn_share"] == 80
    with pytest.raises(Wrong, match="for which cases"):
        checking.checked_policy(asked, fallback=False)
    gold = PolicyDraft(
        name="Gold", calendar_id=1, conditions=Conditions(levels=(4,)), warn="minutes", warn_at="x"
    )
    with pytest.raises(Wrong, match="how many minutes"):
        checking.checked_policy(gold, fallback=False)
