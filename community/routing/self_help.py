"""Counting visitors who found their solution among the suggestions and asked nothing."""

import hashlib
import hmac
from datetime import date

from flask import current_app, has_request_context, request

from community.kernel import clock
from community.kernel.policy import Actor
from community.kernel.upsert import insert_once
from community.questions.models import Question
from community.routing.models import SelfHelp


def count(question: Question, *, by: Actor) -> bool:
    """Count it, once a visitor, thread and day."""
    now = clock.now()
    return insert_once(
        SelfHelp,
        question_id=question.id,
        visitor=_visitor(by, now.date()),
        day=now.date(),
        lang=question.lang,
        created_at=now,
    )


def _visitor(by: Actor, day: date) -> str:
    """A mark of who it is that only this site can make, another one each day: nobody is followed from day to day."""
    address = request.remote_addr if has_request_context() else ""
    who = f"member:{by.member_id}" if by.member_id is not None else f"address:{address}"
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"self-help:{day}:{who}".encode(), hashlib.sha256).hexdigest()[:32]
