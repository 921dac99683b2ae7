"""The command that rebuilds all standing from the record."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from community.kernel.cli import CHECK_FAILED, fail, in_app, tell, tracked
from community.kernel.site_cli import as_json
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import giving
from gamification.badges import services as badges
from gamification.campaigns import freezing as campaigns
from gamification.levels import services as levels
from gamification.reputation import replay as reputation

INTERRUPTED = 130


@click.command()
@as_json
@in_app
def replay(*, as_json: bool) -> None:
    """Rebuild points, levels, badges and rewards from the record, and say what was not as it should be.

    What differs is written in one transaction: an interrupted replay has changed nothing.
    """
    with _interruptible():
        found = reputation.survey(lambda some: tracked(some, "Portions", len(some), quiet=as_json))
        with unit_of_work():
            reputation.set_right(found)
            counted = giving.set_right()
            given = badges.look_back_at_everyone()
            changed = levels.look_at_everyone()
            paid = campaigns.settle_all_rewards()
    document = {
        "members": found.members,
        "causes": found.causes,
        "lines": found.lines,
        "differences": [
            {"member_id": member_id, "was": was, "is": now}
            for member_id, (was, now) in sorted(found.differences.items())
        ],
        "levels": changed,
        "badges": given,
        "badge_counts": counted,
        "broken": len(found.broken),
        "rewards": paid,
    }
    words = [
        f"member {member_id} had {was} points and has {now} now"
        for member_id, (was, now) in sorted(found.differences.items())
    ]
    summary = (
        f"{found.causes} causes of {found.members} members: {len(words)} differences, "
        f"{changed} levels, {given} badges, {counted} counts of badges and {paid} rewards brought up to date."
    )
    tell(document, as_json=as_json, words="\n".join([*words, summary]))
    if found.differences or found.broken or given or counted or paid:
        click.get_current_context().exit(CHECK_FAILED)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Say in a sentence that nothing was changed when somebody stops what runs, by key or by signal."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        fail("the replay was interrupted; nothing was changed, so it may simply run again", INTERRUPTED)
    finally:
        signal.signal(signal.SIGTERM, before)
