"""Titles in news about reports: they are told as they are now, so the questions are read with the news, all at once."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from community.kernel import masks
from community.kernel.db import db
from community.kernel.words import N_
from community.notifications.families import OF_REPORTS
from community.notifications.models import Notification
from community.questions.models import Question

UNSEEN: Final = N_("A post that you cannot see now")


def with_questions(items: Sequence[Notification]) -> Sequence[Notification]:
    """The same news, its questions at hand where their titles are told."""
    about = [each for each in items if _names_question(each)]
    if about:
        query = select(Question).where(Question.id.in_({each.question_id for each in about}))
        found = {each.id: each for each in db.session.scalars(query)}
        for each in about:
            set_committed_value(each, "question", found.get(each.question_id or 0))
    return items


def words_now(news: Notification) -> dict[str, Any]:
    """The words of a piece of news; of a report with the title of now, for whoever may read that still."""
    data = dict(news.data)
    if _names_question(news):
        question = news.question
        seen = question is not None and question.seen_by(news.member_id, privileged=False)
        # A list holds words to translate.
        data["title"] = masks.labelled(question.title) if question is not None and seen else [UNSEEN]
    return data


def _names_question(news: Notification) -> bool:
    return news.kind in OF_REPORTS and news.question_id is not None
