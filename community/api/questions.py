"""Questions for programs: asking, lists, one with everything beneath it, and answering."""

from typing import Any, Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy import Select

from community.accounts.queries import with_author
from community.answers import services as answers
from community.api import paging, post_shapes
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import LONGEST_QUERY, Given, Paged, Text, page_of
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries, services
from community.questions.models import Question
from community.reading import queries as lists
from community.reading.filters import Filters
from community.reading.thread import AnswerView, thread
from community.routing import queries as ladder
from community.tags import queries as tags

bp: Final = Resource("questions", __name__, tag="Questions")
FARTHEST: Final = 10_000  # rows of the list that is sorted by what happens now


class NewQuestion(Given):
    """A new question."""

    title = Text(required=True, validate=validate.Length(1, 1_000))
    body = Text(required=True, validate=validate.Length(1))
    tags = fields.List(Text(), required=True, validate=validate.Length(1, 10))
    product = Text(load_default="")


class NewAnswer(Given):
    """A new answer, in Markdown."""

    body = Text(required=True, validate=validate.Length(1))


class ListAsked(Paged):
    """Which questions, in which order."""

    sort = fields.String(load_default="active", validate=validate.OneOf(lists.SORTS))
    tag = Text(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    state = fields.String(load_default="", validate=validate.OneOf(("", *lists.STATES)))


QuestionPage = page_of(post_shapes.QuestionRow, "QuestionPage")


@bp.post("/questions")
@requires(Permission.ASK)
@once
@bp.input(NewQuestion)
@bp.output(post_shapes.QuestionOut, 201)
def ask(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Ask a question.

    It is published, or held for a moderator (`state` is "held" then); what the gate saw stands in
    `findings`. A text that the gate refuses is answered by a problem with the same findings.
    """
    with unit_of_work():
        asked = services.ask(
            json_data["title"],
            json_data["body"],
            json_data["tags"],
            product=json_data["product"],
            by=actor_now(),
        )
        return _whole(asked.id)


@bp.get("/questions")
@requires(Permission.READ)
@bp.input(ListAsked, location="query")
@bp.output(QuestionPage)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Questions that everyone may see, in an order, under a tag, of a state."""
    sort, cursor, limit = query_data["sort"], query_data["cursor"], query_data["limit"]
    tag = _known(query_data["tag"]) if query_data["tag"] else ""
    query = _chosen(sort, tag, query_data["state"])
    if sort == "hot":
        start = paging.offset(cursor, sort, FARTHEST)
        filters = Filters(sort, query_data["state"], tags=(tag,) if tag else ())
        query = query.where(Question.id.in_(lists.hottest(filters, start + limit + 1)))
        found = paging.rows(query.offset(start), limit)
        shown, following = paging.page_from(found, limit, sort, start, FARTHEST)
    else:
        moment = Question.last_activity_at if sort == "active" else Question.asked_at
        found = paging.rows(paging.after(query, moment, Question.id, cursor, order=sort), limit)
        shown, following = paging.page(
            found,
            limit,
            lambda last: paging.cursor_at(getattr(last, moment.key), last.id, order=sort),
        )
    stages = ladder.stages_of([each.id for each in shown])
    rows = [post_shapes.question_row(each, actor_now(), stages.get(each.id)) for each in shown]
    return {"items": rows, "next": following}


def _chosen(sort: str, tag: str, state: str) -> Select[Question]:
    query = lists.listed()
    if tag:
        query = query.where(Question.id.in_(lists.tagged(tag)))
    if state:
        query = query.where(queries.in_state(state))
    if sort == "unanswered":
        query = query.where(queries.in_state("unanswered"))
    return query.order_by(*lists.order(sort))


def _known(tag: str) -> str:
    """The name that a tag has now; a name that none has is left as it is, and finds nothing."""
    try:
        return tags.tag_or_404(tag).name
    except NotFound:
        return tag


@bp.get("/questions/<int:question_id>")
@requires(Permission.READ)
@bp.output(post_shapes.QuestionOut)
@bp.doc(responses={301: "The question was merged into the one that Location names."})
def show(question_id: int) -> ResponseReturnValue:
    """A question with its answers, best first, their stars, and the comments."""
    found = posts.visible_or_404(question_id, actor_now())
    if isinstance(found, Question) and found.merged_into_id is not None:
        queries.ensure_goes_on(question_id, actor_now())
        return redirect(url_for("api_questions.show", question_id=found.merged_into_id), code=301)
    return _whole(question_id)


def _whole(question_id: int) -> dict[str, Any]:
    reader = actor_now()
    read = thread(question_id, reader, whole=True)
    stage = ladder.stages_of([question_id]).get(question_id)
    return post_shapes.question(
        read.question,
        reader,
        stage,
        comments=read.comments,
        answers=[_answer(view) for view in read.answers],
    )


def _answer(view: AnswerView) -> dict[str, Any]:
    return post_shapes.answer(
        view.post, actor_now(), own_stars=view.own_stars, mean=view.mean, comments=view.comments
    )


@bp.post("/questions/<int:question_id>/answers")
@requires(Permission.ANSWER)
@once
@bp.input(NewAnswer)
@bp.output(post_shapes.AnswerOut, 201)
def give_answer(question_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Answer a question; published or held as the gate says."""
    with unit_of_work():
        asked = queries.question_or_404(question_id, for_update=True)
        posts.visible_or_404(question_id, actor_now())
        given = answers.answer(asked, json_data["body"], by=actor_now())
        with_author(given)
        return post_shapes.answer(given, actor_now())
