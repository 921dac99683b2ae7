"""`huzhu triage`: messages in as JSON lines, judgements out as JSON lines in the same order."""

import json
import queue
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import BinaryIO, NamedTuple

import click

from community.kernel import processes
from community.kernel.cli import fail
from moderation.triage import learned, report
from moderation.triage.report import BadRecord

# Up to here one process is done before a second one has started.
_ALONE = 1500
_BATCH = 200
_AHEAD = 6
_CHUNK = 64 * 1024
_WORKERS = 2


class _Line(NamedTuple):
    number: int
    content: bytes


class _Outcome(NamedTuple):
    written: bytes
    complaint: str | None


def judge(line: bytes) -> str:
    """The judgement on one line as JSON; BadRecord with a sentence if the line cannot be read."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadRecord("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadRecord(f"not JSON ({error.msg} at column {error.colno})") from None
    except (ValueError, RecursionError):
        raise BadRecord("not JSON that can be read") from None
    return json.dumps(report.triage(record), ensure_ascii=False)


def _judge_all(lines: list[_Line]) -> _Outcome:
    written: list[str] = []
    for line in lines:
        try:
            written.append(judge(line.content) + "\n")
        except BadRecord as error:
            return _Outcome(_encoded(written), f"line {line.number}: {error}")
    return _Outcome(_encoded(written), None)


def _encoded(written: list[str]) -> bytes:
    # A lone surrogate from a \ud800 escape goes back out as that escape, which is still JSON.
    return "".join(written).encode("utf-8", "backslashreplace")


def _batches(source: Iterable[bytes]) -> Iterator[list[_Line] | None]:
    """Lines as they come: what has arrived at once goes together, None means "nothing more just now"."""
    waiting: queue.Queue[_Line | None] = queue.Queue(maxsize=4 * _BATCH * _AHEAD)

    def read() -> None:
        for number, content in enumerate(_lines(source), start=1):
            if content.strip():
                waiting.put(_Line(number, content))
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    batch: list[_Line] = []
    while True:
        try:
            line = waiting.get_nowait()
        except queue.Empty:
            if batch:
                yield batch
                batch = []
            yield None
            line = waiting.get()
        if line is None:
            break
        batch.append(line)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(source: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without the buffer's lock: a reader that still waits must not hold it when the command ends."""
    raw = getattr(source, "raw", None)
    if raw is None:
        yield from source
        return
    rest = b""
    while chunk := raw.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


def judged(source: Iterable[bytes]) -> Iterator[_Outcome]:
    """Outcomes in the order of the lines; a second process helps once it is worth starting."""
    alone = _ALONE
    pending: deque[Future[_Outcome]] = deque()
    pool: ProcessPoolExecutor | None = None
    try:
        for batch in _batches(source):
            if batch is None or len(pending) >= _AHEAD:
                yield from _finished(pending)
            if batch is None:
                continue
            if alone > 0:
                alone -= len(batch)
                yield _judge_all(batch)
                continue
            if pool is None:
                pool = processes.pool(_WORKERS)
                learned.forget()  # from here on the others judge
            pending.append(pool.submit(_judge_all, batch))
        while pending:
            yield pending.popleft().result()
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def _finished(pending: "deque[Future[_Outcome]]") -> Iterator[_Outcome]:
    if len(pending) >= _AHEAD:
        yield pending.popleft().result()
        return
    while pending:
        yield pending.popleft().result()


@click.command("triage")
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE]")
@click.option(
    "--json", "as_json", is_flag=True, help="Accepted for uniformity: the output is always JSON lines."
)
def triage(source: BinaryIO, as_json: bool) -> None:  # noqa: FBT001 -- click passes it by name
    """Judge messages: JSON lines in (FILE or standard input), JSON lines out, in the same order.

    Each line needs "id" and "text"; "title", "kind", "lang", "channel", "followers" and "author_level" help.
    """
    name = getattr(source, "name", "-")
    if name in {"-", "<stdin>"}:
        name = "standard input"
    for outcome in judged(source):
        sys.stdout.buffer.write(outcome.written)
        sys.stdout.buffer.flush()
        if outcome.complaint:
            fail(f"{name}, {outcome.complaint}.")
