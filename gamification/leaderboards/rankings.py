"""Boards that this process keeps: added up once, then brought up to date by the lines that have come since."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from flask import current_app

from community.kernel import clock
from community.kernel.kept import Behind
from gamification.leaderboards import ledger
from gamification.leaderboards.gaps import Gaps
from gamification.leaderboards.ledger import Subject
from gamification.leaderboards.tally import Tally

SLOW_SECONDS: Final = 0.05
LATEST: Final = timedelta(seconds=55)  # a board is never further behind than a minute
TRUSTED: Final = timedelta(minutes=15)  # then it is added up anew, in case something was changed by hand
MARKS_KEPT: Final = timedelta(days=1)
MOST_KEPT: Final = 24
MOST_MEMBERS: Final = 500_000  # in all boards together


@dataclass
class Board:
    """One board: everyone's points up to line `seen`, its threads, and what it has been told."""

    subject: Subject
    tally: Tally
    seen: int
    gaps: Gaps
    threads: set[int]
    made_at: datetime
    slow: bool
    read_at: datetime
    stale_since: datetime | None = None
    told: set[int] = field(default_factory=set)  # numbers of the newest marks that were read
    lock: threading.Lock = field(default_factory=threading.Lock)


Key = tuple[date | None, int | None, str]


@dataclass
class Boards:
    """The boards of one process, the one asked for last at the end."""

    kept: dict[Key, Board] = field(default_factory=dict)
    behind: Behind = field(default_factory=Behind)
    lock: threading.Lock = field(default_factory=threading.Lock)


def boards() -> Boards:
    found: Boards = current_app.extensions.setdefault("huzhu_boards", Boards())
    return found


def board(since: date | None, tag: str | None, lang: str) -> Board | None:
    """The board, true to the last line of the ledger; None for a tag that does not exist.

    After retagging a thread is moved; after greater changes the board is added up anew behind the
    reader's back if that takes long, and served meanwhile, for less than a minute.
    """
    tag_id = ledger.tag_id_of(tag) if tag else None
    if tag and tag_id is None:
        return None
    return _board((since, tag_id, lang))


def _board(key: Key) -> Board:
    now, shelf = clock.now(), boards()
    found = shelf.kept.get(key)
    if found is None:
        return _made(key, now)
    _refresh(found, now)
    if found.stale_since is not None:
        if not found.slow or abs(now - found.stale_since) > LATEST:
            return _made(key, now)
        shelf.behind.do(key, lambda: _made(key, now))
    with shelf.lock:
        if shelf.kept.get(key) is found:  # unless a thread has put a newer one there
            shelf.kept[key] = shelf.kept.pop(key)
    return found


def refresh_all() -> None:
    """Bring every board that is kept up to date, so that none falls far behind while nobody looks."""
    for key in list(boards().kept):
        _board(key)


def _made(key: Key, now: datetime) -> Board:
    """Add a board up from the whole ledger."""
    since, tag_id, lang = key
    began = time.perf_counter()
    subject = Subject(since, tag_id, lang)
    followed = tag_id is not None or bool(lang)
    marks = ledger.recent_marks() if followed else set()
    threads = ledger.threads_under(tag_id) if tag_id is not None else set()
    newest, missing = ledger.newest_and_gaps()
    points, seen = ledger.sums(subject)
    _now, gaps = ledger.newest_and_gaps(seen)
    # On PostgreSQL each statement sees its own moment: a thread that moved meanwhile may stand here twice, and
    # a line that filled a gap meanwhile may be in the sums or not.
    moved = followed and ledger.recent_marks() != marks
    filled = missing != [span for span in gaps if span[1] <= newest]
    made = Board(
        subject=subject,
        tally=Tally(points),
        seen=seen,
        told=marks,
        gaps=Gaps(gaps, now),
        threads=threads,
        made_at=now,
        slow=time.perf_counter() - began > SLOW_SECONDS,
        read_at=now,
        stale_since=now if moved or filled else None,
    )
    _keep(boards(), key, made)
    return made


def _keep(shelf: Boards, key: Key, made: Board) -> None:
    with shelf.lock:
        shelf.kept.pop(key, None)
        shelf.kept[key] = made
        while len(shelf.kept) > MOST_KEPT or (
            len(shelf.kept) > 1 and sum(len(each.tally) for each in shelf.kept.values()) > MOST_MEMBERS
        ):
            shelf.kept.pop(next(iter(shelf.kept)))


def _refresh(found: Board, now: datetime) -> None:
    """Add what has come. Where that is too much, or too long ago, the board is stale from when it was last true."""
    with found.lock:
        if abs(now - found.read_at) > MARKS_KEPT:
            found.stale_since = found.read_at
            return
        marked = max(found.told, default=0) - ledger.OVERLAP
        news = ledger.news(found.subject, found.seen, found.gaps.spans(now), marked)
        if len(news.lines) > ledger.MOST_LINES:
            found.stale_since = found.stale_since or found.read_at
            return
        found.read_at = now
        marks = [(number, thread) for number, thread in news.marks if number not in found.told]
        _add_lines(found, news.lines, now)
        _move_threads(found, {line.thread for line in news.lines} | {thread for _number, thread in marks})
        found.told = {number for number, _thread in news.marks}
        if abs(now - found.made_at) > TRUSTED or None in [mark[1] for mark in marks]:
            found.stale_since = found.stale_since or now


def _add_lines(found: Board, lines: list[ledger.Line], now: datetime) -> None:
    subject = found.subject
    deltas: Counter[int] = Counter()
    for line in lines:
        if subject.since is not None and line.day < subject.since:
            continue
        if line.inside and (subject.tag_id is None or line.thread in found.threads):
            deltas[line.member_id] += line.points
    for member_id, delta in deltas.items():
        found.tally.add(member_id, delta)
    found.seen = found.gaps.see((line.id for line in lines), found.seen, now)


def _move_threads(found: Board, named: set[int | None]) -> None:
    """Threads that came under the tag bring all that they brought so far; those that left take it away."""
    tag_id = found.subject.tag_id
    threads = sorted(thread for thread in named if thread is not None)
    if tag_id is None or not threads:
        return
    under = ledger.threads_under(tag_id, threads)
    for thread in threads:
        if (thread in under) == (thread in found.threads):
            continue
        sign = 1 if thread in under else -1
        for member_id, points in ledger.thread_sums(found.subject, thread, found.seen).items():
            found.tally.add(member_id, sign * points)
        found.threads ^= {thread}
