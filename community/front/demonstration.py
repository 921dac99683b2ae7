"""What visitors of the demonstration community opened from its front page, and which tags its people follow."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.front.models import FrontOpening
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel import clock
from community.kernel.db import db
from community.kernel.upsert import insert_once
from community.questions.models import Question
from community.tags.models import Tag, TagFollow

LANGUAGES: Final = ("en", "zh-Hans")
OPENED: Final = (41, 33, 26)  # how often, by place
FOLLOWED: Final = ("mesh", "smart-home", "wifi")
FOLLOWERS: Final = 12


def furnish(script: Script) -> None:
    """Some questions of each language are opened often; the first members follow what they know."""
    today = clock.now().date()
    for lang in LANGUAGES:
        for question_id, count in zip(_solved(lang), OPENED, strict=False):
            db.session.add(FrontOpening(question_id=question_id, day=today - timedelta(days=1), count=count))
    tags = db.session.scalars(select(Tag.id).where(Tag.name.in_(FOLLOWED))).all()
    for member_id in db.session.scalars(select(Member.id).order_by(Member.id).limit(FOLLOWERS)).all():
        for tag_id in tags:
            insert_once(TagFollow, tag_id=tag_id, member_id=member_id, created_at=clock.now())
    db.session.flush()


def _solved(lang: str) -> Sequence[int]:
    return db.session.scalars(
        select(Question.id)
        .where(Question.listed, Question.lang == lang, Question.accepted_count > 0)
        .order_by(Question.best_rating_sum.desc(), Question.id)
        .limit(len(OPENED))
    ).all()


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
