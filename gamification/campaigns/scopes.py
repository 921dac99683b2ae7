"""Which part of the record a campaign is about."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select

from community.kernel.db import db, table_of
from community.posts.models import Post
from community.questions.models import Question
from community.tags.models import QuestionTag

post, question, tagged = map(table_of, (Post, Question, QuestionTag))
asked: Final = post.alias("asked")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the record: from when until before when, under which tags, in which language, about what."""

    since: datetime
    until: datetime
    tag_ids: tuple[int, ...] = ()
    lang: str = ""
    product: str = ""
    spellings: tuple[str, ...] = ()  # of the product: as they stand in the record

    def spelt(self) -> "Scope":
        """The same with every way in which the product is written: of capitals, not every database knows all."""
        if not self.product:
            return self
        column = question.c.product
        written = db.session.scalars(
            select(column).where(func.length(column) == len(self.product)).distinct()
        )
        same = (each for each in written if each.casefold() == self.product.casefold())
        return replace(self, spellings=tuple(sorted(same)))

    def where(self, who: ColumnElement[Any], moment: Any, lang: Any) -> ColumnElement[bool]:
        parts = [who.is_not(None), moment >= self.since, moment < self.until]
        if self.tag_ids:
            under = select(tagged.c.question_id).where(tagged.c.tag_id.in_(self.tag_ids))
            parts.append(asked.c.id.in_(under))
        if self.lang:
            parts.append(lang == self.lang)
        if self.product:
            about = select(question.c.id).where(question.c.product.in_(self.spellings))
            parts.append(asked.c.id.in_(about))
        return and_(*parts)
