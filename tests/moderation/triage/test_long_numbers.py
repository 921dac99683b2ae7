"""A text that is one long number, such as a dump of a display, is judged about as fast as any other of its length."""

import time

from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message

LENGTH = 6_000
TIMES = 12  # it takes some sixty times as long as long as each digit is looked at from every digit before it
TRIES = 3
ORDINARY = "The router restarts every night at two, see the log of the 7 nodes. " * (LENGTH // 68)


def seconds(text: str) -> float:
    begun = time.thread_time()
    analyse(Message(text=text, kind=Kind.QUESTION))
    return time.thread_time() - begun


def test_a_long_number_holds_nobody_up() -> None:
    seconds(ORDINARY)
    ratios: list[float] = []
    while len(ratios) < TRIES and (not ratios or ratios[-1] > TIMES):
        ratios.append(seconds("7" * LENGTH) / seconds(ORDINARY))
    assert min(ratios) <= TIMES
