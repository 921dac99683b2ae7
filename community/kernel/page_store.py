"""Where finished pages lie: in this process, and on a shelf of all processes of the server.

Each is good as long as its proof is, whoever made it: that is asked of the database at every visit.
"""

import pickle
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from community.kernel import clock, proofs
from community.kernel.db import one_by_one
from community.kernel.looks import Look, Looker, Rows
from community.kernel.page_keys import Key
from community.kernel.page_shelf import Shelf

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_OWN_BYTES: Final = 32 * 1024 * 1024  # of pages for one browser alone: they drive out none for all
MOST_PASSED_OVER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Looks at the database, and the rows that each gave before the page was made.

    `earlier` are of what the page shows and was remembered from before: they need be the same only once afterwards.
    """

    looks: tuple[proofs.Begun, ...]
    made_at: datetime
    holds: timedelta
    earlier: tuple[proofs.Begun, ...] = ()

    def is_young(self) -> bool:
        """Whether what no row tells may still be shown; also where a clock was set back."""
        return timedelta() <= clock.now() - self.made_at <= self.holds


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished page."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    endpoint: str
    proof: Proof
    member_id: int | None = None  # whose page it is, where it is not for all

    @property
    def size(self) -> int:
        return len(self.packed) + 1_000


@dataclass
class Pages:
    """The pages that this process can answer with; the one that nobody asked for longest leaves it first."""

    looker: Looker
    most: int = MOST_BYTES
    shelf: Shelf | None = None  # where there are other processes
    size: int = 0
    found: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    passed_over: OrderedDict[Key, None] = field(default_factory=OrderedDict)

    def find(self, key: Key) -> Kept | None:
        """A page that is here or that another process has made, whether or not it is still good."""
        return self.found.get(key) or self._of_others(key)

    def get(self, key: Key) -> Kept | None:
        """A page that is still good."""
        kept = self.find(key)
        while kept is not None and not self._is_good(kept.proof):
            self.drop(key)
            kept = self._of_others(key, kept.proof.made_at)  # another process may have made a newer one
        if kept is not None:
            with self.lock:
                if key in self.found:
                    self.found.move_to_end(key)
                if kept.proof.earlier and self.found.get(key) is kept:
                    self.found[key] = replace(kept, proof=replace(kept.proof, earlier=()))
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        """Keep a page that was just made."""
        for each in kept.proof.looks:
            self.looker.remembered.put(each.look, each.version, each.rows)
        self._keep(key, kept)
        if self.shelf is not None:
            self.shelf.put(repr(key), pickle.dumps(kept))

    def drop(self, key: Key) -> None:
        """Forget a page."""
        with self.lock:
            kept = self.found.pop(key, None)
            self.size -= kept.size if kept else 0

    def pass_over(self, key: Key) -> None:
        """Do not try to keep this page."""
        with self.lock:
            self.passed_over[key] = None
            if len(self.passed_over) > MOST_PASSED_OVER:
                self.passed_over.popitem(last=False)

    def clear(self) -> None:
        """Forget all pages."""
        with self.lock:
            self.found.clear()
            self.passed_over.clear()
            self.size = 0
        if self.shelf is not None:
            self.shelf.clear()

    def _of_others(self, key: Key, newer_than: datetime | None = None) -> Kept | None:
        piece = None if self.shelf is None else self.shelf.get(repr(key))
        if piece is None:
            return None
        kept: Kept = pickle.loads(piece)  # noqa: S301 - memory that only the processes of this server write to
        if newer_than is not None and kept.proof.made_at <= newer_than:
            return None
        self._keep(key, kept)
        return kept

    def _keep(self, key: Key, kept: Kept) -> None:
        with self.lock:
            before = self.found.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self.found[key] = kept
            while self.size > self.most:
                _key, oldest = self.found.popitem(last=False)
                self.size -= oldest.size

    def _is_good(self, proof: Proof) -> bool:
        return proof.is_young() and all(
            self._now(each.look) == each.rows for each in (*proof.earlier, *proof.looks)
        )

    def _now(self, look: Look) -> Rows | None:
        rows = self.looker.rows(look)
        if rows is not None:
            return rows
        try:
            with one_by_one(self.looker.engine).connect() as connection:
                return look.through(connection)
        except SQLAlchemyError:
            return None  # the application itself says what is wrong
