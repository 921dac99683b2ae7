"""Messages to people: asked for inside a deed, written in their language, sent by a job.

A kind of message is a folder `templates/email/<kind>/` with subject.txt, body.txt and body.html.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from email_validator import validate_email
from flask import Flask, current_app
from sqlalchemy import ColumnElement, delete

from community.kernel import bus, clock, jobs, regret, secret_links
from community.kernel.db import db
from community.kernel.events import MailRefused
from community.kernel.furnish import site_settings
from community.kernel.job_kinds import Lane, Registry
from community.kernel.languages import DEFAULT, normalised, speaking
from community.kernel.mailer import AddressUnknown, Folder, carrier_for
from community.kernel.text import collapse
from community.kernel.unit_of_work import afterwards, in_unit_of_work, unit_of_work

log = structlog.get_logger(__name__)

JOB: Final = "send_email"
_FIELDS: Final = ("kind", "to", "name", "lang", "params", "unsubscribe", "list_name", "thread")
_LOOKS: Final = "huzhu_letters"
LONGEST_LINE: Final = 998  # RFC 5322, 2.1.1
FORM: Final = SMTP.clone(max_line_length=200)  # some mail programs stumble over links that are folded


@dataclass(frozen=True, slots=True)
class MailLink:
    """An address on this site for a message; `{word}` in `path` becomes the secret word of `seed`."""

    path: str
    seed: str = ""

    def url(self, base_url: str) -> str:
        """The whole address."""
        word = secret_links.word_of(self.seed) if self.seed else ""
        return base_url + self.path.replace("{word}", word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message. Templates see `params`, each of `links` as a whole address, `name`, `site_name`, `home`.

    `unsubscribe` names the link that mail programs may offer (RFC 8058), `list_name` the list that it leaves;
    letters of one `thread` stand together. One that could not be sent by `until` is not sent any more.
    """

    kind: str
    to: str
    name: str = ""
    lang: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, MailLink] = field(default_factory=dict)
    unsubscribe: str = ""
    list_name: str = ""
    thread: str = ""
    until: datetime | None = None


def send_later(mail: Mail, *, key: str | None = None, run_at: datetime | None = None) -> None:
    """Add the message to the running transaction; it is sent once that is committed."""
    traces = regret.traces()
    if traces and key is None:  # whoever did this may take it back before anybody reads of it
        key, run_at = f"letter:{secret_links.new_seed()}", (run_at or clock.now()) + traces.wait
        traces.letters.append(key)
    made = {"id": secret_links.new_seed(), "written_at": clock.now().isoformat()}
    payload = {**asdict(mail), **made, "until": mail.until.isoformat() if mail.until else None}
    jobs.enqueue(JOB, payload, key=key, run_at=run_at)


def withdraw(keys: Collection[str]) -> None:
    """Drop letters that still wait; their keys were left in the traces of the deed that wrote them."""
    waiting = jobs.Job.state == jobs.JobState.WAITING
    db.session.execute(delete(jobs.Job).where(jobs.Job.kind == JOB, jobs.Job.key.in_(keys), waiting))


def forget(address: str) -> None:
    """Remove every message to `address`, and every job that names it so, and what lies in a folder: they have gone."""
    db.session.execute(delete(jobs.Job).where(_there(address)))
    carrier = carrier_for(site_settings().smtp_url)
    if isinstance(carrier, Folder):
        afterwards(partial(carrier.forget, address))


def forget_kinds(address: str, kinds: Collection[str]) -> None:
    """Remove the messages of these kinds to `address` that still wait: whoever reads there hears of all else."""
    of_kinds = (jobs.Job.kind == JOB) & jobs.Job.payload["kind"].as_string().in_(kinds)
    db.session.execute(delete(jobs.Job).where(of_kinds, _there(address)))


def _there(address: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = jobs.Job.payload["to"].as_string() == address
    return found


def look_again(app: Flask, kind: str, look: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]) -> None:
    """Ask `look`, at each try to send a letter of `kind`, what it says by now, and to whom; None where to nobody."""
    app.extensions.setdefault(_LOOKS, {})[kind] = look


def _send(payload: Mapping[str, Any]) -> None:
    until = payload.get("until")  # not in letters of earlier releases
    if until and clock.parse(until) <= clock.now():
        log.info("letter_too_late", kind=payload["kind"])
        return
    look = current_app.extensions.get(_LOOKS, {}).get(payload["kind"])
    if look is not None:
        now = look(payload)
        if not in_unit_of_work():
            db.session.rollback()  # nobody waits for our connection while we wait for the mail server
        if now is None:
            return
        payload = now
    settings = site_settings()
    links = {name: MailLink(**link) for name, link in payload["links"].items()}
    fields = {name: payload[name] for name in _FIELDS if name in payload}
    written_at = clock.parse(payload["written_at"])
    message = _composed(Mail(**fields, links=links), settings.base_url, settings.site_name)
    message["From"] = settings.mail_from
    message["Date"] = format_datetime(written_at)
    # Made of the job: a message that is sent twice says so itself.
    message["Message-ID"] = f"<{payload['id']}@{urlsplit(settings.base_url).hostname}>"
    try:
        carrier_for(settings.smtp_url).carry(message, name=f"{written_at:%Y%m%dT%H%M%S%f}-{payload['id']}")
    except AddressUnknown as refusal:
        log.warning("address_unknown", reason=str(refusal))
        with unit_of_work():
            bus.publish(MailRefused(address=payload["to"], reason=str(refusal)))


def _composed(mail: Mail, base_url: str, site_name: str) -> EmailMessage:
    urls = {name: link.url(base_url) for name, link in mail.links.items()}
    lang = normalised(mail.lang) or DEFAULT
    context = {
        "lang": lang,
        "name": mail.name,
        "site_name": site_name,
        "home": base_url,
        **mail.params,
        **urls,
        "urls": urls,
    }
    # Not Flask's own rendering: that would ask for the frame of a page, and there is no page here.
    parts = ("subject.txt", "body.txt", "body.html")
    with speaking(lang):
        subject, text, html = (
            current_app.jinja_env.get_template(f"email/{mail.kind}/{part}").render(context) for part in parts
        )
    message = EmailMessage(FORM)
    message["Subject"] = collapse(subject)
    message["To"] = _recipient(mail.name, mail.to)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    host = urlsplit(base_url).hostname
    if mail.thread:  # of a letter that nobody was sent: mail programs put its followers together all the same
        message["In-Reply-To"] = message["References"] = f"<{mail.thread}@{host}>"
    if mail.list_name:
        message["List-Id"] = f"{collapse(site_name)} <{mail.list_name}.{host}>"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{urls[mail.unsubscribe]}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text.strip() + "\n", cte=_encoding(text))
    message.add_alternative(html.strip() + "\n", subtype="html", cte=_encoding(html))
    return message


def _encoding(text: str) -> str:
    """Plain where it can be, so that links stay whole for whoever reads the source of a message.

    A paragraph may be one line, and a mail server refuses a letter for a line that is too long.
    """
    plain = text.isascii() and all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if plain else "quoted-printable"


def _recipient(name: str, address: str) -> Address:
    username, _, domain = address.rpartition("@")
    if not domain.isascii():
        # By the rules of today, as it was checked at the door: Python's own lead straße.de to strasse.de, which is
        # somebody else, and know no name that ends in a digit in Hebrew or Arabic.
        domain = validate_email(address, check_deliverability=False, globally_deliverable=False).ascii_domain
    return Address(collapse(name), username, domain)


def init_app(app: Flask) -> None:
    """Register the job that sends."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(JOB, _send, in_transaction=False, lane=Lane.LETTERS)
