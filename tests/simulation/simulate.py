"""Simulate a year of service in several ways, print what it comes to, and write docs/simulation.md with its pictures.

Usage: .venv/bin/python -m tests.simulation.simulate [FOLDER]

FOLDER holds dumps of Stack Exchange communities (or a folder `qa_dumps` with them): the rates are then measured anew.
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click

from community.kernel.errors import DomainError
from tests.simulation import pictures, rates, report
from tests.simulation.assumptions import DESK_ONLY, LADDER, NO_RINGS, SERVICES, Service
from tests.simulation.measures import Measures, measured
from tests.simulation.service import run

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
STAFF = (1, 2, 3, 4, 5, 6, 8)
INVITED = (0.5, 1.0, 2.0, 4.0)
PATIENCE = (30, 60, 120, 240)
SEEDS = (1, 2, 3, 4)


def variants() -> Iterator[tuple[str, Service]]:
    """Every run, with the table that it belongs to."""
    for service in SERVICES:
        yield "main", service
    for service in (DESK_ONLY, NO_RINGS, LADDER):
        for agents in STAFF:
            yield f"staff {service.slug}", service.but(tier_1=agents)
    for factor in INVITED:
        yield "invited", LADDER.but(invited=factor)
    for minutes in PATIENCE:
        yield "patience", LADDER.but(patience_minutes=minutes)
    for seed in SEEDS:
        yield "chance", LADDER.but(seed=seed)


def measure_anew(folder: Path) -> None:
    """Replace the kept rates by those of other dumps; ends with a sentence when there are none."""
    inner = folder / "qa_dumps"
    try:
        rates.keep(rates.derive(inner if inner.is_dir() else folder))
    except (DomainError, OSError, ValueError) as error:
        sys.exit(f"No rates could be measured: {error}")
    click.echo(f"Rates measured anew from {folder}.", err=True)


def simulated(service: Service) -> Measures:
    """One year, counted."""
    return measured(run(service, rates.kept()))


def main(arguments: Sequence[str]) -> None:
    """Run everything; see the top of this file."""
    if arguments:
        measure_anew(Path(arguments[0]))
    wanted = list(dict.fromkeys(service for _, service in variants()))
    started = time.monotonic()
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        found = dict(zip(wanted, pool.map(simulated, wanted), strict=True))
    tables: dict[str, list[Measures]] = {}
    for name, service in variants():
        tables.setdefault(name, []).append(found[service])
    click.echo(report.tables_as_text(tables))
    write(tables)
    seconds = time.monotonic() - started
    click.echo(
        f"{len(wanted)} years of {tables['main'][0].needs} needs in {seconds:.0f} s; written to docs.",
        err=True,
    )


def write(tables: Mapping[str, Sequence[Measures]]) -> None:
    """Put tables, pictures and all figures into the documents."""
    by_staff = {s.slug: tables[f"staff {s.slug}"] for s in (DESK_ONLY, NO_RINGS, LADDER)}
    for name, drawn in pictures.drawn(tables["main"], by_staff).items():
        (DOCS / "pictures" / name).write_text(drawn, encoding="utf-8")
    (DOCS / "simulation.csv").write_text(report.as_csv(tables), encoding="utf-8")
    page = DOCS / "simulation.md"
    page.write_text(report.filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
