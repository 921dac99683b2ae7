"""Messages: composed in the reader's language, carried to a server or a folder, sent again when refused."""

import asyncio
import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask
from sqlalchemy import select

from community.accounts.rules import checked_email
from community.kernel import clock, jobs, mail, mailer, secret_links
from community.kernel.db import db
from community.kernel.mail import Mail, MailLink
from community.kernel.unit_of_work import unit_of_work


class Postman:
    """A mail server that keeps what it takes, and refuses when told to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refusals = 0
        self.hangs_up = 0  # after it has taken a message, so that nobody knows whether it has
        self.takes = 0.0  # seconds
        self.goodbye = "221 Bye"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 Come back later"
        self.taken.append(envelope)
        await asyncio.sleep(self.takes)
        if self.hangs_up:
            self.hangs_up -= 1
            server.transport.abort()
        return "250 Taken"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self.goodbye


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def server(postman: Postman) -> Iterator[Controller]:
    """A mail server on a free port of this machine."""
    controller = Controller(
        postman,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        authenticator=lambda _server, _session, _envelope, _mechanism, data: AuthResult(
            success=(data.login, data.password) == (b"huzhu", b"p@ss:word"),
            handled=False,
        ),
    )
    controller.start()
    yield controller
    controller.stop()


def speak_to(app: Flask, url: str) -> None:
    """Let the application send its messages to `url`."""
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(update={"smtp_url": url})


def write(**given: object) -> None:
    fields = {
        "kind": "asked-confirm",  # nobody looks, before it is sent, whether its link leads anywhere
        "to": "mei@example.com",
        "name": "Mei",
        "lang": "en",
        "links": {"link": MailLink("/reset/{word}", "a seed")},
    }
    with unit_of_work():
        mail.send_later(Mail(**{**fields, **given}))


def read(folder: Path) -> list[EmailMessage]:
    texts = [file.read_bytes().decode() for file in sorted(folder.glob("*"))]
    return [email.message_from_string(text, policy=default) for text in texts]


def test_a_message_has_text_and_html_with_the_same_link(app: Flask, tmp_path: Path) -> None:
    write()
    jobs.run_due()
    (message,) = read(tmp_path / "mail")
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = f"http://127.0.0.1:8000/reset/{secret_links.word_of('a seed')}"
    assert link in text.splitlines()
    assert f'href="{link}"' in html
    assert message["To"] == "Mei <mei@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<")
    assert message["Date"].datetime.tzinfo is not None


def test_nothing_is_sent_when_the_deed_fails(app: Flask, tmp_path: Path) -> None:
    def fail() -> None:
        with unit_of_work():
            mail.send_later(Mail(kind="email-changed", to="mei@example.com"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert jobs.run_due() == 0
    assert not (tmp_path / "mail").exists()


def test_a_name_can_neither_add_a_header_nor_markup(app: Flask, tmp_path: Path) -> None:
    write(name='Mei\r\nBcc: all@example.com <b>"x"</b>')
    jobs.run_due()
    (message,) = read(tmp_path / "mail")
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["mei@example.com"]
    assert "<b>" not in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("address", ["mei@bücher.example", "用户@例子.中国"])
def test_addresses_beyond_ascii_arrive(app: Flask, tmp_path: Path, address: str) -> None:
    write(to=address, name="梅")
    jobs.run_due()
    (message,) = read(tmp_path / "mail")
    (to,) = message["To"].addresses
    assert to.display_name == "梅"
    assert to.domain.isascii()
    assert to.username == address.partition("@")[0]


def test_an_unsubscribe_link_is_offered_to_mail_programs(app: Flask, tmp_path: Path) -> None:
    write(unsubscribe="link")
    jobs.run_due()
    (message,) = read(tmp_path / "mail")
    assert message["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/reset/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_server_gets_the_message_after_signing_in(app: Flask, server: Controller, postman: Postman) -> None:
    speak_to(app, f"smtp://huzhu:p%40ss%3Aword@127.0.0.1:{server.port}")
    write()
    jobs.run_due()
    (envelope,) = postman.taken
    assert envelope.rcpt_tos == ["mei@example.com"]
    assert envelope.mail_from == "no-reply@huzhu.invalid"


def test_a_paragraph_of_any_length_is_taken(app: Flask, server: Controller, postman: Postman) -> None:
    speak_to(app, f"smtp://127.0.0.1:{server.port}")
    mail.look_again(app, "invitation", lambda letter: letter)
    words = "A new one leaves our house today. " * 60
    write(kind="invitation", params={"sender": "Mei", "words": words, "until": "2027-01-01"})
    jobs.run_due()
    (envelope,) = postman.taken
    letter = email.message_from_bytes(envelope.content, policy=default)
    assert all(words.strip() in part.get_content() for part in letter.iter_parts())


def test_a_refused_message_is_tried_again_later_and_stays_the_same_message(
    app: Flask, server: Controller, postman: Postman
) -> None:
    speak_to(app, f"smtp://127.0.0.1:{server.port}")
    postman.refusals = 2
    write()
    start = clock.now()
    jobs.run_due()
    assert postman.taken == []
    assert "Come back later" in (db.session.scalars(select(jobs.Job)).one().error or "")
    for minutes in range(1, 4):
        with clock.at(start + timedelta(minutes=minutes)):
            jobs.run_due(clock.now())
    assert len(postman.taken) == 1


def test_a_message_that_was_taken_without_a_word_is_sent_again_as_the_same_message(
    app: Flask, server: Controller, postman: Postman
) -> None:
    speak_to(app, f"smtp://127.0.0.1:{server.port}")
    postman.hangs_up = 1
    write()
    start = clock.now()
    jobs.run_due()
    with clock.at(start + timedelta(minutes=1)):
        assert jobs.run_due(clock.now()) == 1
    assert [job.state for job in db.session.scalars(select(jobs.Job))] == [jobs.JobState.DONE]
    taken = [email.message_from_bytes(each.original_content or b"", policy=default) for each in postman.taken]
    assert len(taken) == 2
    assert len({str(each["Message-ID"]) for each in taken}) == 1, "mail programs show it once"


@pytest.mark.parametrize("goodbye", ["421 Too many connections", "500 What?", "nonsense"])
def test_a_letter_that_was_taken_is_not_sent_again_whatever_the_server_says_at_the_end(
    app: Flask, server: Controller, postman: Postman, goodbye: str
) -> None:
    speak_to(app, f"smtp://127.0.0.1:{server.port}")
    postman.goodbye = goodbye
    write()
    jobs.run_due()
    assert [job.state for job in db.session.scalars(select(jobs.Job))] == [jobs.JobState.DONE]
    assert len(postman.taken) == 1


def test_a_server_that_takes_long_over_a_letter_gets_it_once(
    app: Flask, server: Controller, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_to(app, f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setattr(mailer, "TIMEOUT_SECONDS", 1)
    postman.takes = 2.5
    write()
    jobs.run_due()
    assert [job.state for job in db.session.scalars(select(jobs.Job))] == [jobs.JobState.DONE]
    assert len(postman.taken) == 1


def test_a_wrong_password_and_a_missing_server_are_failures_that_are_kept(
    app: Flask, server: Controller
) -> None:
    speak_to(app, f"smtp://huzhu:wrong@127.0.0.1:{server.port}")
    write()
    jobs.run_due()
    speak_to(app, f"smtp://127.0.0.1:{free_port()}")
    write()
    jobs.run_due()
    errors = [job.error or "" for job in db.session.scalars(select(jobs.Job).order_by(jobs.Job.id))]
    assert "Authentication" in errors[0]
    assert "refused" in errors[1]


def test_a_message_sent_twice_says_so_and_is_one_file(app: Flask, tmp_path: Path) -> None:
    write()
    payload = db.session.scalars(select(jobs.Job)).one().payload
    for _again in range(2):
        jobs.registry().kinds[mail.JOB].run([payload])
    assert len(read(tmp_path / "mail")) == 1


def test_messages_to_somebody_who_has_gone_are_forgotten(app: Flask) -> None:
    write()
    write(to="lin@example.com")
    with unit_of_work():
        mail.forget("mei@example.com")
    assert [job.payload["to"] for job in db.session.scalars(select(jobs.Job))] == ["lin@example.com"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", mailer.Server("mail.example", 25)),
        ("smtp://a%40b:c@mail.example", mailer.Server("mail.example", 587, "a@b", "c")),
        ("smtps://a:b@mail.example", mailer.Server("mail.example", 465, "a", "b", encrypted=True)),
        ("smtp://[::1]:2525", mailer.Server("::1", 2525)),
        ("file:///var/mail%20box", mailer.Folder(Path("/var/mail box"))),
    ],
)
def test_the_setting_names_the_way_out(url: str, expected: object) -> None:
    assert mailer.carrier_for(url) == expected


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("mei@example.com", "mei@example.com"),
        ("mei@例子.中国", "mei@xn--fsqu00a.xn--fiqs8s"),
        ("mei@straße.de", "mei@xn--strae-oqa.de"),
        ("mei@א1.com", "mei@xn--1-zhc.com"),
    ],
)
def test_a_letter_goes_to_the_domain_that_was_typed(
    app: Flask, tmp_path: Path, address: str, goes_to: str
) -> None:
    assert checked_email(address) == address
    write(to=address, name="")
    jobs.run_due()
    (message,) = read(tmp_path / "mail")
    assert message["To"] == goes_to
