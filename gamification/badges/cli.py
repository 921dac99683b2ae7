"""The command that tells what badges would do before they do it."""

import click

from community.kernel import clock
from community.kernel.cli import in_app, tell
from community.kernel.db import db
from community.kernel.site_cli import as_json
from gamification.badges import rehearsals, services, shelf
from gamification.badges.rules import Badge


@click.group()
def badges() -> None:
    """Badges: who would get them."""


@badges.command()
@as_json
@in_app
def rehearse(*, as_json: bool) -> None:
    """For each badge, how many members would get it now: what `huzhu replay` gives, and what drafts would."""
    rows = [_row(badge, "catalogue" if not badge.glyph else "live") for badge in shelf.live()]
    rows += [_row(badge, "draft") for badge in rehearsals.waiting()]
    db.session.rollback()
    words = [
        f"{row['badge']}: would go to {row['members']} members"
        + (f", {row['losing']} would lose it" if row["losing"] else "")
        + (" (draft)" if row["state"] == "draft" else "")
        for row in rows
    ]
    total = sum(int(row["awards"]) for row in rows if row["state"] != "draft")
    words.append(f"`huzhu replay` would give {total} awards.")
    tell({"badges": rows, "awards": total}, as_json=as_json, words="\n".join(words))


def _row(badge: Badge, state: str) -> dict[str, str | int]:
    gifts, gone = services.outcome(badge, clock.now())
    return {
        "badge": badge.slug,
        "state": state,
        "members": len({gift.member_id for gift in gifts}),
        "awards": len(gifts),
        "losing": len(gone),
    }
