"""Asking a language model: later, once, masked, capped; and what happens if it is slow, silent or talks nonsense."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.questions.models import Question
from moderation.escalation.models import Case
from moderation.escalation.queries import analysis_of, open_case_of_question
from moderation.opinion import queries, rules
from moderation.opinion.models import Opinion
from tests.conftest import MakeMember, actor_of, make_app

CALM = dict.fromkeys(rules.ASKED, 0.0)
FURIOUS = CALM | {"anger": 1.0, "complaint": 1.0}
TITLE = "Kettle stopped working again after a week"
# Doubtful on purpose: our own detectors neither see anger clearly nor rule it out.
DOUBTFUL = "It stopped again this morning. Honestly I am losing patience with this kettle."


class Server(ThreadingHTTPServer):
    """A chat-completions endpoint that says what a test wants."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.says: object = CALM
        self.status = 200
        self.slow = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"] or "")
        time.sleep(self.server.slow)
        content = self.server.says if isinstance(self.server.says, str) else json.dumps(self.server.says)
        told = {"choices": [{"message": {"content": content}}], "usage": {"total_tokens": 100}}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def app(empty_database: bytes, tmp_path: Path, server: Server) -> Iterator[Any]:
    """A site that asks the server."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, llm_url=server.url, llm_model="tiny", llm_key="secret-key")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def customer(member: MakeMember) -> Actor:
    return actor_of(member("alice"))


def asked(by: Actor, body: str = DOUBTFUL, title: str = TITLE) -> Question:
    with unit_of_work():
        question = questions.ask(title, body, ["kettle"], by=by)
    jobs.run_due(clock.now())
    return question


def opinions() -> list[Opinion]:
    return list(db.session.scalars(select(Opinion).order_by(Opinion.id)))


def test_what_was_deleted_while_it_waited_goes_to_no_model(app: Any, customer: Actor, server: Server) -> None:
    with unit_of_work():
        question = questions.ask(TITLE, DOUBTFUL, ["kettle"], by=customer)
    with unit_of_work():
        posts.delete(question, by=customer)
    jobs.run_due(clock.now())
    assert server.heard == []
    assert opinions() == []


def test_the_text_of_these_tests_is_in_doubt(app: Any, customer: Actor, server: Server) -> None:
    question = asked(customer)
    scores = analysis_of(question, question).detectors
    assert rules.doubtful(scores)
    assert 0.36 <= scores["anger"].value < 0.5


def test_an_opinion_that_sees_anger_turns_a_doubt_into_a_case(
    app: Any, customer: Actor, server: Server
) -> None:
    server.says = FURIOUS
    question = asked(customer)
    case = open_case_of_question(question.id)
    assert case is not None
    assert case.reasons == ["angry-complaint"]
    assert server.keys == ["Bearer secret-key"]
    assert [each.token_count for each in opinions()] == [100]


@pytest.mark.parametrize("fault", ["calm", "nonsense", "refused", "slow", "gone", "too much"])
def test_calm_silence_slowness_and_nonsense_change_nothing(
    app: Any, customer: Actor, server: Server, fault: str
) -> None:
    app.extensions["huzhu_thresholds"]["opinion_seconds"] = 0.5
    if fault == "nonsense":
        server.says = "Sure! As a language model I feel that 11 out of 10 is right."
    elif fault == "refused":
        server.status = 429
    elif fault == "slow":
        server.slow = 1.5
    elif fault == "gone":
        server.server_close()
    elif fault == "too much":
        server.says = "x" * 200_000
    question = asked(customer)
    assert question.is_visible
    assert open_case_of_question(question.id) is None
    expected = {"calm": "given", "nonsense": "nonsense"}.get(fault, "silent")
    assert [each.state for each in opinions()] == [expected]
    assert db.session.scalar(select(func.count()).where(jobs.Job.state == jobs.JobState.DEAD)) == 0


def test_the_same_words_are_asked_about_once(
    app: Any, member: MakeMember, customer: Actor, server: Server
) -> None:
    asked(customer)
    asked(actor_of(member("bob")))
    assert len(server.heard) == 1
    assert len(opinions()) == 1


def test_private_data_stays_at_home(app: Any, customer: Actor, server: Server) -> None:
    asked(customer, f"{DOUBTFUL}\n\n+49 171 2345678, anna.b@kettle-post.net")
    sent = json.dumps(server.heard)
    assert "losing patience" in sent
    assert "2345678" not in sent
    assert "anna.b" not in sent
    assert "alice" not in sent


@pytest.mark.parametrize("cap", ["opinions_a_day", "opinion_tokens_a_day"])
def test_a_day_costs_no_more_than_its_cap(app: Any, customer: Actor, server: Server, cap: str) -> None:
    app.extensions["huzhu_thresholds"][cap] = {"opinions_a_day": 1, "opinion_tokens_a_day": 50}[cap]
    asked(customer)
    asked(customer, f"{DOUBTFUL} Now it even leaks.")
    assert len(server.heard) == 1
    assert queries.spent_today() == (1, 100)


def test_what_we_are_sure_of_is_asked_of_nobody(app: Any, customer: Actor, server: Server) -> None:
    asked(customer, "Which water is best for tea in a steel kettle?", "Which water is best for tea?")
    assert server.heard == []


def test_a_site_without_a_model_asks_nobody(empty_database: bytes, tmp_path: Path, server: Server) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    site = make_app(tmp_path)
    with site.app_context():
        assert queries.model() == ""
        assert queries.asked(DOUBTFUL) is None
        db.engine.dispose()


def test_a_clear_case_needs_no_second_opinion(app: Any, customer: Actor, server: Server) -> None:
    server.says = CALM
    question = asked(
        customer, "You liars! This is a disgrace, I am absolutely furious, I want my money back NOW!!!"
    )
    case = open_case_of_question(question.id)
    assert case is not None
    assert db.session.get_one(Case, case.id).is_open
