"""Counting hits and switching off slow patterns, in the end of a request: also when the post was refused."""

from collections import Counter
from typing import Final

import structlog
from flask import Flask, current_app, g
from sqlalchemy import update

from community.kernel import clock
from community.kernel.unit_of_work import in_unit_of_work, unit_of_work
from community.kernel.upsert import changed_rows
from moderation.lists import services
from moderation.lists.models import ListEntry
from moderation.lists.rules import Entry, Found

_NOTED: Final = "huzhu_list_hits"
log = structlog.get_logger(__name__)


def note(found: Found) -> None:
    """Remember what the lists saw in one text, to be written down by `write_down`."""
    if not (found.hits or found.cut_off):
        return
    hits, slow = g.setdefault(_NOTED, (Counter(), {}))
    hits.update({hit.entry.id for hit in found.hits})
    slow.update({entry.id: entry for entry in found.cut_off})


def write_down() -> None:
    """Count the hits and switch slow patterns off, in a unit of work of its own."""
    noted: tuple[Counter[int], dict[int, Entry]] | None = g.pop(_NOTED, None)
    if noted is None or in_unit_of_work():
        return
    hits, slow = noted
    with unit_of_work():
        for entry_id, count in sorted(hits.items()):
            changed_rows(
                update(ListEntry)
                .where(ListEntry.id == entry_id)
                .values(hit_count=ListEntry.hit_count + count, last_hit_at=clock.now())
            )
        for entry_id in sorted(slow):
            services.cut_off(entry_id)


def init_app(app: Flask) -> None:
    """Write down what was noted when a request ends."""

    @app.teardown_request
    def at_the_end(_error: BaseException | None) -> None:
        try:
            write_down()
        except Exception:  # a count that is lost costs nobody anything; the answer is on its way
            log.exception("list_hits_lost", app=current_app.name)
