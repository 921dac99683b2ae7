"""How members stand here against how they stood where they came from: rank correlation on real communities.

A dump holds each account's reputation, but only a part of the posts that earned it, and votes on questions,
which carry no stars here. So the figures say how alike the two orders are, not that one is right. Three columns:
everyone who has points here; only those whose answers the dump holds mostly; the first twenty.
"""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel.db import db
from gamification.reputation.models import MemberStanding
from tests.gamification.independent_points import rows
from tests.machine import data_folder

DUMPS = (
    "ai.stackexchange.com",
    "quantumcomputing.stackexchange.com",
    "french.meta.stackexchange.com",
    "coffee.meta.stackexchange.com",
)
FIRST = 20


def ranks(values: list[float]) -> list[float]:
    """The rank of each value, equals sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + end - 1) / 2
        start = end
    return found


def spearman(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation: Pearson's of the ranks, equals sharing theirs."""
    first, second = ranks(one), ranks(other)
    middle = (len(one) - 1) / 2
    both = sum((x - middle) * (y - middle) for x, y in zip(first, second, strict=True))
    norm = sum((x - middle) ** 2 for x in first) * sum((y - middle) ** 2 for y in second)
    return float(both / norm**0.5) if norm else 0.0


def ours(name: str) -> dict[int, int]:
    """The points of each account of the dump here, by its number there."""
    import_dump(_folder(name), Site(name), "Huzhu", quiet=True)
    held = select(Member.external_id, MemberStanding.points).join(
        MemberStanding, MemberStanding.member_id == Member.id
    )
    found = {int(row[0]): row[1] for row in db.session.execute(held) if row[1]}
    db.session.rollback()
    return found


def _folder(name: str) -> Path:
    return data_folder() / "qa_dumps" / name


@pytest.mark.data
@pytest.mark.parametrize("name", DUMPS)
def test_the_order_of_members(app: Flask, name: str) -> None:
    here = ours(name)
    there = {int(row["Id"]): int(row["Reputation"]) for row in rows(_folder(name), "Users")}
    both = sorted(here.keys() & there.keys())
    # Whose points here make up a fifth of what they had there: their answers are mostly in the dump.
    known = [each for each in both if here[each] * 5 >= there[each]]
    first_here = set(sorted(both, key=lambda each: (-here[each], each))[:FIRST])
    first_there = set(sorted(both, key=lambda each: (-there[each], each))[:FIRST])

    def of(some: list[int]) -> float:
        return spearman([float(here[each]) for each in some], [float(there[each]) for each in some])

    print(
        f"\n{name:36} {len(both):4} members: Spearman {of(both):.2f}; "
        f"{len(known)} mostly known: {of(known):.2f}; of the first {FIRST} here and there {len(first_here & first_there)}"
    )
