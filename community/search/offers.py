"""What may answer a question before it is asked: similar ones, with the first lines of their best answers."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import func, select

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.ports import Offer
from community.kernel.text import plain
from community.posts.models import Post, PostStatus
from community.search import queries
from community.search.alike import is_alike
from community.search.results import Result

MOST: Final = 4
LONGEST: Final = 220
_SOURCE: Final = 1_200  # characters of HTML that are read for it

_posts: Final = Post.__table__
_answers: Final = Answer.__table__


class Shelf:
    """Fills the port: the index knows what was asked already."""

    def offers(self, title: str) -> Sequence[Offer]:
        return offers_for(title)


def offers_for(title: str) -> list[Offer]:
    """Similar questions, best first; those with answers say the first lines of the best one.

    What shares but one of many words ("since") is found as well, where nothing is closer: that is not offered.
    """
    if not title.strip():
        return []
    found = [each for each in queries.similar(title, MOST) if is_alike(each.words, _texts(each))]
    best = _best_answers({each.question_id for each in found})
    return [
        Offer(
            question_id=each.question_id,
            slug=each.slug,
            title=each.title,
            lang=each.lang,
            state=each.state,
            stars=each.stars,
            answers=each.answers,
            text=best.get(each.question_id) or "".join(piece.text for piece in each.snippet),
            accepted=each.accepted,
        )
        for each in found
    ]


def _texts(found: Result) -> Iterator[str]:
    yield " ".join((found.title, *found.tags))
    yield plain(found.body_html)


def _best_answers(question_ids: Collection[int]) -> dict[int, str]:
    """The first lines of the best visible answer to each question, in one statement."""
    if not question_ids:
        return {}
    rank = (
        func.row_number()
        .over(
            partition_by=_answers.c.question_id,
            order_by=(_answers.c.accepted_at.is_(None), _answers.c.score.desc(), _answers.c.id),
        )
        .label("rank")
    )
    ranked = (
        select(_answers.c.question_id, func.substr(_posts.c.body_html, 1, _SOURCE).label("html"), rank)
        .join(_posts, _posts.c.id == _answers.c.id)
        .where(_answers.c.question_id.in_(question_ids), _posts.c.status == PostStatus.PUBLISHED)
        .subquery()
    )
    rows = db.session.execute(select(ranked.c.question_id, ranked.c.html).where(ranked.c.rank == 1))
    return {question_id: _first_lines(html) for question_id, html in rows}


def _first_lines(html: str) -> str:
    whole, _, cut = html.rpartition("<")
    text = plain(html if ">" in cut else whole)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
