"""A mail server of this machine with moods: it refuses, says nothing, takes long, or takes a letter and hangs up."""

import asyncio
import email
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from enum import StrEnum

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import servers
from tests.faults.hasty import TAKING_SECONDS, TIMEOUT_SECONDS


class Mood(StrEnum):
    """What the server does with one try of one letter."""

    TAKES = "takes"
    LATER = "refuses for now"
    NEVER = "refuses for good, which is said of a policy and may change"
    SILENT = "never answers where the letter is named"
    LOSES = "never answers where the letter ends, and has not kept it"
    SLOW = "takes it, after longer than others are given to answer"
    TOO_SLOW = "takes it, and says so when nobody listens any more"
    HANGS_UP = "takes it, and is cut off before it says so"
    RUDE = "takes it, and does not let anybody part in peace"


KEEPS = frozenset({Mood.TAKES, Mood.SLOW, Mood.TOO_SLOW, Mood.HANGS_UP, Mood.RUDE})
SAYS_SO = frozenset({Mood.TAKES, Mood.SLOW, Mood.RUDE})  # in time


class PostOffice:
    """Has a list of moods for each address; after the last one it takes letters, or goes on as `always` says."""

    def __init__(self) -> None:
        self.moods: dict[str, list[Mood]] = {}
        self.always = Mood.TAKES
        self.taken: defaultdict[str, list[str]] = defaultdict(
            list
        )  # the Message-ID of each letter, by address
        self.tries: Counter[str] = Counter()
        self._now: dict[int, Mood] = {}

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tries[address] += 1
        waiting = self.moods.get(address, [])
        mood = self._now[id(session)] = waiting.pop(0) if waiting else self.always
        if mood is Mood.LATER:
            return "451 4.7.1 Greylisted, come back later"
        if mood is Mood.NEVER:
            return "554 5.7.1 Not from you"
        if mood is Mood.SILENT:
            await asyncio.sleep(2 * TIMEOUT_SECONDS)
            return "451 4.4.2 Too late"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mood = self._now[id(session)]
        if mood in KEEPS:
            letter = email.message_from_bytes(envelope.original_content or b"", policy=default)
            self.taken[envelope.rcpt_tos[0]].append(str(letter["Message-ID"]))
        if mood is Mood.SLOW:
            await asyncio.sleep((TIMEOUT_SECONDS + TAKING_SECONDS) / 2)
        if mood in {Mood.TOO_SLOW, Mood.LOSES}:
            await asyncio.sleep(2 * TAKING_SECONDS)
        if mood is Mood.HANGS_UP:
            server.transport.abort()
        return "250 Taken" if mood in KEEPS else "451 4.3.0 Lost"

    async def handle_QUIT(self, _server: SMTP, session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "421 Go away" if self._now.pop(id(session), None) is Mood.RUDE else "221 Bye"


@contextmanager
def open_office() -> Iterator[tuple[PostOffice, str]]:
    """A running server, and its address as the setting wants it."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=servers.free_port())
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
