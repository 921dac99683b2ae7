"""Counting hits and switching off slow patterns, aside from the request: also when the post was refused."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Final

from flask import Flask, g
from sqlalchemy import update

from community.kernel import aside, clock
from community.kernel.unit_of_work import in_unit_of_work, unit_of_work
from community.kernel.upsert import changed_rows
from moderation.lists import services
from moderation.lists.models import ListEntry
from moderation.lists.rules import Entry, Found

_NOTED: Final = "huzhu_list_hits"


def note(found: Found) -> None:
    """Remember what the lists saw in one text, to be written down by `write_down`."""
    if not (found.hits or found.cut_off):
        return
    hits, slow = g.setdefault(_NOTED, (Counter(), {}))
    hits.update({hit.entry.id for hit in found.hits})
    slow.update({entry.id: entry for entry in found.cut_off})


def write_down() -> None:
    """Have the hits counted and slow patterns switched off, in a unit of work of its own."""
    noted: tuple[Counter[int], dict[int, Entry]] | None = g.pop(_NOTED, None)
    if noted is None or in_unit_of_work():
        return
    hits, slow = noted
    aside.note("list_hits", partial(_write, hits, sorted(slow), clock.now()))


def _write(hits: "Counter[int]", slow: list[int], at: datetime) -> None:
    with unit_of_work():
        for entry_id, count in sorted(hits.items()):
            changed_rows(
                update(ListEntry)
                .where(ListEntry.id == entry_id)
                .values(hit_count=ListEntry.hit_count + count, last_hit_at=at)
            )
        for entry_id in slow:
            services.cut_off(entry_id)


def init_app(app: Flask) -> None:
    """Write down what was noted when a request ends."""

    @app.teardown_request
    def at_the_end(_error: BaseException | None) -> None:
        write_down()
