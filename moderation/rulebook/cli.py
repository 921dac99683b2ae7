"""`huzhu rules`: how the rules are set and how right they are, and the rehearsal of a change."""

from typing import Any, Final

import click

from community.kernel.cli import fail, in_app, tell
from community.kernel.db import db
from community.kernel.errors import DomainError, NotFound
from moderation.escalation import in_force
from moderation.escalation.terms import Mode
from moderation.rulebook import past, queries, records, setting
from moderation.rulebook.rehearsal import Rehearsal, rehearse
from moderation.rulebook.rules import Precision

HOUR: Final = 3_600.0


@click.group("rules")
def rules() -> None:
    """Show the rules of escalation, and rehearse changes of them."""


@rules.command("show")
@click.option("--days", type=click.IntRange(1, queries.MOST_DAYS), default=queries.DAYS, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@in_app
def show(days: int, *, as_json: bool) -> None:
    """Every rule with its terms, what it raised, and how right that was."""
    counted, offered = queries.precision(days), queries.proposals()
    told, lines = [], []
    for slug, each in in_force.rules().items():
        figures = counted.get(slug, Precision())
        low, high = figures.interval
        made = offered.get(slug)
        told.append(
            {
                "slug": slug,
                "own": each.rule.own,
                "retired": each.retired,
                **each.terms.plain(),
                "raised": figures.raised,
                "right": figures.right,
                "wrong": figures.wrong,
                "precision": figures.share,
                "interval": [low, high],
                "proposed": made.proposed if made else None,
            }
        )
        share = f"{100 * figures.share:.0f} % of {figures.judged} right" if figures.share is not None else "–"
        bound = f"{each.terms.bound:g}" if each.terms.bound is not None else ""
        lines.append(f"{slug:<22}{each.terms.mode:<6}{bound:>5}  {figures.raised:>6} raised  {share}")
    tell({"days": days, "rules": told}, as_json=as_json, words="\n".join(lines))


@rules.command("rehearse")
@click.argument("slug", metavar="RULE")
@click.option("--threshold", type=float, help="The score from which it would speak up.")
@click.option("--off", is_flag=True, help="As if it were off.")
@click.option("--days", type=click.IntRange(1, past.MOST_DAYS), default=past.DAYS, show_default=True)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@in_app
def rehearse_rule(
    slug: str, *, threshold: float | None, off: bool, days: int, limit: int, as_json: bool
) -> None:
    """What a rule would have raised in the last days under other terms; changes nothing."""
    given: dict[str, Any] = {"mode": Mode.OFF} if off else {}
    if threshold is not None:
        given["bound"] = threshold
    try:
        each = setting.rule_or_404(slug)
        wanted = setting.rehearsable(each, given)
    except NotFound:
        fail(f"there is no rule {slug!r}; `huzhu rules show` names them all")
    except DomainError as error:
        fail(f"{slug}: {error}")
    found = rehearse(each, wanted, days, most=limit, seconds=HOUR, step=_step(quiet=as_json))
    tell(
        records.rehearsal(found) | {"rule": slug, "terms": wanted.plain()},
        as_json=as_json,
        words=_words(slug, found),
    )


def _step(*, quiet: bool) -> Any:
    def step(looked: int, total: int) -> None:
        if looked % past.PIECE == 0:
            db.session.expunge_all()
            if not quiet:
                click.echo(f"looked at {looked} of {total}", err=True)

    return step


def _words(slug: str, found: Rehearsal) -> str:
    counted = f"{len(found.kept)} that were raised, {len(found.new)} new, {len(found.gone)} no more"
    lines = [f"{slug} on the last {found.days} days would have raised {found.raised} cases: {counted}"]
    if not found.complete:
        lines.append(f"looked at the newest {found.looked} of {found.total} posts")
    for sign, some in (("+", found.new), ("-", found.gone)):
        lines += [f"{sign} {each.question_id:>7}  {each.score:.2f}  {each.title}" for each in some]
    return "\n".join(lines)
