"""Whether somebody wrote while somebody else was writing: a mark of the last message, and what came after it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import CompoundSelect, func, select, union_all

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.routing.models import Letter
from moderation.escalation import holding
from moderation.escalation.models import Case, CaseNote

MEANWHILE: Final = N_(
    "%(name)s wrote meanwhile, so nothing was sent. Read it above; your text is kept, send it again."
)
MARK: Final = r"p([0-9]{1,15})l([0-9]{1,15})n([0-9]{1,15})(a?)"  # how it is written


@dataclass(frozen=True, slots=True)
class Mark:
    """The last post, letter and note of a case; a form carries it, so that nobody answers what they have not read.

    `alone`: the question was not public, so whoever wrote then wrote to the asker alone.
    """

    post: int
    letter: int
    note: int
    alone: bool = False

    def __str__(self) -> str:
        return f"p{self.post}l{self.letter}n{self.note}{'a' if self.alone else ''}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark that a form or an address brings; None for anything else."""
        found = re.fullmatch(MARK, text)
        if found is None:
            return None
        return cls(int(found[1]), int(found[2]), int(found[3]), bool(found[4]))


def _thread(question_id: int) -> CompoundSelect[Any]:
    """The ids of what was written under a question."""
    answers, comments = Answer.__table__.c, Comment.__table__.c
    return union_all(
        select(answers.id).where(answers.question_id == question_id),
        select(comments.id).where(comments.question_id == question_id),
    )


def mark_of(case: Case) -> Mark:
    """Where the words of a case end now."""
    thread = _thread(case.question_id).subquery("thread")
    last = (
        select(func.max(thread.c.id)),
        select(func.max(Letter.id)).where(Letter.need_id == case.need_id),
        select(func.max(CaseNote.id)).where(CaseNote.case_id == case.id),
        select(Post.__table__.c.status).where(Post.__table__.c.id == case.question_id),
    )
    post, letter, note, status = db.session.execute(select(*(each.scalar_subquery() for each in last))).one()
    return Mark(max(case.question_id, post or 0), letter or 0, note or 0, status != PostStatus.PUBLISHED)


def wrote_alone(seen: str) -> bool:
    """Whether whoever read what `seen` marks was told that the asker alone would read an answer."""
    mark = Mark.read(seen)
    return mark is not None and mark.alone


def writers_since(case: Case, mark: Mark, *, but: int | None) -> list[str]:
    """The names of those who wrote after `mark`, each once; notes count as well."""
    posts = Post.__table__.c
    newer = [each for each in db.session.scalars(_thread(case.question_id)) if each > mark.post]
    query = union_all(
        select(posts.author_id).where(posts.id.in_(newer)),
        select(Letter.author_id).where(Letter.need_id == case.need_id, Letter.id > mark.letter),
        select(CaseNote.author_id).where(CaseNote.case_id == case.id, CaseNote.id > mark.note),
    ).subquery()
    wrote = {each for each in db.session.scalars(select(query.c[0])) if each != but}
    names = db.session.scalars(
        select(Member.display_name).where(Member.id.in_([each for each in wrote if each])).order_by(Member.id)
    )
    return [*names, *(["?"] if None in wrote else [])]


def ensure_seen(case_id: int, seen: str, *, by: Actor, refusal: str = MEANWHILE) -> None:
    """Raise Conflict where somebody wrote after what `seen` marks; without a mark nothing is asked.

    `refusal` says so, with the `name` of whoever wrote.
    It locks the case first, so what is written next is written after that check.
    """
    mark = Mark.read(seen)
    if mark is None:
        return
    case = holding.locked(case_id, even_closed=True)
    names = writers_since(case, mark, but=by.member_id)
    if names:
        raise Conflict(refusal, field="seen", name=", ".join(names))
