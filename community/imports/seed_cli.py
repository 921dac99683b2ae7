"""`huzhu seed`: fill an empty site with the demonstration community, or with one of any size made up by chance."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

import click

from community.imports.demonstration import rounds, sign_ins
from community.imports.demonstration.player import NotEmpty, is_empty, play
from community.imports.demonstration.reader import read
from community.imports.demonstration.script import ContentError, Deed, Script
from community.imports.growth import growing
from community.imports.growth.sizes import Plan, posts_of
from community.kernel import clock
from community.kernel.cli import fail, in_app_as_it_is, tell, tracked
from community.kernel.site_cli import as_json, prepare_site
from community.search import services as search

SMALL: Final = "small"


class Size(click.ParamType[str]):
    """`small`, or about how many posts: 10k, 100k, 1m."""

    name = "size"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != SMALL and posts_of(value) is None:
            self.fail(
                f"{value!r} is no size; write small, or about how many posts, from 500 to 10m: 10k, 100k, 1m",
                param,
                ctx,
            )
        return value


@click.command()
@click.option(
    "--size", type=Size(), help="small: only the last days; 10k, 100k, 1m: so many posts, by chance."
)
@click.option("--seed", "number", default=1, show_default=True, help="With a size: another community of it.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With a size: the day before which it ends; else today.",
)
@as_json
@in_app_as_it_is
def seed(size: str | None, number: int, until: datetime | None, *, as_json: bool) -> None:
    """Fill an empty site with a made-up community in English and Chinese."""
    prepare_site()
    try:
        _move_in(size, number, until, as_json=as_json)
    except NotEmpty as error:
        tell({"seeded": False}, as_json=as_json, words=f"{error}\n{sign_ins.greeting()}".rstrip())


def _move_in(size: str | None, number: int, until: datetime | None, *, as_json: bool) -> None:
    if not is_empty():
        raise NotEmpty
    posts = posts_of(size) if size else None
    if posts is None:
        fill(size, as_json=as_json)
    else:
        day = until.date() if until else clock.now().date()
        grow(posts, number, day, as_json=as_json)


def grow(posts: int, number: int, until: date, *, as_json: bool = False) -> None:
    """Grow a community in the empty site that is prepared, let it be found, and tell what is there."""
    made = growing.grow(Plan(posts, number, until), quiet=as_json)
    search.rebuild(lambda _done: None)
    counts = {name: made[name] for name in growing.COUNTED}
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    tell(
        {
            "seeded": True,
            "seed": number,
            "until": until.isoformat(),
            **counts,
            "password": sign_ins.password(),
        },
        as_json=as_json,
        words=f"A community of chance has moved in: {words}.\n{sign_ins.greeting()}",
    )


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
    return rounds.completed(rounds.shortened(script) if size == SMALL else script)


def _tracked(deeds: Iterable[Deed], *, total: int, quiet: bool) -> Iterator[Deed]:
    return tracked(deeds, "Filling the site", total, quiet=quiet)
