"""The pictures of docs/simulation.md."""

from collections.abc import Mapping, Sequence

from community.routing.rules import UNKNOWN, Stage
from tests.simulation import drawing
from tests.simulation.drawing import Line, Panel
from tests.simulation.measures import ENDS, PROMPT, WORKING_DAY, Measures
from tests.simulation.needs import NOBODY

LOOKS = {"ladder": 0, "desk-only": 1, "crowd-only": 2, "no-rings": 3}
NAMES = {
    Stage.SELF_SERVICE.value: "found by themselves",
    Stage.CROWD.value: "community",
    Stage.TIER_1.value: "tier 1",
    Stage.TIER_2.value: "tier 2",
    UNKNOWN: "unknown",
    NOBODY: "nobody",
}
_WAITS = [(0.1, "6 min"), (0.5, "30 min"), (2.0, "2 h"), (8.0, "8 h"), (24.0, "1 day"), (72.0, "3 days")]
_SHARES = [(0.0, "0 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "100 %")]
_HOURS = [(float(hour), f"{hour}:00") for hour in (0, 6, 12, 18)] + [(23.0, "23:00")]


def drawn(main: Sequence[Measures], by_staff: Mapping[str, Sequence[Measures]]) -> dict[str, str]:
    """File names with their pictures."""
    return {
        "simulation-answered.svg": answered(main),
        "simulation-stages.svg": stages(main),
        "simulation-waiting.svg": waiting(main),
        "simulation-staff.svg": staffing(by_staff),
    }


def answered(main: Sequence[Measures]) -> str:
    names = ("within 2 hours", "within 2 service hours", "within a working day")
    rows = [
        (
            m.title,
            (m.waits.within(PROMPT), m.service_waits.within(PROMPT), m.service_waits.within(WORKING_DAY)),
        )
        for m in main
    ]
    told = "; ".join(f"{label}: " + ", ".join(f"{share:.0%}" for share in shares) for label, shares in rows)
    description = f"Shares answered {', '.join(names)}. {told}."
    return drawing.grouped("Who gets a first answer how soon", description, names, rows)


def stages(main: Sequence[Measures]) -> str:
    rows = [(m.title, [m.ends[end] for end in ENDS]) for m in main]
    names = [NAMES[end] for end in ENDS]
    told = "; ".join(
        f"{label}: " + ", ".join(f"{name} {share:.0%}" for name, share in zip(names, shares, strict=True))
        for label, shares in rows
    )
    return drawing.stacked("Who solves the needs of a year", f"{told}.", names, rows)


def waiting(main: Sequence[Measures]) -> str:
    panels = []
    for title, share, left in (("Half wait at most", 0.5, 66.0), ("Nine of ten wait at most", 0.9, 440.0)):
        lines = [
            Line(m.title, [(hour, waits.at(share)) for hour, waits in enumerate(m.by_hour)], LOOKS[m.slug])
            for m in main
        ]
        panels.append((Panel(title, left, 296.0, _HOURS, _WAITS, logarithmic=True), lines))
    told = "; ".join(
        f"{m.title}: half wait {duration(m.by_hour[10].at(0.5))} when asking at 10:00 and {duration(m.by_hour[22].at(0.5))} at 22:00"
        for m in main
    )
    note = (
        "By the hour of asking, on the desk's clock. What is not drawn is longer than three days, or never."
    )
    return drawing.curves("Waiting for the first answer, by hour of the day", f"{told}.", panels, note)


def staffing(by_staff: Mapping[str, Sequence[Measures]]) -> str:
    lines = {
        hours: [
            Line(
                runs[0].title,
                [(run.numbers.tier_1, run.service_waits.within(hours)) for run in runs],
                LOOKS[slug],
            )
            for slug, runs in by_staff.items()
        ]
        for hours in (PROMPT, WORKING_DAY)
    }
    counts = [run.numbers.tier_1 for run in next(iter(by_staff.values()))]
    ticks = [(float(count), str(count)) for count in counts]
    panels = [
        (Panel("Answered within 2 service hours", 66.0, 296.0, ticks, _SHARES), lines[PROMPT]),
        (Panel("Answered within a working day", 440.0, 296.0, ticks, _SHARES), lines[WORKING_DAY]),
    ]
    told = "; ".join(
        f"{runs[0].title}: "
        + ", ".join(
            f"{run.numbers.tier_1} agents {run.service_waits.within(WORKING_DAY):.0%}" for run in runs
        )
        for runs in by_staff.values()
    )
    description = f"Share answered within a working day. {told}."
    return drawing.curves(
        "How many agents of tier 1 it takes",
        description,
        panels,
        "Along the bottom: agents of tier 1. Two specialists of tier 2 in all cases.",
    )


def duration(hours: float) -> str:
    """A wait in words."""
    if hours > 24 * 365:
        return "for ever"
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours:.1f} h" if hours >= 1 else f"{hours * 60:.0f} min"
