"""The front page of one reader: which blocks, in which order, with what in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app

from community.accounts.models import Member
from community.accounts.session import current_member
from community.front import queries, rules
from community.front.reading_blocks import ANSWERED, GUESS, SHOWN
from community.front.rules import Choice
from community.kernel import clock
from community.kernel.blocks import Block, offered
from community.kernel.policy import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A block with what it shows."""

    block: Block
    content: Any


@dataclass(frozen=True, slots=True)
class Place:
    """A block on the page that arranges them."""

    slug: str
    title: str
    about: str
    away: bool


def choice_of(member: Member | None) -> Choice:
    """What the reader chose; visitors chose nothing."""
    return Choice.of(member.settings) if member else Choice()


def pages_in_front() -> tuple[str, ...]:
    """The addresses that this reader wants first in the navigation."""
    member = current_member()
    return rules.pages_in_front(member.settings) if member else ()


def shown(actor: Actor) -> list[Shown]:
    """The blocks of this reader with their content, in their order; nothing is asked for those put away."""
    member = current_member()
    choice = choice_of(member)
    blocks = {block.slug: block for block in offered(current_app, actor) if block.slug not in choice.away}
    wanted = {
        (slug, name): query for slug, block in blocks.items() for name, query in block.lists(actor).items()
    }
    rows = queries.rows_by_name({f"{slug}:{name}": query for (slug, name), query in wanted.items()})
    lists: dict[str, dict[str, Sequence[Any]]] = {slug: {} for slug in blocks}
    for slug, name in wanted:
        lists[slug][name] = rows[f"{slug}:{name}"]
    order = rules.arranged(list(blocks), choice, _used(list(blocks), choice, member))
    return _once([Shown(blocks[slug], blocks[slug].read(actor, lists[slug])) for slug in order])


def _once(blocks: Sequence[Shown]) -> list[Shown]:
    """What the reader may have come for is not shown again among what was solved last."""
    guessed = {guess.row.id for each in blocks if each.block.slug == GUESS for guess in each.content}
    return [
        replace(each, content=[row for row in each.content if row.id not in guessed][:SHOWN])
        if each.block.slug == ANSWERED
        else each
        for each in blocks
    ]


def _used(slugs: Sequence[str], choice: Choice, member: Member | None) -> Sequence[str]:
    return by_use(slugs, member) if choice.by_use and member else ()


def by_use(slugs: Sequence[str], member: Member) -> list[str]:
    """These slugs as the reader uses them."""
    return rules.by_use(slugs, queries.uses_of(member.id), clock.now().date())


def places(actor: Actor, member: Member) -> list[Place]:
    """All blocks that a member may have, in their order, with those put away in their places."""
    choice = choice_of(member)
    blocks: Mapping[str, Block] = {block.slug: block for block in offered(current_app, actor)}
    order = rules.arranged(list(blocks), choice, _used(list(blocks), choice, member))
    return [Place(slug, blocks[slug].title, blocks[slug].about, slug in choice.away) for slug in order]


def known(actor: Actor) -> set[str]:
    """What a reader can use: their blocks."""
    return {block.slug for block in offered(current_app, actor)}
