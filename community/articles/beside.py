"""What the page of an article shows beside its words, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Member
from community.articles.models import Article, ArticleRevision, ArticleTag, ArticleVote
from community.articles.queries import other_languages
from community.kernel.sheaf import Sheaf
from community.tags.models import Tag


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; `people` are held here, so that their names are at hand."""

    translations: Sequence[Article]
    tags: Sequence[Tag]
    votes: Sequence[ArticleVote]  # the reader's own
    newest: Sequence[ArticleRevision]  # for those who write
    people: Sequence[Member]


def beside(article: Article, member_id: int | None, *, writes: bool) -> Beside:
    """All of it, in one statement."""
    sheaf, of = Sheaf(), article.id
    tagged = select(ArticleTag.tag_id).where(ArticleTag.article_id == of)
    votes = (ArticleVote.article_id == of, ArticleVote.member_id == (member_id or 0))
    words = (ArticleRevision.article_id == of, ArticleRevision.number == article.revision_count)
    people = [article.credited_id, article.author_id, article.published_by_id]
    found = Beside(
        translations=sheaf.list_of(Article, *other_languages(article), order=[Article.lang]),
        tags=sheaf.list_of(Tag, Tag.id.in_(tagged), order=[Tag.name]),
        votes=sheaf.list_of(ArticleVote, *votes),
        newest=sheaf.list_of(ArticleRevision, *words) if writes else [],
        people=sheaf.list_of(Member, Member.id.in_([each for each in people if each is not None])),
    )
    sheaf.read()
    return found
