"""The tables of docs/simulation.md, as rows of words; the first row is the head."""

from collections.abc import Callable, Mapping, Sequence

from community.routing.rules import Stage
from tests.simulation import rates
from tests.simulation.measures import ENDS, PROMPT, WORKING_DAY, Measures
from tests.simulation.pictures import NAMES, duration

Tables = Mapping[str, Sequence[Measures]]
Rows = list[list[str]]
HALF, MOST = 0.5, 0.9
SOON = ("within 2 hours", "within 2 service hours", "within a working day")
EVER = 1e6  # hours


def all_tables(tables: Tables) -> dict[str, Rows]:
    """Each by its name on the page."""
    return {
        "communities": _communities(),
        "check": _check(tables["main"]),
        "answered": _answered(tables["main"]),
        "stages": _stages(tables["main"]),
        "hours": _hours(tables["main"]),
        "staff": _staff(tables),
        "invited": _varied(
            tables["invited"], "an invitation brings", lambda run: f"{run.numbers.invited:g} ×"
        ),
        "chance": _varied(tables["chance"], "seed", lambda run: str(run.numbers.seed)),
        "patience": _varied(
            tables["patience"], "patience", lambda run: f"{run.numbers.patience_minutes:g} min"
        ),
    }


def _communities() -> Rows:
    rows = [["community", "questions", "days", "answered", "within 2 h", "within a day", "half wait at most"]]
    rows += [
        [
            each.name,
            str(each.questions),
            str(each.days),
            *(_percent(share) for share in (each.answered, each.within_2_hours, each.within_a_day)),
            duration(each.median_hours),
        ]
        for each in rates.kept().communities
    ]
    return rows


def _check(main: Sequence[Measures]) -> Rows:
    """What the crowd of the simulation does when left alone, beside what was measured."""
    told = rates.kept().communities
    count = sum(each.questions for each in told)
    sums = (
        sum(each.questions * each.answered for each in told),
        sum(each.questions * each.within_2_hours for each in told),
        sum(each.questions * each.within_a_day for each in told),
    )
    alone = next(run.alone for run in main if run.slug == "crowd-only")
    return [
        ["", "answered", "within 2 h", "within a day"],
        ["measured", *(_percent(each / count) for each in sums)],
        ["simulated, community alone", *(_percent(alone.within(hours)) for hours in (EVER, PROMPT, 24))],
    ]


def _answered(main: Sequence[Measures]) -> Rows:
    rows = [["", *SOON, "never", "half wait at most", "nine of ten"]]
    rows += [
        [
            run.title,
            *map(_percent, _soon(run)),
            _percent(run.never),
            *(duration(run.waits.at(share)) for share in (HALF, MOST)),
        ]
        for run in main
    ]
    return rows


def _stages(main: Sequence[Measures]) -> Rows:
    head = [
        "",
        *(NAMES[end] for end in ENDS),
        "staff hours a year",
        "load of tier 1",
        "of tier 2",
        "invitations a need",
    ]
    rows = [head]
    for run in main:
        agents = {"tier-1": run.numbers.tier_1, "tier-2": run.numbers.tier_2}
        rows.append(
            [
                run.title,
                *(_percent(run.ends[end]) for end in ENDS),
                f"{run.all_staff_hours:,.0f}",
                *(_percent(run.staff_hours[tier] / count / run.year_hours) for tier, count in agents.items()),
                f"{run.invitations / run.needs:.1f}",
            ]
        )
    return rows


def _hours(main: Sequence[Measures]) -> Rows:
    rows = [["asked at", *(f"{run.title}: half / nine of ten" for run in main)]]
    for hour in range(0, 24, 3):
        cells = [
            f"{duration(run.by_hour[hour].at(HALF))} / {duration(run.by_hour[hour].at(MOST))}" for run in main
        ]
        rows.append([f"{hour}:00", *cells])
    return rows


def _staff(tables: Tables) -> Rows:
    found = {runs[0].title: runs for name, runs in tables.items() if name.startswith("staff ")}
    rows = [["agents of tier 1", *(f"{title}: 2 service hours / working day" for title in found)]]
    for at, run in enumerate(next(iter(found.values()))):
        cells = [
            f"{_percent(runs[at].service_waits.within(PROMPT))} / {_percent(runs[at].service_waits.within(WORKING_DAY))}"
            for runs in found.values()
        ]
        rows.append([str(run.numbers.tier_1), *cells])
    return rows


def _varied(runs: Sequence[Measures], head: str, label: Callable[[Measures], str]) -> Rows:
    rows = [[head, *SOON, "solved by the community", "by staff", "staff hours a year"]]
    rows += [
        [
            label(run),
            *map(_percent, _soon(run)),
            _percent(run.ends[Stage.CROWD]),
            _percent(run.by_staff),
            f"{run.all_staff_hours:,.0f}",
        ]
        for run in runs
    ]
    return rows


def _soon(run: Measures) -> tuple[float, float, float]:
    return run.waits.within(PROMPT), run.service_waits.within(PROMPT), run.service_waits.within(WORKING_DAY)


def _percent(share: float) -> str:
    return f"{share:.1%}"
