"""Carries finished messages out: to a mail server, or as files into a folder."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS: Final = 20
# For the answer to the letter itself: whoever asks filters first, then writes to a disk, may take long, and a letter
# that we give up meanwhile arrives all the same, once for each try (RFC 5321, 4.5.3.2.6 even says ten minutes).
TAKING_SECONDS: Final = 120
PARTING_SECONDS: Final = 5
SMTP_PORT: Final = 25
SUBMISSION_PORT: Final = 587
SMTPS_PORT: Final = 465


FIRST_PERMANENT: Final = 500
# What a refusal says of the address itself: no such mailbox, host or form of address, moved away, takes no mail
# (RFC 3463, 7505). All else speaks of full mailboxes, of senders and of policies, which change.
OF_ADDRESS: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
VAGUE: Final = frozenset({"", "5.0.0", "5.1.0"})  # then the words have to tell
SPEAKS_OF_ADDRESS: Final = frozenset({550, 551, 553})
_CODE: Final = re.compile(r"\s*(\d\.\d{1,3}\.\d{1,3})\b")
_WHO: Final = r"(?:user|mailbox|recipient|address|account)"
_UNKNOWN: Final = re.compile(
    rf"no such {_WHO}|no {_WHO} here|unknown {_WHO}|{_WHO} (?:is )?(?:unknown|not found)|{_WHO} does ?n[o']t exist",
    re.IGNORECASE,
)
_OF_SENDER: Final = re.compile(r"sender|\bfrom\b", re.IGNORECASE)


class AddressUnknown(Exception):
    """The server there says that it will never take a letter to this address."""


class Carrier(Protocol):
    """A way out for messages."""

    def carry(self, message: EmailMessage, *, name: str) -> None:
        """Hand `message` over; `name` is the same for each repetition.

        Raises OSError when refused for now, AddressUnknown when there is no use in trying again.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes `name`.eml; a file is there whole or not at all, and a repetition replaces it."""

    path: Path

    def carry(self, message: EmailMessage, *, name: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        unfinished = self.path / f".{name}.part"
        unfinished.write_bytes(_as_bytes(message))
        unfinished.replace(self.path / f"{name}.eml")

    def forget(self, address: str) -> None:
        """Remove the letters to `address` that lie here."""
        for file in self.path.glob("*.eml"):
            with suppress(FileNotFoundError), file.open("rb") as letter:  # somebody may have fetched it
                to = BytesHeaderParser(policy=default).parse(letter)["To"]
                if to is not None and address in {each.addr_spec for each in to.addresses}:
                    file.unlink()


class _Line(smtplib.SMTP):
    """A conversation that is patient where a letter is taken, and forgives whatever is said after that."""

    def data(self, msg: object) -> tuple[int, bytes]:
        """Hand the letter over; (code, answer)."""
        if self.sock is not None:
            self.sock.settimeout(TAKING_SECONDS)
        return super().data(msg)  # type: ignore[arg-type]

    def part(self) -> None:
        """Say goodbye: what the server thinks of that undoes nothing."""
        with suppress(OSError):  # which every failure of this library is as well
            if self.sock is not None:
                self.sock.settimeout(PARTING_SECONDS)
            self.quit()
        self.close()


class _SealedLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


@dataclass(frozen=True, slots=True)
class Server:
    """Speaks SMTP, encrypted from the start or as soon as the server offers it."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)  # not for tracebacks and logs
    encrypted: bool = False

    def carry(self, message: EmailMessage, *, name: str) -> None:
        with self._connected() as server:
            server.ehlo()
            if not self.encrypted and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refusal:
                code, answer = next(iter(refusal.recipients.values()))
                told = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
                if is_unknown(code, told):
                    raise AddressUnknown(f"{code} {told}"[:500]) from refusal
                raise

    @contextmanager
    def _connected(self) -> Iterator[_Line]:
        line = (
            _SealedLine(self.host, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
            if self.encrypted
            else _Line(self.host, self.port, timeout=TIMEOUT_SECONDS)
        )
        try:
            yield line
        finally:
            line.part()


def is_unknown(code: int, told: str) -> bool:
    """Whether a server that refuses a recipient so says that there is no such address, now and later."""
    found = _CODE.match(told)
    detail = found[1] if found else ""
    if code >= FIRST_PERMANENT and detail in OF_ADDRESS:
        return True
    words = bool(_UNKNOWN.search(told)) and not _OF_SENDER.search(told)
    return code in SPEAKS_OF_ADDRESS and detail in VAGUE and words


def _as_bytes(message: EmailMessage) -> bytes:
    """Only an address with letters beyond ASCII needs, and gets, headers beyond ASCII."""
    plain = str(message["To"].addresses[0].addr_spec).isascii()
    return message.as_bytes(policy=message.policy if plain else message.policy.clone(utf8=True))  # type: ignore[call-arg]


def carrier_for(url: str) -> Carrier:
    """The way out that the setting SMTP_URL names; its form was checked when the site started."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    encrypted = parts.scheme == "smtps"
    plain_port = SUBMISSION_PORT if parts.username else SMTP_PORT
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port or (SMTPS_PORT if encrypted else plain_port),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encrypted=encrypted,
    )
