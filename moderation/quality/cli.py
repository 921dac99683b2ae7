"""`huzhu gate`: the checks as they are set, and the rehearsal of a change on the posts of the last days."""

import json
from typing import Any

import click

from community.kernel.cli import fail, in_app
from community.kernel.errors import DomainError, NotFound
from community.kernel.findings import told
from moderation.quality import figures, in_force, past, setting
from moderation.quality.bounds import ORDER, STEPS
from moderation.quality.catalogue import CHECKS
from moderation.quality.rehearsal import Rehearsal, rehearse


@click.group("gate")
def gate() -> None:
    """Show the checks of the gate, and rehearse changes of them."""


@gate.command("show")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@in_app
def show(*, as_json: bool) -> None:
    """Every check with its setting and how often it fired."""
    counted, settings = figures.figures(), in_force.settings()
    if as_json:
        click.echo(
            json.dumps({check.slug: settings[check.slug].plain() for check in CHECKS}, ensure_ascii=False)
        )
        return
    for check in CHECKS:
        now, number = settings[check.slug], counted.get(check.slug, figures.Figures())
        bounds = " ".join(
            f"{step} {getattr(now.bounds, step):g}"
            for step in STEPS
            if now.bounds is not None and getattr(now.bounds, step) is not None
        )
        click.echo(
            f"{check.slug:<16}{'on ' if now.on else 'off'} {number.month:>6} in 30 days  {bounds}".rstrip()
        )


@gate.command("rehearse")
@click.argument("slug", metavar="CHECK")
@click.option("--off", is_flag=True, help="As if the check were off.")
@click.option("--tell", type=float, help="The score from which the author is told.")
@click.option("--review", type=float, help="The score from which somebody looks afterwards.")
@click.option("--hold", type=float, help="The score from which a post is held.")
@click.option("--refuse", type=float, help="The score from which it goes back to its author.")
@click.option(
    "--days", type=click.IntRange(1, 90), default=past.DAYS, show_default=True, help="How far back."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=past.MOST,
    show_default=True,
    help="At most so many posts.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@in_app
def rehearse_check(
    slug: str, days: int, limit: int, *, as_json: bool, off: bool, **bounds: float | None
) -> None:
    """What another setting would have done to the posts of the last days; changes nothing."""
    given: dict[str, Any] = {"on": not off}
    if told_bounds := {step: value for step, value in bounds.items() if value is not None}:
        given["bounds"] = told_bounds
    try:
        current = in_force.settings()
        wanted = setting.proposed(setting.check_or_404(slug), given)
    except NotFound:
        fail(f"there is no check {slug!r}; `huzhu gate show` names them all")
    except DomainError as error:
        fail(f"{slug}: {error}")
    found = rehearse(current, {**current, slug: wanted}, past.last_days(days, limit), seconds=600)
    click.echo(json.dumps(_plain(found), ensure_ascii=False) if as_json else _lines(found))


def _plain(found: Rehearsal) -> dict[str, Any]:
    return {
        "looked": found.looked,
        "total": found.total,
        "before": {str(verdict): found.before[verdict] for verdict in ORDER},
        "after": {str(verdict): found.after[verdict] for verdict in ORDER},
        "changes": [
            {
                "post_id": change.post.id,
                "before": str(change.before),
                "after": str(change.after),
                "outcome": change.outcome,
                "finding": told([change.finding])[0] if change.finding else None,
            }
            for change in found.changes
        ],
    }


def _lines(found: Rehearsal) -> str:
    lines = [f"looked at {found.looked} of {found.total} posts; {len(found.changes)} would go another way"]
    lines += [f"{verdict:<8} {found.before[verdict]:>6} -> {found.after[verdict]}" for verdict in ORDER]
    lines += [
        f"post {change.post.id}: {change.before} -> {change.after} ({change.outcome})"
        + (f" {' | '.join(change.finding.evidence)[:100]}" if change.finding else "")
        for change in found.changes
    ]
    return "\n".join(lines)
