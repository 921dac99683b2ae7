"""Somebody with a browser: fills forms, follows redirects, reads pages and letters."""

import email
import email.policy
import re
from pathlib import Path

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.kernel import jobs
from community.kernel.db import db

PASSWORD = "a long enough phrase for stories"
_LINK = re.compile(r"https?://[^/\s]+(/(?:confirm|solved|unsubscribe)/[\w.~-]+)")


class Visitor:
    """One person and their browser."""

    def __init__(self, app: Flask, name: str) -> None:
        self.app = app
        self.name = name
        self.browser: FlaskClient = app.test_client()

    def sees(self, address: str, *words: str) -> str:
        """Open a page, follow where it leads, and expect `words` on it; returns its text."""
        page = self.browser.get(address, follow_redirects=True)
        assert page.status_code == 200, f"{address}: {page.status_code}"
        for each in words:
            assert each in page.text, f"{each!r} is not on {address}"
        return page.text

    def cannot_see(self, address: str) -> None:
        """A page that does not exist for this person."""
        assert self.browser.get(address, follow_redirects=True).status_code == 404, address

    def sends(self, address: str, expected: int = 303, **fields: str) -> TestResponse:
        """Send a form."""
        answer = self.browser.post(address, data=fields)
        assert answer.status_code == expected, f"{address}: {answer.status_code}: {_gist(answer.text)}"
        return answer

    def lands(self, answer: TestResponse) -> str:
        """The address to which a sent form leads in the end."""
        page = self.browser.get(answer.location, follow_redirects=True)
        assert page.status_code == 200, answer.location
        fragment = self.browser.get(answer.location).location or answer.location
        return page.request.path + (f"#{fragment.partition('#')[2]}" if "#" in fragment else "")

    def signs_in(self) -> "Visitor":
        self.sends("/sign-in", 302, name=self.name, password=PASSWORD)
        return self

    def asks(self, title: str, body: str, tags: str) -> str:
        """Ask a question; its address."""
        return self.lands(self.sends("/ask", title=title, body=body, tags=tags))

    def answers(self, question: str, body: str) -> str:
        """Answer a question; the address of the answer, with its anchor."""
        return self.lands(self.sends(f"/questions/{number_of(question)}/answer", body=body))


def _gist(page: str) -> str:
    """The words of the main part of a page, for a failing test's message."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:600]


def number_of(address: str) -> int:
    """The number of the question in an address."""
    return int(address.split("/")[2])


def answer_number(address: str) -> int:
    """The number of the answer in an address with its anchor."""
    return int(address.rpartition("-")[2])


def letters_to(app: Flask, folder: Path, address: str) -> list[str]:
    """The plain texts of all letters to an address, oldest first, after sending what waits."""
    with app.app_context():
        jobs.run_due()
    if has_app_context():
        db.session.rollback()  # tests share one session with their pages: those that follow see what was written
    found = []
    for path in sorted(folder.glob("*.eml")):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if address in str(letter["To"]):
            body = letter.get_body(("plain",))
            found.append(body.get_content() if body else "")
    return found


def link_in(letter: str, kind: str) -> str:
    """The path of a secret link of one kind in a letter."""
    return next(path for path in _LINK.findall(letter) if path.startswith(f"/{kind}/"))
