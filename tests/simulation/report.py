"""The figures of all runs: as tables for the page and the terminal, as CSV, and a mark of what they were made from."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence

from tests.simulation import rates
from tests.simulation.assumptions import CALENDAR, KINDS, RINGS, Assumptions
from tests.simulation.measures import ENDS, PROMPT, WORKING_DAY, Measures
from tests.simulation.pictures import NAMES
from tests.simulation.tables import HALF, MOST, Tables, all_tables


def fingerprint() -> str:
    """Changes when rates or assumptions do, so that a test notices figures made from others."""
    kept = rates.KEPT.read_text(encoding="utf-8")
    calendar = (CALENDAR.hours, CALENDAR.zone, sorted(CALENDAR.holidays))
    return hashlib.sha256(repr((kept, Assumptions(), dict(KINDS), RINGS, calendar)).encode()).hexdigest()[:16]


def filled(page: str, tables: Tables) -> str:
    """The page with each part between `<!-- name -->` and `<!-- end -->` made anew."""
    parts = {name: "\n".join(_markdown(rows)) for name, rows in all_tables(tables).items()}
    parts["made-from"] = f"<!-- {fingerprint()} -->"

    def part(found: re.Match[str]) -> str:
        return f"<!-- {found[1]} -->\n{parts[found[1]]}\n<!-- end -->"

    return re.sub(r"<!-- ([\w-]+) -->\n.*?<!-- end -->", part, page, flags=re.DOTALL)


def tables_as_text(tables: Tables) -> str:
    """The same for a terminal."""
    return "\n\n".join(f"{name}\n" + "\n".join(_columns(rows)) for name, rows in all_tables(tables).items())


def as_csv(tables: Tables) -> str:
    """Every figure of every run, one a line; a wait without end has an empty value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow("table service tier_1 tier_2 invited patience_minutes measure hour value".split())
    for name, runs in tables.items():
        for run in runs:
            numbers = run.numbers
            head = (
                name,
                run.slug,
                numbers.tier_1,
                numbers.tier_2,
                numbers.invited,
                f"{numbers.patience_minutes:g}",
            )
            for measure, hour, value in _figures(run):
                writer.writerow((*head, measure, hour, "" if value == float("inf") else f"{value:.4g}"))
    return out.getvalue()


def _figures(run: Measures) -> Iterable[tuple[str, int | str, float]]:
    yield "needs", "", run.needs
    yield "answered within 2 hours", "", run.waits.within(PROMPT)
    yield "answered within 2 service hours", "", run.service_waits.within(PROMPT)
    yield "answered within a working day", "", run.service_waits.within(WORKING_DAY)
    yield "never answered", "", run.never
    for end in ENDS:
        yield f"ended with {NAMES[end]}", "", run.ends[end]
    for tier, hours in run.staff_hours.items():
        yield f"staff hours of {tier}", "", hours
    yield "invitations", "", run.invitations
    for share, name in ((HALF, "half wait hours"), (MOST, "nine of ten wait hours")):
        for hour, waits in enumerate(run.by_hour):
            yield name, hour, waits.at(share)


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *rest = rows
    lines = [head, ["---", *("---:" for _ in head[1:])], *rest]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
