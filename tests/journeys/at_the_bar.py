"""Members whose record reaches exactly what a level asks for, written straight into the tables."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from gamification.levels.rules import Bar, LevelRecord, Missing, missing
from gamification.levels.services import look_at
from gamification.reputation.models import ToldDeed


def wanted(bar: Bar) -> Missing:
    """What somebody with no past has to do for a bar, if all of it goes well."""
    return missing(LevelRecord(), bar)


def give_record(member_id: int, asker_id: int, *, posts: int, care: int, days: int) -> None:
    """So many accepted answers to questions of another, on so many days, and so many upheld flags."""
    now = clock.now()
    with unit_of_work():
        last = db.session.scalar(select(func.max(Post.id))) or 0
        rows: list[list[dict[str, Any]]] = [[], [], []]
        for number in range(posts):
            question, answer = last + 2 * number + 1, last + 2 * number + 2
            at = now - timedelta(days=number % max(days, 1) + 2)
            post = {
                "lang": "en",
                "body_markdown": "x",
                "body_html": "<p>x</p>",
                "status": PostStatus.PUBLISHED,
                "findings": [],
                "created_at": at,
            }
            rows[0].append({**post, "id": question, "kind": PostKind.QUESTION, "author_id": asker_id})
            rows[0].append({**post, "id": answer, "kind": PostKind.ANSWER, "author_id": member_id})
            rows[1].append(
                {
                    "id": question,
                    "title": f"A question of the past, number {question}",
                    "slug": f"past-{question}",
                    "asked_at": at,
                    "last_activity_at": at,
                    "answer_count": 1,
                    "accepted_count": 1,
                }
            )
            rows[2].append(
                {"id": answer, "question_id": question, "accepted_at": at, "accepted_by_id": asker_id}
            )
        for model, some in zip((Post, Question, Answer), rows, strict=True):
            if some:
                db.session.execute(insert(table_of(model)), some)
        for number in range(care):
            key = f"past-flag:{member_id}:{number}"
            db.session.add(ToldDeed(key=key, kind="flag", member_id=member_id, counts=True, arose_at=now))
    with unit_of_work():
        look_at([member_id])
