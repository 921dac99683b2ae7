"""Writing articles: from nothing, from a question, in another language; every state is kept."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select, update

from community.articles import likeness, queries, rules
from community.articles.models import Article, ArticleRevision, ArticleTag, ArticleTerm, ArticleVote
from community.articles.rules import PARTS, ArticleState, Words
from community.kernel import clock, events, markup
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.ports import ports
from community.kernel.text import collapse, slug
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.questions.models import Question
from community.tags import queries as tags_known
from community.tags import services as tags
from community.tags.models import QuestionTag, Tag


def locked(article_id: int) -> Article:
    """The article, locked until the transaction ends; raises NotFound."""
    found = db.session.get(Article, article_id)
    if found is None:
        raise NotFound
    lock_row(found)
    return found


def write(words: Words, lang: str, *, by: Actor) -> Article:
    """Begin a draft."""
    ensure(by, Permission.DRAFT_ARTICLE)
    if lang not in LANGUAGES:
        raise Invalid(N_("Choose a language."), field="lang")
    return _begun(Article(lang=lang), words, "drafted", by)


def promote(question: Question, *, answer_id: int | None = None, by: Actor) -> Article:
    """Begin a draft with what a question and its best answer say; the one that was begun, where there is one.

    Nothing private comes along: tokens and what looks private become gaps.
    """
    ensure(by, Permission.DRAFT_ARTICLE)
    lock_row(question)
    if not question.is_visible:
        raise Conflict(N_("Only a public question can become an article."))
    for each in queries.of_question(question.id):
        if each.question_id == question.id:
            return each
    answers = queries.answers_worth_keeping(question, answer_id)
    words = Words(
        title=collapse(_public(question.title))[: rules.TITLE_LONGEST],
        problem=_public(question.body_markdown),
        steps=rules.joined([_public(each.body_markdown) for each in answers]),
        applies_to=_public(question.product),
        product=_public(question.product)[: rules.PRODUCT_LONGEST],
        tags=tuple(_tags_of(question.id)),
    )
    best = answers[0] if answers else None
    article = Article(
        lang=question.lang,
        question_id=question.id,
        answer_id=best.id if best else None,
        credited_id=best.author_id if best else None,
    )
    return _begun(article, words, "promoted", by)


def _public(text: str) -> str:
    private = ports().gate.private_parts(text)
    return rules.without_private(text, [(each.start, each.end) for each in private])


def _tags_of(question_id: int) -> Sequence[str]:
    query = select(Tag.name).join(QuestionTag, QuestionTag.tag_id == Tag.id)
    return db.session.scalars(
        query.where(QuestionTag.question_id == question_id).order_by(QuestionTag.position)
    ).all()


def translate(article_id: int, lang: str, *, by: Actor) -> Article:
    """Begin the same article in another language with the words there are; the one begun, where there is one."""
    ensure(by, Permission.DRAFT_ARTICLE)
    source = locked(article_id)
    if lang not in LANGUAGES:
        raise Invalid(N_("Choose a language."), field="lang")
    if source.lang == lang:
        raise Conflict(N_("The article is written in this language already."))
    if source.root_id != source.id:
        source = locked(source.root_id)
    for each in (source, *queries.translations(source)):
        if each.lang == lang:
            return each
    words = queries.worked_on(source).words()
    article = Article(
        lang=lang,
        translation_of_id=source.id,
        question_id=source.question_id,
        answer_id=source.answer_id,
        credited_id=source.credited_id,
    )
    return _begun(article, words, "translated", by)


def _begun(article: Article, words: Words, act: str, by: Actor) -> Article:
    words, now = checked(words), clock.now()
    article.author_id = by.member_id
    article.created_at = article.updated_at = now
    article.state, article.revision_count = ArticleState.DRAFT, 0
    _show(article, words)
    db.session.add(article)
    db.session.flush()
    set_tags(article, words.tags)
    keep(article, words, "", by)
    announce(article, act, by)
    return article


def edit(article_id: int, words: Words, *, base: int | None = None, comment: str = "", by: Actor) -> Article:
    """Set new words; what readers see stays until somebody publishes them.

    With `base`, the number of the revision that the editor saw, Conflict is raised when there is a newer one.
    """
    ensure(by, Permission.DRAFT_ARTICLE)
    article = locked(article_id)
    if article.state == ArticleState.RETIRED:
        raise Conflict(N_("This article is retired; bring it back before you edit it."))
    words = checked(words)
    if words == queries.worked_on(article).words():
        return article
    if base is not None and base != article.revision_count:
        raise ChangedMeanwhile
    if article.live_number is None:
        _show(article, words)
        set_tags(article, words.tags)
    if article.state == ArticleState.PUBLISHED:
        article.state = ArticleState.DRAFT
    keep(article, words, collapse(comment)[: rules.TITLE_LONGEST], by)
    announce(article, "edited", by)
    return article


def checked(words: Words) -> Words:
    """The words as they are kept. Raises Invalid that names what is wrong; parts may be empty."""
    title, product = collapse(words.title), collapse(words.product)
    if not title:
        raise Invalid(rules.NO_TITLE, field="title")
    longest = dict.fromkeys(PARTS, whole("body_longest"))
    longest |= {"title": rules.TITLE_LONGEST, "product": rules.PRODUCT_LONGEST}
    for field, most in longest.items():
        if len(getattr(words, field)) > most:
            raise Invalid(N_("Make it shorter: %(most)s characters at most."), field=field, most=most)
    words = replace(words, tags=tuple(tags.followed(list(words.tags))))
    if len(words.tags) > whole("tags_most"):
        raise Invalid(
            N_("%(most)s tags are the most; leave the least fitting ones out."),
            field="tags",
            most=whole("tags_most"),
        )
    known = set(db.session.scalars(select(Tag.name).where(Tag.name.in_(words.tags))))
    for name in words.tags:
        if name not in known:
            raise Invalid(N_("There is no tag “%(name)s”."), field="tags", name=name)
    parts = {part: getattr(words, part).strip() for part in PARTS}
    return replace(words, title=title, product=product, **parts)


def _show(article: Article, words: Words) -> None:
    """Let these be the words of the article's own row."""
    article.title, article.slug, article.product = words.title, slug(words.title, "article"), words.product
    for part in PARTS:
        setattr(article, part, getattr(words, part))
    article.htmls = rendered(words)


def rendered(words: Words) -> dict[str, str]:
    """The parts through the one door for Markdown; empty ones stay empty."""
    return {
        part: markup.render(text).html if (text := getattr(words, part)).strip() else "" for part in PARTS
    }


def set_tags(article: Article, names: Sequence[str]) -> None:
    """Give the article exactly these tags, which exist, or what those lead to that are other names since."""
    db.session.execute(delete(ArticleTag).where(ArticleTag.article_id == article.id))
    ids = db.session.scalars(select(Tag.id).where(Tag.name.in_(tags.followed(list(names))))).all()
    db.session.add_all(ArticleTag(article_id=article.id, tag_id=each) for each in ids)
    db.session.flush()


def carry_over_tag(name: str, into_id: int) -> None:
    """A tag became another name of a second one, which its articles carry from now on."""
    for tag_id in tags_known.ids_of([name]):
        tags.carry_over(ArticleTag.article_id, tag_id, into_id)


def keep(article: Article, words: Words, comment: str, by: Actor) -> None:
    """Let these be the newest words."""
    article.revision_count += 1
    article.updated_at = clock.now()
    parts = {part: getattr(words, part) for part in PARTS}
    db.session.add(
        ArticleRevision(
            article_id=article.id,
            number=article.revision_count,
            editor_id=by.member_id,
            title=words.title,
            product=words.product,
            tags=list(words.tags),
            comment=comment,
            created_at=article.updated_at,
            **parts,
        )
    )
    db.session.flush()


def go_live(article: Article, revision: ArticleRevision) -> None:
    """Let readers see these words and find the article by them."""
    words = revision.words()
    _show(article, words)
    set_tags(article, words.tags)
    article.live_number = revision.number
    forget_terms(article)
    db.session.add_all(
        ArticleTerm(term=term, article_id=article.id, weight=weight) for term, weight in terms(words).items()
    )
    db.session.flush()


def reword(article: Article, shown: ArticleRevision) -> None:
    """Let the article say what the revision that it shows says by now."""
    if article.is_public:
        go_live(article, shown)
    else:
        _show(article, shown.words())
        db.session.flush()


def terms(words: Words) -> dict[str, int]:
    """By what readers find an article that says this, and how much each weighs."""
    return likeness.terms_of(words.title, f"{words.problem}\n{words.applies_to}\n{' '.join(words.tags)}")


def forget_terms(article: Article) -> None:
    """Let nobody find the article by its words."""
    db.session.execute(delete(ArticleTerm).where(ArticleTerm.article_id == article.id))


def announce(article: Article, act: str, by: Actor, note: str = "") -> None:
    """Tell what was done with an article."""
    db.session.flush()
    tell(
        events.ArticleRuled(
            article_id=article.id,
            title=article.title,
            lang=article.lang,
            act=act,
            state=article.state,
            number=article.revision_count,
            question_id=article.question_id,
            author_id=article.author_id,
            credited_id=article.credited_id,
            by_id=by.id,
            note=note,
        )
    )


def follow(question_id: int, into_id: int) -> None:
    """Name another question as the one that articles were made from; it may have some already."""
    query = update(Article).where(Article.question_id == question_id)
    db.session.execute(query.values(question_id=into_id))


def forget_member(member_id: int) -> None:
    """Keep what somebody wrote who left, and not that it was them; their votes go."""
    for column in (Article.author_id, Article.credited_id, Article.published_by_id):
        db.session.execute(update(Article).where(column == member_id).values({column: None}))
    db.session.execute(
        update(ArticleRevision).where(ArticleRevision.editor_id == member_id).values(editor_id=None)
    )
    for vote in db.session.scalars(select(ArticleVote).where(ArticleVote.member_id == member_id)).all():
        column = Article.helpful_count if vote.helpful else Article.unhelpful_count
        db.session.execute(update(Article).where(Article.id == vote.article_id).values({column: column - 1}))
    db.session.execute(delete(ArticleVote).where(ArticleVote.member_id == member_id))
