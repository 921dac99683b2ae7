"""The kinds of job of an application: how each is done, and when it may be begun."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Handler = Callable[[Mapping[str, Any]], None]
Batch = Callable[[list[Mapping[str, Any]]], None]


class Lane(StrEnum):
    """Who waits behind whom among jobs that wait for others: a mail server that is silent must not stop a push."""

    LETTERS = "letters"
    PUSH = "push"
    WEBHOOKS = "webhooks"
    INDEX = "index"  # made anew from all posts, for minutes or hours
    SLOW = "slow"


@dataclass(frozen=True)
class JobKind:
    """How to do one kind of job. `batch` handlers get a list of payloads of all that is due at once.

    `in_transaction` handlers run inside one unit of work together with the mark "done", so they
    happen exactly once; the others (mail, index) run first and are marked after: at least once.
    """

    name: str
    run: Batch
    in_transaction: bool
    batch: int
    done: Callable[[], None] = lambda: None  # in the transaction that marks them
    lane: Lane = Lane.SLOW  # of those that wait for others
    rest: float = 0.0  # seconds in which a loop lets jobs gather before it takes the next batch

    @property
    def waits_for_others(self) -> bool:
        """Whether it talks to other machines, or takes long: nothing else should wait behind it."""
        return not self.in_transaction and self.batch == 1


class Registry:
    """The kinds of job of one application."""

    def __init__(self) -> None:
        self.kinds: dict[str, JobKind] = {}
        self.rests_until: dict[str, float] = {}  # by kind, as `time.monotonic` counts
        # The transport's hint that something is due, of one kind or of any.
        self.wake: Callable[[JobKind | None], None] = lambda _kind: None

    def add(
        self, name: str, handler: Handler, *, in_transaction: bool = True, lane: Lane = Lane.SLOW
    ) -> None:
        """Register a handler of single jobs."""

        def run(payloads: list[Mapping[str, Any]]) -> None:
            for payload in payloads:
                handler(payload)

        self.kinds[name] = JobKind(name, run, in_transaction, 1, lane=lane)

    def add_batch(
        self,
        name: str,
        handler: Batch,
        *,
        most: int = 500,
        done: Callable[[], None] = lambda: None,
        rest: float = 0.0,
    ) -> None:
        """Register a handler that takes up to `most` due jobs in one call, outside a transaction.

        A first job is done at once; what comes within `rest` seconds of a batch is done together after them.
        """
        self.kinds[name] = JobKind(name, handler, in_transaction=False, batch=most, done=done, rest=rest)

    def to_do(self, *, waiting: bool | None, patient: bool, lane: Lane | None = None) -> dict[str, JobKind]:
        """The kinds that may be begun now, by name; of one lane alone, where it is named."""
        return {
            name: kind
            for name, kind in self.kinds.items()
            if waiting in {None, kind.waits_for_others}
            and lane in {None, kind.lane}
            and not (patient and self.is_resting(kind))
        }

    def is_resting(self, kind: JobKind) -> bool:
        """Whether a batch of this kind was done here so lately that the next one gathers."""
        return self.rests_until.get(kind.name, 0.0) > time.monotonic()

    def done_with(self, kind: JobKind) -> None:
        """Note that a batch was done."""
        if kind.rest:
            self.rests_until[kind.name] = time.monotonic() + kind.rest
