"""In which order lists of articles stand, and what follows one of them whatever became of it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from community.articles.models import Article

WORTH: Final = Article.helpful_count - Article.unhelpful_count
# By what a view of the work on articles is sorted, and whether the greatest comes first; "" is the public list.
_SORTED_BY: Final[dict[str, tuple[ColumnElement[Any], bool]]] = {
    "": (WORTH, True),
    "due": (Article.due_at.expression, False),
    "review": (Article.updated_at.expression, False),
    "retired": (Article.updated_at.expression, True),
    "draft": (Article.updated_at.expression, True),
}


def order(view: str) -> tuple[ColumnElement[Any], ...]:
    """The order of a view; the number makes it stable, so that pages neither repeat nor leave out."""
    by, greatest_first = _SORTED_BY[view]
    return (by.desc(), Article.id.desc()) if greatest_first else (by, Article.id.asc())


def behind(view: str, place: datetime | int, number: int) -> ColumnElement[bool]:
    """What follows the article of this number, which stood at this place."""
    by, greatest_first = _SORTED_BY[view]
    if greatest_first:
        return or_(by < place, and_(by == place, Article.id < number))
    return or_(by > place, and_(by == place, Article.id > number))


def place_of(view: str, article: Article) -> datetime | int:
    """Where an article stands in a view."""
    if not view:
        return article.helpful_count - article.unhelpful_count
    return article.due_at or article.updated_at if view == "due" else article.updated_at
