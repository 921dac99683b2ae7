"""A mail server that can be told to refuse, letters as they arrived, and news to tell."""

import email
import socket
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import services
from community.notifications.rules import Choice, Pace


class Postman:
    """Keeps what it takes; an address that it does not know, it says so of."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 Taken"

    def letters(self) -> list[EmailMessage]:
        return [email.message_from_bytes(each.content, policy=default) for each in self.taken]


def serving(app: Flask, postman: Postman) -> Controller:
    """A started server to which the site sends its letters."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    return controller


def in_folder(folder: Path) -> list[EmailMessage]:
    """The letters that the site wrote as files."""
    found = sorted((folder / "mail").glob("*.eml"))
    return [email.message_from_bytes(each.read_bytes(), policy=default) for each in found]


def news(to: Actor, kind: str = "answer", cause: str = "1", **given: Any) -> None:
    """Tell somebody of something."""
    data = {"title": "Which lamp blinks?", "actor": "Mei", **given.pop("data", {})}
    with unit_of_work():
        services.notify([to.id], kind, f"{kind}:{cause}", data=data, **given)


def choose(
    who: Actor, kind: str, *, site: str = "instant", email: str = "instant", push: str = "off"
) -> None:
    with unit_of_work():
        services.choose(who.id, kind, Choice(Pace(site), Pace(email), Pace(push)))


def settings_of(who: Actor, **given: Any) -> None:
    """Keep something of the rhythm of a member."""
    with unit_of_work():
        member = db.session.get_one(Member, who.id)
        member.settings = {**member.settings, **given}
