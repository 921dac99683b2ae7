"""Asking for another opinion, later and once: the customer never waits for it, and nothing depends on it."""

import time
from collections.abc import Mapping
from typing import Any, Final

import structlog

from community.kernel import clock, events, jobs
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert
from community.posts.models import Post, PostStatus
from moderation.opinion import client, queries, rules
from moderation.opinion.client import UnreachableError
from moderation.opinion.models import Opinion
from moderation.opinion.rules import NonsenseError, State
from moderation.triage.records import Score

log = structlog.get_logger(__name__)
JOB: Final = "opinion"


def consider(post: Post, scores: Mapping[str, Score]) -> None:
    """Ask about a post later, if a model is configured and our own detectors are in doubt."""
    if queries.model() and rules.doubtful(scores) and queries.asked(post.body_markdown) is None:
        jobs.enqueue(JOB, {"post": post.id}, key=f"{JOB}:{post.id}")


def ask(payload: Mapping[str, Any]) -> None:
    """The job: ask, keep what was said, and let the rules look again. It never fails: silence is an answer too."""
    post = db.session.get(Post, int(payload["post"]))
    name = queries.model()
    if (
        post is None or post.status == PostStatus.DELETED
    ):  # taken back while it waited: it goes to nobody any more
        return
    if not name or queries.asked(post.body_markdown) is not None:
        return
    count, tokens = queries.spent_today()
    if count >= whole("opinions_a_day") or tokens >= whole("opinion_tokens_a_day"):
        log.info("opinion_capped", requests=count, tokens=tokens)
        return
    post_id, text = post.id, post.body_markdown
    db.session.rollback()  # nobody waits for our connection while we wait for theirs
    state, scores, cost, took = _asked(name, text)
    with unit_of_work():
        statement = insert(Opinion).values(
            model=name,
            digest=queries.digest(text),
            state=state,
            scores=scores,
            token_count=cost,
            milliseconds=took,
            asked_at=clock.now(),
        )
        kept = changed_rows(statement.on_conflict_do_nothing())
        if kept and state is State.GIVEN:
            tell(events.OpinionGiven(post_id=post_id))


def _asked(name: str, text: str) -> tuple[State, dict[str, float], int, int]:
    settings = site_settings()
    began = time.monotonic()
    state, cost = State.SILENT, 0
    scores: dict[str, float] = {}
    try:
        response = client.ask(
            settings.llm_url,
            settings.llm_key.get_secret_value(),
            rules.request(name, queries.told(text)),
            seconds=threshold("opinion_seconds"),
        )
        scores, cost = rules.answer_in(response)
        state = State.GIVEN
    except UnreachableError as error:
        log.info("opinion_unreachable", error=str(error))
    except NonsenseError as error:
        state = State.NONSENSE
        log.info("opinion_nonsense", error=str(error))
    return state, scores, cost, round(1000 * (time.monotonic() - began))
