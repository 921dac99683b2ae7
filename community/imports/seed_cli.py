"""`huzhu seed`: fill an empty site with the demonstration community."""

from collections.abc import Iterable, Iterator
from functools import partial

import click

from community.imports.demonstration import rounds, sign_ins
from community.imports.demonstration.player import is_empty, play
from community.imports.demonstration.reader import read
from community.imports.demonstration.script import ContentError, Deed, Script
from community.kernel import clock
from community.kernel.cli import fail, in_app, tell, tracked
from community.kernel.site_cli import as_json, prepare_site

ALREADY = "The site is not empty, so nothing was added."


@click.command()
@click.option("--size", type=click.Choice(["small"]), help="Only the threads of the last days.")
@as_json
@in_app
def seed(size: str | None, *, as_json: bool) -> None:
    """Fill an empty site with a made-up community in English and Chinese."""
    prepare_site()
    if not is_empty():
        tell({"seeded": False}, as_json=as_json, words=f"{ALREADY}\n{sign_ins.greeting()}".rstrip())
        return
    fill(size, as_json=as_json)


def fill(size: str | None = None, *, as_json: bool = False) -> None:
    """Play the demonstration into the empty site that is prepared, and tell what moved in."""
    script = _script(size)
    outcome = play(script, clock.now(), partial(_tracked, total=len(script.deeds), quiet=as_json))
    counts = {
        "members": outcome.done["join"],
        "questions": outcome.done["ask"],
        "answers": outcome.done["answer"],
        "comments": outcome.done["comment"],
        "ratings": outcome.done["rate"],
    }
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    people = [{"name": member.name, "role": member.role} for member in sign_ins.sign_ins()]
    tell(
        {
            "seeded": True,
            **counts,
            "refused": len(outcome.refused),
            "sign_ins": people,
            "password": sign_ins.password(),
        },
        as_json=as_json,
        words=f"The demonstration community has moved in: {words}.\n{sign_ins.greeting()}",
    )


def _script(size: str | None) -> Script:
    try:
        script = read()
    except ContentError as error:
        fail(str(error))
    return rounds.completed(rounds.shortened(script) if size == "small" else script)


def _tracked(deeds: Iterable[Deed], *, total: int, quiet: bool) -> Iterator[Deed]:
    return tracked(deeds, "Filling the site", total, quiet=quiet)
