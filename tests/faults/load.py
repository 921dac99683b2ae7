"""People who write while things break, and a book of what they were told: done, refused, or nothing."""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

TIMEOUT: Final = 20
OK: Final = 200
SENT, DONE, REFUSED = "sent", "done", "refused"
WHAT: Final = ("kettle", "router", "printer", "sensor", "doorbell", "lamp", "heater", "camera", "lock", "fan")
HOW: Final = (
    "at night",
    "after the update",
    "in the cellar",
    "on battery",
    "with the new app",
    "every Monday",
)


@dataclass
class Deed:
    """Something that somebody did; `mark` finds it in the database."""

    kind: str
    mark: str
    by: str
    state: str = SENT
    status: int = 0
    place: int = 0  # the number that the answer told, or the post that it was done to


@dataclass(frozen=True)
class Writer:
    """Somebody with a key."""

    name: str
    token: str


@dataclass
class Load:
    """Threads that do one deed after another, each at a web process by chance, until they are told to stop.

    A deed without an answer is sent again under the same Idempotency-Key, as a careful program does; whoever
    gets no answer until the end has not been told anything.
    """

    ports: Sequence[int]
    writers: Sequence[Writer]
    seed: int
    pause: float = 0.0
    book: list[Deed] = field(default_factory=list)
    statuses: "Counter[int]" = field(default_factory=Counter)
    _questions: list[int] = field(default_factory=list)
    _answers: list[int] = field(default_factory=list)
    _own_answers: dict[int, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        for number, writer in enumerate(self.writers):
            thread = threading.Thread(
                target=self._write, args=(writer, random.Random(self.seed * 100 + number))
            )
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def done(self, kind: str | None = None) -> list[Deed]:
        """What was acknowledged."""
        return [each for each in self.book if each.state == DONE and kind in {None, each.kind}]

    def wait_for(self, more: int, seconds: float = 60) -> None:
        """Let so many more deeds be acknowledged."""
        until, goal = time.monotonic() + seconds, len(self.done()) + more
        while len(self.done()) < goal:
            assert time.monotonic() < until, f"nobody gets anything done: {self.statuses}"
            time.sleep(0.02)

    def _write(self, writer: Writer, chance: random.Random) -> None:
        deeds: list[Callable[[Writer, random.Random], None]] = [
            *(self._ask, self._answer, self._answer, self._comment, self._comment),
            *(self._rate, self._rate, self._solve, self._report, self._alarm, self._decide),
        ]
        while not self._stop.is_set():
            chance.choice(deeds)(writer, chance)
            self._stop.wait(self.pause)

    def _ask(self, writer: Writer, chance: random.Random) -> None:
        mark, what = _mark(), chance.choice(WHAT)
        body = f"The {what} stopped working {chance.choice(HOW)}. I tried another outlet and a reset. Number {mark}."
        given = {
            "title": f"Why does the {what} stop {chance.choice(HOW)}? {mark}",
            "body": body,
            "tags": ["devices"],
        }
        deed = self._send(writer, chance, Deed("ask", mark, writer.name), "POST", "/questions", given)
        if deed.state == DONE:
            self._questions.append(deed.place)

    def _answer(self, writer: Writer, chance: random.Random) -> None:
        if self._questions:
            question, mark = chance.choice(self._questions), _mark()
            body = (
                f"Hold the button for ten seconds and wait for the light, then pair it again. Number {mark}."
            )
            path = f"/questions/{question}/answers"
            deed = self._send(writer, chance, Deed("answer", mark, writer.name), "POST", path, {"body": body})
            if deed.state == DONE:
                self._own_answers[deed.place] = writer.name
                self._answers.append(deed.place)

    def _comment(self, writer: Writer, chance: random.Random) -> None:
        if self._questions:
            post, mark = chance.choice(self._questions + self._answers), _mark()
            body = f"Which version does the label on the back show? Number {mark}."
            path = f"/posts/{post}/comments"
            self._send(writer, chance, Deed("comment", mark, writer.name), "POST", path, {"body": body})

    def _rate(self, writer: Writer, chance: random.Random) -> None:
        others = [each for each in self._answers if self._own_answers.get(each) != writer.name]
        if others:
            answer, stars = chance.choice(others), chance.randint(1, 5)
            deed = Deed("rate", str(stars), writer.name, place=answer)
            self._send(writer, chance, deed, "PUT", f"/answers/{answer}/rating", {"stars": stars})

    def _solve(self, writer: Writer, chance: random.Random) -> None:
        if self._answers:
            answer = chance.choice(self._answers)
            self._send(
                writer,
                chance,
                Deed("solve", "", writer.name, place=answer),
                "PUT",
                f"/answers/{answer}/acceptance",
            )

    def _report(self, writer: Writer, chance: random.Random) -> None:
        if self._questions and chance.random() < 0.3:
            post, mark = chance.choice(self._questions), _mark()
            given = {"reason": "spam", "note": f"Seen elsewhere too, number {mark}."}
            self._send(
                writer, chance, Deed("report", mark, writer.name), "POST", f"/posts/{post}/flags", given
            )

    def _alarm(self, writer: Writer, chance: random.Random) -> None:
        """What staff must see at once: it becomes a case with the question."""
        mark, what, how = _mark(), chance.choice(WHAT), chance.choice(HOW)
        given = {
            "title": f"Smoke comes out of the {what} {how}, what now? {mark}",
            "body": f"There is smoke coming out of the {what} {how}. I pulled the plug and opened a window. Number {mark}.",
            "tags": ["devices"],
        }
        self._send(writer, chance, Deed("alarm", mark, writer.name), "POST", "/questions", given)

    def _decide(self, writer: Writer, chance: random.Random) -> None:
        headers = {"Authorization": f"Bearer {writer.token}", "Content-Type": "application/json"}
        port = chance.choice(list(self.ports))
        _status, told = _asked(port, "GET", "/review/items?limit=10", None, headers)
        if told.get("items"):
            item = chance.choice(told["items"])["id"]
            if _asked(port, "POST", f"/review/items/{item}/claim", None, headers)[0] == OK:
                deed, path = Deed("decide", "", writer.name, place=item), f"/review/items/{item}/decision"
                self._send(writer, chance, deed, "POST", path, {"decision": "approve"})

    def _send(
        self, writer: Writer, chance: random.Random, deed: Deed, method: str, path: str, given: Any = None
    ) -> Deed:
        self.book.append(deed)
        headers = {"Authorization": f"Bearer {writer.token}", "Content-Type": "application/json"}
        if method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        while True:
            status, told = _asked(chance.choice(list(self.ports)), method, path, given, headers)
            self.statuses[status] += 1
            deed.status = status
            if 200 <= status < 300:
                deed.state, deed.place = DONE, deed.place or int(told.get("id", 0))
                return deed
            if 400 <= status < 500:
                deed.state = REFUSED
                return deed
            if self._stop.wait(0.1):
                return deed


def _mark() -> str:
    return uuid.uuid4().hex[:12]


def _asked(
    port: int, method: str, path: str, given: Any, headers: dict[str, str]
) -> tuple[int, dict[str, Any]]:
    """The status and document of an answer; status 0 where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(
            method, f"/api/v1{path}", json.dumps(given) if given is not None else None, headers
        )
        answer = connection.getresponse()
        text = answer.read()
        assert b"Traceback" not in text
        if answer.status == 503:
            assert answer.headers["Retry-After"], "whoever is sent away is told when to come back"
        return answer.status, json.loads(text) if text else {}
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()
