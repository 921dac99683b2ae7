"""`huzhu intake`: messages as JSON lines become conversations, needs and cases; each message once."""

import json
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, BinaryIO, Final

import click

from community.channels import queries
from community.channels.rules import CHANNEL, BadMessage, InboundMessage, message_of
from community.kernel import clock, processes
from community.kernel.cli import fail, in_app, tell, tracked
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.intake import judging, services
from moderation.intake.judging import Opinion

# What one transaction takes in: more would hold the write lock longer than other people should wait.
BATCH: Final = 100
_AHEAD: Final = 4
_LONGEST_LINE: Final = 1_000_000
_Batch = tuple[list[InboundMessage], "Future[list[Opinion]]"]


@click.command("intake")
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE]")
@click.option("--channel", default="import", show_default=True, help="Where the messages come from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@in_app
def intake(source: BinaryIO, channel: str, as_json: bool) -> None:  # noqa: FBT001 -- click passes it by name
    """Take in messages: JSON lines in FILE or standard input.

    Each needs "id" and "text"; "author", "author_name", "created_at", "followers", "lang" and "in_reply_to" help.
    A message that came in before changes nothing, so a run that was cut off is simply repeated.
    """
    if not CHANNEL.match(channel):
        fail("--channel must be small letters, digits and hyphens.")
    counts: Counter[str] = Counter()
    wrong: str | None = None
    with processes.pool(1) as pool:
        pending: deque[_Batch] = deque()
        try:
            for batch in _batches(source, channel):
                fresh = _unknown(batch, channel)
                counts["known"] += len(batch) - len(fresh)
                pending.append((fresh, pool.submit(judging.judge, fresh)))
                if len(pending) > _AHEAD:
                    counts += _taken(pending.popleft())
        except BadMessage as error:
            wrong = str(error)
        while pending:
            counts += _taken(pending.popleft())
    if wrong:
        fail(f"{getattr(source, 'name', 'standard input')}, {wrong}. What stands before it was taken in.")
    total = counts.total() - counts["known"]
    lanes = {lane: counts[lane] for lane in sorted(counts) if lane != "known"}
    tell(
        {"taken": total, "known": counts["known"], "lanes": lanes},
        as_json=as_json,
        words=f"{total} messages taken in, {counts['known']} were known: "
        + (", ".join(f"{lane} {count}" for lane, count in lanes.items()) or "none"),
    )


def _unknown(batch: list[InboundMessage], channel: str) -> list[InboundMessage]:
    """Those that did not come in before, so that a repeated run is quick."""
    known = queries.known_ids(channel, [each.external_id for each in batch])
    db.session.rollback()
    return [each for each in batch if each.external_id not in known]


def _taken(batch: _Batch) -> Counter[str]:
    messages, opinions = batch
    with unit_of_work():
        return services.take_in(list(zip(messages, opinions.result(), strict=True)))


def _batches(source: BinaryIO, channel: str) -> Iterator[list[InboundMessage]]:
    """Messages in the order of their lines; BadMessage names the line that cannot be read, after the rest."""
    batch: list[InboundMessage] = []
    now = clock.now()
    for number, line in enumerate(tracked(source, "messages"), start=1):
        if not line.strip():
            continue
        try:
            batch.append(message_of(_record(line), channel, now))
        except BadMessage as error:
            if batch:
                yield batch
            message = f"line {number}: {error}"
            raise BadMessage(message) from None
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _record(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        message = "longer than a million bytes"
        raise BadMessage(message)
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        message = "not JSON in UTF-8"
        raise BadMessage(message) from None
    if not isinstance(record, dict):
        message = "not a JSON object"
        raise BadMessage(message)
    return record
