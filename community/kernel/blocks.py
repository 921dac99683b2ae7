"""Blocks of the front page: any package may offer some, and the page shows them in the order that a reader likes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select

from community.kernel.catalogue import Catalogue
from community.kernel.policy import Actor

Rows = Mapping[str, Sequence[Any]]
_EXTENSION = "huzhu_blocks"


def everyone(_actor: Actor) -> bool:
    """For visitors and members alike."""
    return True


def no_lists(_actor: Actor) -> Mapping[str, Select[Any]]:
    """A block that lists no questions."""
    return {}


def just_rows(_actor: Actor, rows: Rows) -> Any:
    """A block that shows its one list, and is not there where the list is empty."""
    return next(iter(rows.values()), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of the front page.

    `lists` names the questions that it shows, as selects of ids in their order; the page reads those of all blocks in
    one statement, and hands the rows to `read`, which answers what the template gets as `block`: what is empty is not
    shown. A block with nothing to say is also left out of what readers arrange unless they may see it.
    """

    slug: str
    title: str
    about: str
    template: str
    place: int  # where it stands for those who chose nothing; the least comes first
    seen_by: Callable[[Actor], bool] = everyone
    lists: Callable[[Actor], Mapping[str, Select[Any]]] = no_lists
    read: Callable[[Actor, Rows], Any] = just_rows


def offer(app: Flask, *blocks: Block) -> None:
    """Add blocks to the front page of this application."""
    kept: Catalogue[Block] = app.extensions.setdefault(_EXTENSION, Catalogue())
    for block in blocks:
        kept.add(block)


def offered(app: Flask, actor: Actor) -> list[Block]:
    """The blocks that this reader may see, in the order of their places."""
    kept: Catalogue[Block] = app.extensions.get(_EXTENSION, Catalogue())
    return sorted((block for block in kept if block.seen_by(actor)), key=lambda block: block.place)
