"""What must hold between articles, their states, their words and their votes."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.articles.models import Article, ArticleRevision, ArticleTerm, ArticleVote
from community.articles.rules import ArticleState


def breaches(session: Session) -> list[str]:
    """A sentence for each thing that does not fit."""
    return list(_breaches(session))


def _breaches(session: Session) -> Iterator[str]:
    votes = select(ArticleVote.article_id, ArticleVote.helpful, func.count().label("number"))
    rows = session.execute(votes.group_by(ArticleVote.article_id, ArticleVote.helpful))
    cast = {(row.article_id, row.helpful): row.number for row in rows}
    states = select(ArticleRevision.article_id, func.max(ArticleRevision.number))
    newest: dict[int, int] = dict(session.execute(states.group_by(ArticleRevision.article_id)).all())
    found = set(session.scalars(select(ArticleTerm.article_id).distinct()))
    for each in session.scalars(select(Article).order_by(Article.id)):
        counted = (cast.get((each.id, True), 0), cast.get((each.id, False), 0))
        if counted != (each.helpful_count, each.unhelpful_count):
            yield f"article {each.id} counts other votes than there are"
        if newest.get(each.id) != each.revision_count:
            yield f"article {each.id} counts other revisions than there are"
        if each.id in found and each.state == ArticleState.RETIRED:
            yield f"article {each.id} is retired and found all the same"
        if each.id not in found and each.is_public:
            yield f"article {each.id} is public and found by no word"
