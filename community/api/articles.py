"""Articles, for programs: read, written, moved on, voted on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import LONGEST_QUERY, MOST, Given, Paged, Text, Whole, page_of
from community.articles import moving, queries, rules, services, turning, voting
from community.articles.models import Article
from community.articles.rules import PARTS, ArticleState, Move, Words
from community.kernel.addresses import LARGEST_ID
from community.kernel.languages import LANGUAGES, current_language, normalised
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, ensure, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.tags.rules import normalised as tag_name

bp: Final = Resource("articles", __name__, tag="Articles")
ORDER: Final = "articles"
STATES: Final = tuple(state.value for state in ArticleState)


class ArticlesAsked(Paged):
    """Public articles, those that helped most first; `q` finds some, `state` asks for those in work, also with `q`."""

    q = Text(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    tag = Text(load_default="", validate=validate.Length(max=60))
    lang = Text(load_default="", validate=validate.Length(max=10))
    state = Text(load_default="", validate=validate.OneOf(["", *queries.VIEWS]))


class ArticleWordsIn(Given):
    """Markdown in four parts; all but the title may be empty while it is a draft."""

    title = Text(validate=validate.Length(1, rules.TITLE_LONGEST))
    problem = Text()
    cause = Text()
    steps = Text()
    applies_to = Text()
    product = Text(validate=validate.Length(max=rules.PRODUCT_LONGEST))
    tags = fields.List(Text(validate=validate.Length(1, 60)), validate=validate.Length(max=10))


class ArticleIn(ArticleWordsIn):
    """A new article, or with `translation_of` an article in another language."""

    title = Text(load_default="", validate=validate.Length(max=rules.TITLE_LONGEST))
    lang = Text(load_default="", validate=validate.OneOf(["", *LANGUAGES]))
    translation_of = Whole(1, load_default=None, allow_none=True)


class NewWordsIn(ArticleWordsIn):
    """New words; what is left out stays. `base` is the revision that the editor saw."""

    comment = Text(load_default="", validate=validate.Length(max=rules.TITLE_LONGEST))
    base = Whole(1, load_default=None, allow_none=True)


class MoveIn(Given):
    """What to do with it, and why; `sure` says that what looks private may be read by everybody.

    `revision` is the one that was read: with it, newer words refuse the move.
    """

    move = Text(required=True, validate=validate.OneOf([each.value for each in Move]))
    note = Text(load_default="", validate=validate.Length(max=rules.NOTE_LONGEST))
    sure = fields.Boolean(load_default=False)
    revision = Whole(1, load_default=None, allow_none=True)


class VoteIn(Given):
    """Whether it helped."""

    helpful = fields.Boolean(required=True)


class PromoteIn(Given):
    """Which answer it is made from; without one, what solved it or has the most stars."""

    answer_id = Whole(1, load_default=None, allow_none=True)


class ArticleOut(Schema):
    """An article as readers see it, or as a draft where nobody does yet."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    lang = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    public = fields.Boolean(required=True)
    title = fields.String(required=True)
    problem = fields.String(required=True)
    cause = fields.String(required=True)
    steps = fields.String(required=True)
    applies_to = fields.String(required=True)
    html = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    product = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    question_id = fields.Integer(required=True, allow_none=True)
    answer_id = fields.Integer(required=True, allow_none=True)
    translation_of = fields.Integer(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    live_revision = fields.Integer(required=True, allow_none=True)
    helpful = fields.Integer(required=True)
    unhelpful = fields.Integer(required=True)
    checked_at = fields.DateTime(required=True, allow_none=True)
    review_at = fields.DateTime(required=True, allow_none=True)
    due = fields.String(
        required=True, metadata={"description": "Why it needs another look: date, votes or empty."}
    )


class ArticleDetail(ArticleOut):
    """The same with the words that wait, for those who write articles; null for others or where none wait."""

    waiting = fields.Dict(required=True, allow_none=True)
    own_vote = fields.Boolean(required=True, allow_none=True)


@bp.get("/articles")
@requires(Permission.READ)
@bp.input(ArticlesAsked, location="query")
@bp.output(page_of(ArticleOut, "Articles"))
def articles(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Articles: public ones, or with a key of somebody who writes them those in one state."""
    lang, limit, tag = normalised(query_data["lang"]), query_data["limit"], tag_name(query_data["tag"])
    if query_data["q"].strip() and not query_data["state"]:
        ids = [each.id for each in queries.searched(query_data["q"], lang, MOST if tag else limit)]
        found = {each.id: each for each in queries.by_ids(ids, tag)}
        return {"items": _shown([found[each] for each in ids if each in found][:limit]), "next": None}
    if query_data["state"]:
        ensure(actor_now(), Permission.DRAFT_ARTICLE)
    wanted = queries.listed(query_data["state"], tag, lang, query_data["q"])
    view, cursor = query_data["state"], query_data["cursor"]
    if cursor is not None:
        wanted = wanted.where(turning.behind(view, *_read(cursor, view)))

    def cursor_of(last: Article) -> str:
        place = turning.place_of(view, last)
        told = place if isinstance(place, int) else place.isoformat()
        return encode_cursor(ORDER, view, told, last.id)

    items, after = paging.page(paging.rows(wanted, limit), limit, cursor_of)
    return {"items": _shown(items), "next": after}


def _read(cursor: str, view: str) -> tuple[datetime | int, int]:
    """The place and the number that a cursor of this list names. Raises Invalid."""
    order, of, place, number = decode_cursor(cursor, 4)
    if (order, of) != (ORDER, view):
        paging.refuse()
    if view:
        return paging.moment(place), paging.whole(number)
    if isinstance(place, bool) or not isinstance(place, int) or abs(place) > LARGEST_ID:
        paging.refuse()
    return place, paging.whole(number)


@bp.get("/articles/<int:article_id>")
@requires(Permission.READ)
@bp.output(ArticleDetail)
def article(article_id: int) -> ResponseReturnValue:
    """One article."""
    return _detail(queries.article_or_404(article_id, actor_now()))


@bp.post("/articles")
@requires(Permission.DRAFT_ARTICLE)
@once
@bp.input(ArticleIn)
@bp.output(ArticleDetail, 201)
def write(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Begin an article, or the translation of one."""
    lang, source = json_data.pop("lang") or current_language(), json_data.pop("translation_of")
    with unit_of_work():
        if source is not None:
            queries.article_or_404(source, actor_now())
            return _detail(services.translate(source, lang, by=actor_now()))
        return _detail(services.write(_words(Words(title=""), json_data), lang, by=actor_now()))


@bp.patch("/articles/<int:article_id>")
@requires(Permission.DRAFT_ARTICLE)
@bp.input(NewWordsIn)
@bp.output(ArticleDetail)
def edit(article_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Set new words; readers see them once they are published."""
    base, comment = json_data.pop("base"), json_data.pop("comment")
    with unit_of_work():
        found = services.locked(article_id)
        words = _words(queries.worked_on(found).words(), json_data)
        return _detail(services.edit(article_id, words, base=base, comment=comment, by=actor_now()))


@bp.post("/articles/<int:article_id>/state")
@requires(Permission.DRAFT_ARTICLE)
@once
@bp.input(MoveIn)
@bp.output(ArticleDetail)
def move(article_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give it to review, publish it, send it back, and so on."""
    to = Move(json_data.pop("move"))
    with unit_of_work():
        return _detail(moving.move(article_id, to, by=actor_now(), **json_data))


@bp.put("/articles/<int:article_id>/vote")
@requires(Permission.VOTE_ARTICLE)
@bp.input(VoteIn)
@bp.output(ArticleDetail)
def vote(article_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Say whether it helped; the last word counts."""
    with unit_of_work():
        return _detail(voting.vote(article_id, helpful=json_data["helpful"], by=actor_now()))


@bp.post("/questions/<int:question_id>/article")
@requires(Permission.DRAFT_ARTICLE)
@once
@bp.input(PromoteIn)
@bp.output(ArticleDetail, 201)
def promote(question_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Begin an article from a question and what solved it; the one begun, where there is one."""
    posts.visible_or_404(question_id, actor_now())
    with unit_of_work():
        question = questions.question_or_404(question_id)
        return _detail(services.promote(question, answer_id=json_data["answer_id"], by=actor_now()))


def _words(before: Words, given: dict[str, Any]) -> Words:
    if "tags" in given:
        given["tags"] = tuple(tag_name(each) for each in given["tags"])
    names = ("title", "product", "tags", *PARTS)
    return Words(**{name: given.get(name, getattr(before, name)) for name in names})


def _shown(found: Sequence[Article]) -> list[dict[str, Any]]:
    tags = queries.tags_of([each.id for each in found])
    sources = posts.seen_among({number for each in found for number in _sources(each)}, actor_now())
    return [_told(each, tags.get(each.id, ()), sources) for each in found]


def _sources(each: Article) -> set[int]:
    return {number for number in (each.question_id, each.answer_id) if number is not None}


def _detail(found: Article) -> dict[str, Any]:
    waits = found.has_changes and may(actor_now(), Permission.DRAFT_ARTICLE)
    words = queries.newest(found).words() if waits else None
    return _shown([found])[0] | {
        "waiting": {name: getattr(words, name) for name in ("title", "product", "tags", *PARTS)}
        if words
        else None,
        "own_vote": queries.vote_of(found.id, actor_now().member_id),
    }


def _told(each: Article, tags: Sequence[str], sources: Collection[int]) -> dict[str, Any]:
    """One article; of what it was made of only what the reader may know of."""
    same = (
        "id",
        "lang",
        "state",
        "title",
        *PARTS,
        "product",
        "checked_at",
        "review_at",
    )
    return {name: getattr(each, name) for name in same} | {
        "url": url_for("articles.show", article_id=each.id, slug=each.slug, _external=True),
        "question_id": each.question_id if each.question_id in sources else None,
        "answer_id": each.answer_id if each.answer_id in sources else None,
        "public": each.is_public,
        "html": each.htmls,
        "tags": list(tags),
        "translation_of": each.translation_of_id,
        "revision": each.revision_count,
        "live_revision": each.live_number,
        "helpful": each.helpful_count,
        "unhelpful": each.unhelpful_count,
        "due": each.due_reason,
    }
