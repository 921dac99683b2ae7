"""What pages and programs read of articles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from community.answers.models import Answer
from community.articles import turning
from community.articles.finding import Alike, closest, searched, shown, similar
from community.articles.models import Article, ArticleRevision, ArticleTag, ArticleVote
from community.articles.rules import ArticleState
from community.kernel import diff
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, may
from community.kernel.sheaf import Sheaf
from community.posts.models import PostStatus
from community.questions.models import Question
from community.tags.models import Tag
from community.tags.queries import id_named

__all__ = ["Alike", "closest", "searched", "shown", "similar"]

PER_PAGE = 20
MOST_WORDS = 10  # of a search among articles in work
_PARTS = (
    Article.title,
    Article.problem,
    Article.cause,
    Article.steps,
    Article.applies_to,
    Article.product,
)
BY_WORTH = turning.order("")
PUBLIC = and_(Article.live_number.is_not(None), Article.state != ArticleState.RETIRED)


@dataclass(frozen=True, slots=True)
class Change:
    """A revision and what it changed, part by part; parts that stayed are left out."""

    revision: ArticleRevision
    title: diff.Line | None
    product: diff.Line | None
    tags: diff.Line | None
    parts: Mapping[str, list[diff.Line]]


def article_or_404(article_id: int, actor: Actor) -> Article:
    """The article, if it is public or the actor writes articles; raises NotFound."""
    found = db.session.get(Article, article_id)
    if found is None or not (found.is_public or may(actor, Permission.DRAFT_ARTICLE)):
        raise NotFound
    return found


def public_articles(lang: str, tag: str, number: int) -> Page[Article]:
    """Public articles, those in the reader's language first, then those that helped most."""
    query = _with_tag(select(Article).where(PUBLIC), tag)
    return paginate(query.order_by(Article.lang != lang, *BY_WORTH), number, PER_PAGE)


def listed(view: str, tag: str, lang: str | None, text: str = "") -> Select[Article]:
    """Articles for programs: public ones, or those in a view of the work on them; `text` names words in them.

    Only public articles are in the index of words, so those in work are read: there are few of them.
    """
    query = _in_view(view) if view else select(Article).where(PUBLIC).order_by(*turning.order(view))
    query = query.where(Article.lang == lang) if lang else query
    for word in text.split()[:MOST_WORDS]:
        query = query.where(or_(*(part.icontains(word, autoescape=True) for part in _PARTS)))
    return _with_tag(query, tag)


def by_ids(ids: Collection[int], tag: str = "") -> Sequence[Article]:
    """The articles of these numbers, in no order; only those under `tag`, where one is named."""
    return db.session.scalars(_with_tag(select(Article).where(Article.id.in_(ids)), tag)).all()


def _with_tag(query: Select[Article], tag: str) -> Select[Article]:
    return query.where(_tagged(tag)) if tag else query


def _tagged(name: str) -> ColumnElement[bool]:
    return Article.id.in_(select(ArticleTag.article_id).where(ArticleTag.tag_id == id_named(name)))


def _in_view(view: str) -> Select[Article]:
    query = select(Article)
    match view:
        case "due":
            query = query.where(Article.due_at.is_not(None), PUBLIC)
        case "retired":
            query = query.where(Article.state == ArticleState.RETIRED)
        case "review":
            query = query.where(Article.state == ArticleState.REVIEW)
        case _:
            view, query = "draft", query.where(Article.state == ArticleState.DRAFT)
    return query.order_by(*turning.order(view))


VIEWS = ("draft", "review", "due", "retired")


def in_work(view: str, number: int) -> Page[Article]:
    """Drafts, what waits for review, what is due for another look, or what was retired."""
    return paginate(_in_view(view), number, PER_PAGE)


def counts() -> dict[str, int]:
    """How many there are in each view, in one statement."""
    columns = [
        select(func.count())
        .select_from(_in_view(view).order_by(None).subquery())
        .scalar_subquery()
        .label(view)
        for view in VIEWS
    ]
    row = db.session.execute(select(*columns)).one()
    return {view: getattr(row, view) for view in VIEWS}


def tags_of(ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The tags of several articles, as readers see them."""
    found: dict[int, list[str]] = {}
    query = select(ArticleTag.article_id, Tag.name).join(Tag, Tag.id == ArticleTag.tag_id)
    for number, name in db.session.execute(query.where(ArticleTag.article_id.in_(ids)).order_by(Tag.name)):
        found.setdefault(number, []).append(name)
    return {number: tuple(names) for number, names in found.items()}


def tags_in_use(most: int = 20) -> Sequence[str]:
    """The tags that public articles carry, the most used first."""
    return db.session.scalars(
        select(Tag.name)
        .join(ArticleTag, ArticleTag.tag_id == Tag.id)
        .join(Article, Article.id == ArticleTag.article_id)
        .where(PUBLIC)
        .group_by(Tag.id)
        .order_by(func.count().desc(), Tag.name)
        .limit(most)
    ).all()


def newest(article: Article) -> ArticleRevision:
    """The newest words, public or not."""
    return revision(article.id, article.revision_count)


def revision(article_id: int, number: int) -> ArticleRevision:
    """One state of an article; raises NotFound."""
    query = select(ArticleRevision).where(
        ArticleRevision.article_id == article_id, ArticleRevision.number == number
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def worked_on(article: Article) -> ArticleRevision:
    """The words that the next edit begins with: what waits, or what readers see."""
    if article.has_changes or article.live_number is None:
        return newest(article)
    return revision(article.id, article.live_number)


def history(article_id: int) -> list[Change]:
    """Every state with what it changed, the newest first."""
    query = select(ArticleRevision).where(ArticleRevision.article_id == article_id)
    states = db.session.scalars(query.order_by(ArticleRevision.number)).all()
    before = [None, *states[:-1]]
    return [_change(old, new) for old, new in zip(before, states, strict=True)][::-1]


def changes_waiting(article: Article) -> Change | None:
    """What the words that wait would change for readers."""
    if not article.has_changes or article.live_number is None:
        return None
    return _change(revision(article.id, article.live_number), newest(article))


def _change(old: ArticleRevision | None, new: ArticleRevision) -> Change:
    parts = {}
    for part in ("problem", "cause", "steps", "applies_to"):
        before, after = (getattr(old, part) if old else ""), getattr(new, part)
        if before != after:
            parts[part] = diff.difference(before, after)
    title, product, tags = (old.title, old.product, old.tags) if old else ("", "", [])
    return Change(
        new,
        diff.line_difference(title, new.title) if title != new.title else None,
        diff.line_difference(product, new.product) if product != new.product else None,
        diff.set_difference(tags, new.tags) if list(tags) != list(new.tags) else None,
        parts,
    )


def translations(article: Article) -> Sequence[Article]:
    """The same article in other languages, drafts included."""
    return db.session.scalars(select(Article).where(*other_languages(article)).order_by(Article.lang)).all()


def other_languages(article: Article) -> tuple[ColumnElement[bool], ...]:
    root = article.root_id
    return or_(Article.id == root, Article.translation_of_id == root), Article.id != article.id


def of_question(question_id: int) -> Sequence[Article]:
    """The articles made from a question, and their translations, retired ones left out."""
    return db.session.scalars(select(Article).where(*_made_from(question_id)).order_by(Article.id)).all()


def _made_from(question_id: int) -> tuple[ColumnElement[bool], ...]:
    roots = select(Article.id).where(Article.question_id == question_id)
    made = or_(Article.question_id == question_id, Article.translation_of_id.in_(roots))
    return made, Article.state != ArticleState.RETIRED


def wanted(sheaf: Sheaf, question_id: int) -> list[Article]:
    """Let a page read the same together with its other lists."""
    return sheaf.list_of(Article, *_made_from(question_id), order=[Article.id])


def vote_of(article_id: int, member_id: int | None) -> bool | None:
    """Whether the article helped this member, if they said."""
    if member_id is None:
        return None
    found = db.session.get(ArticleVote, (article_id, member_id))
    return found.helpful if found else None


def source_of(article: Article) -> Question | None:
    """The question that it was made from, if everybody may read it."""
    if article.question_id is None:
        return None
    found = db.session.get(Question, article.question_id)
    return found if found is not None and found.is_visible else None


def answers_worth_keeping(question: Question, answer_id: int | None = None) -> list[Answer]:
    """The answer that solved it (or the given one) and the team's last reply; public ones only."""
    visible = select(Answer).where(Answer.question_id == question.id, Answer.status == PostStatus.PUBLISHED)
    best = visible.order_by(Answer.accepted_at.is_(None), Answer.score.desc(), Answer.created_at, Answer.id)
    chosen = visible.where(Answer.id == answer_id) if answer_id is not None else best
    staff = visible.where(Answer.by_staff).order_by(Answer.created_at.desc(), Answer.id.desc())
    first, team = (db.session.scalars(query.limit(1)).first() for query in (chosen, staff))
    if answer_id is not None and first is None:
        raise NotFound
    return list(dict.fromkeys(each for each in (first, team) if each is not None))


def past_their_date(now: datetime) -> Sequence[int]:
    """Public articles whose date has come and that nobody was told of."""
    return db.session.scalars(
        select(Article.id).where(PUBLIC, Article.due_at.is_(None), Article.review_at <= now)
    ).all()


def newest_public(most: int) -> Sequence[Article]:
    """Public articles, the newest first."""
    return db.session.scalars(
        select(Article).where(PUBLIC).order_by(Article.published_at.desc(), Article.id.desc()).limit(most)
    ).all()


def for_sitemap(most: int) -> Sequence[tuple[int, str, datetime]]:
    """Public articles with their last change."""
    changed = func.coalesce(Article.checked_at, Article.published_at, Article.created_at)
    rows = db.session.execute(
        select(Article.id, Article.slug, changed).where(PUBLIC).order_by(Article.id).limit(most)
    )
    return [(number, slug, at) for number, slug, at in rows]


def translations_for_sitemap(most: int) -> Mapping[int, Sequence[tuple[str, int, str]]]:
    """For each public article that has public translations: the language, id and slug of all of them, itself too."""
    rows = db.session.execute(
        select(Article.id, Article.translation_of_id, Article.lang, Article.slug)
        .where(PUBLIC)
        .order_by(Article.id)
        .limit(most)
    ).all()
    groups: dict[int, list[tuple[str, int, str]]] = {}
    for row in rows:
        groups.setdefault(row.translation_of_id or row.id, []).append((row.lang, row.id, row.slug))
    return {each[1]: group for group in groups.values() if len(group) > 1 for each in group}
