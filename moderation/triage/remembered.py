"""Analyses of the last few messages, so that a text that several rules look at is judged once."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from moderation.triage import corrections
from moderation.triage.analyse import analyse
from moderation.triage.records import Analysis, Message

MOST: Final = 128  # of six kilobytes
_kept: OrderedDict[tuple[tuple[int, ...], Message], Analysis] = OrderedDict()
_lock: Final = Lock()


def analysed(message: Message) -> Analysis:
    """What `analyse` says about a message, perhaps from a moment ago."""
    key = _key(message)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = analyse(message)
        remember(message, found)
    return found


def remember(message: Message, analysis: Analysis) -> None:
    """Keep an analysis that another process has made."""
    with _lock:
        _kept[_key(message)] = analysis
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _key(message: Message) -> tuple[tuple[int, ...], Message]:
    # What a site has learnt may change while it runs: an analysis holds for the corrections it was made with.
    return tuple(id(each) for each in corrections.in_use().values()), message
