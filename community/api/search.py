"""Searching, and questions like the one that somebody is about to ask."""

from collections.abc import Iterable
from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.shapes import LONGEST_QUERY, Asked, Limit, Paged, Text, page_of
from community.articles import queries as articles
from community.articles.queries import Alike
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, requires
from community.search import queries
from community.search.snippets import Piece

bp: Final = Resource("search", __name__, tag="Search")
ORDER: Final = "search"


class SearchAsked(Paged):
    """What to look for: words, "phrases", -without, tag:, user:, is:solved, stars>=4."""

    q = Text(required=True, validate=validate.Length(max=LONGEST_QUERY))


class SuggestAsked(Asked):
    """The title that somebody is typing."""

    title = Text(required=True, validate=validate.Length(max=LONGEST_QUERY))
    limit = Limit()


class ResultOut(Schema):
    """A found post, the best of its thread; `score` falls from the first to the last."""

    id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True)
    snippet = fields.String(required=True)
    state = fields.String(required=True)
    accepted = fields.Boolean(required=True)
    tags = fields.List(fields.String(), required=True)
    stars = fields.Float(required=True, allow_none=True)
    rating_count = fields.Integer(required=True)
    answer_count = fields.Integer(required=True)
    author = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    score = fields.Float(required=True)


Results = page_of(ResultOut, "Results")


class Found(Results):  # type: ignore[misc,valid-type]
    """One page of results; `better` is what the query may have meant; with `more`, there are more than `total`."""

    total = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    better = fields.String(required=True, allow_none=True)


class AlikeOut(Schema):
    """An article about the same matter, and what it shares with the text."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True)
    lang = fields.String(required=True)
    snippet = fields.String(required=True)
    words = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    helpful = fields.Integer(required=True)
    score = fields.Float(required=True)


class Suggested(Results):  # type: ignore[misc,valid-type]
    """Questions, and beside them articles."""

    articles = fields.List(fields.Nested(AlikeOut), required=True)


@bp.get("/search")
@requires(Permission.READ)
@bp.input(SearchAsked, location="query")
@bp.output(Found)
def search(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What is found, best first."""
    number, limit = 1, query_data["limit"]
    if query_data["cursor"] is not None:
        order, *place = decode_cursor(query_data["cursor"], 3)
        number, limit = (paging.whole(each) for each in place)
        if order != ORDER or number > queries.FARTHEST_PAGE or limit not in range(1, 101):
            paging.refuse()
    if not query_data["q"].strip():
        return {"items": [], "next": None, "total": 0, "more": False, "better": None}
    found = queries.find(query_data["q"], number, limit)
    more = found.page.has_next and number < queries.FARTHEST_PAGE
    return {
        "items": _shown(found.page.items),
        "next": encode_cursor(ORDER, number + 1, limit) if more else None,
        "total": found.page.total,
        "more": found.more,
        "better": found.better,
    }


@bp.get("/suggest")
@requires(Permission.READ)
@bp.input(SuggestAsked, location="query")
@bp.output(Suggested)
def suggest(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Questions about the same matter as a title, and articles, best first."""
    title, limit = query_data["title"], query_data["limit"]
    found = queries.similar(title, limit) if title.strip() else []
    alike = articles.similar(title, limit=limit) if title.strip() else []
    return {"items": _shown(found), "next": None, "articles": [_article(each) for each in alike]}


def _shown(results: Iterable[queries.Result]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.post_id,
            "question_id": each.question_id,
            "kind": str(each.kind),
            "url": url_for("reading.question", question_id=each.question_id, slug=each.slug, _external=True)
            + (f"#answer-{each.post_id}" if each.post_id != each.question_id else ""),
            "title": each.title,
            "snippet": _plain(each.snippet),
            "state": str(each.state),
            "accepted": each.accepted,
            "tags": list(each.tags),
            "stars": each.stars,
            "rating_count": each.rating_count,
            "answer_count": each.answers,
            "author": each.author,
            "created_at": each.created_at,
            "score": each.score,
        }
        for each in results
    ]


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _article(each: Alike) -> dict[str, Any]:
    return {
        "id": each.id,
        "url": url_for("articles.show", article_id=each.id, slug=each.slug, _external=True),
        "title": each.title,
        "lang": each.lang,
        "snippet": each.said,
        "words": list(each.words),
        "tags": list(each.tags),
        "helpful": each.helpful_count,
        "score": each.score,
    }
