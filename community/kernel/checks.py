"""What must always hold: each package adds its invariants, `huzhu check` looks at all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from community.kernel.catalogue import Catalogue

EXTENSION = "huzhu_checks"


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant. `run` only reads, and returns a line for each breach; no line: all is well."""

    slug: str
    run: Callable[[Session], list[str]]


def register(app: Flask, *checks: Check) -> None:
    """Add invariants to those of `app`; a slug that is there already is refused."""
    found: Catalogue[Check] = app.extensions.setdefault(EXTENSION, Catalogue())
    for check in checks:
        found.add(check)


def run_all(session: Session) -> dict[str, list[str]]:
    """The breaches of every invariant by its slug, in the order in which they were added."""
    found: Catalogue[Check] = current_app.extensions.get(EXTENSION, Catalogue())
    return {check.slug: check.run(session) for check in found}
