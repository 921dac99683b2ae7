"""Who sees pictures in articles: everybody what readers see, whoever writes articles all of it."""

from sqlalchemy import select

from community.articles.models import Article, ArticleRevision
from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may

PLACES = (Article.__tablename__, ArticleRevision.__tablename__)


def in_article(key: str, actor: Actor) -> bool:
    """Whether the reader may read an article that shows the picture."""
    if may(actor, Permission.DRAFT_ARTICLE):
        return True
    shown = db.session.scalars(
        select(Article).where(Article.id.in_(abouts(key, Article.__tablename__))).limit(50)
    )
    return any(each.is_public for each in shown)
