"""Questions, answers and comments as programs see them."""

from collections.abc import Sequence
from typing import Any, Final

from apiflask import Schema
from flask import url_for
from marshmallow import fields

from community.answers.models import Answer
from community.api.people import author
from community.api.shapes import FindingOut, PersonOut, StarsOut
from community.comments.models import Comment
from community.kernel.findings import told
from community.kernel.judging import Verdict
from community.kernel.policy import Actor, Permission, may
from community.posts import seeing
from community.posts.models import Post, PostStatus
from community.questions import queries as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing.models import Stage

_STRICTER: Final = {Verdict.PUBLISH: 0, Verdict.REVIEW: 1}


class PostOut(Schema):
    """What every post has. `verdict` and `findings` are the gate's, for the author and for staff."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True)
    verdict = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    author = fields.Nested(PersonOut, required=True)
    created_at = fields.DateTime(required=True)


class CommentOut(PostOut):
    """A comment on a question or an answer; `state` is published, held, refused, hidden or deleted."""

    post_id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    body = fields.String(required=True)
    html = fields.String(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)


class AnswerOut(PostOut):
    """An answer with its stars and comments; `state` is published, held, refused, hidden or deleted."""

    question_id = fields.Integer(required=True)
    body = fields.String(required=True)
    html = fields.String(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    by_staff = fields.Boolean(required=True)
    accepted = fields.Boolean(required=True)
    accepted_at = fields.DateTime(required=True, allow_none=True)
    rating = fields.Nested(StarsOut, required=True)
    comments = fields.List(fields.Nested(CommentOut), required=True)


class QuestionRow(PostOut):
    """A question in a list; `stage` is where it stands on the ladder of help."""

    title = fields.String(required=True)
    stage = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    answer_count = fields.Integer(required=True)
    accepted_count = fields.Integer(required=True)
    same_problem_count = fields.Integer(required=True)
    last_activity_at = fields.DateTime(required=True)


class QuestionOut(QuestionRow):
    """A question with everything beneath it."""

    body = fields.String(required=True)
    html = fields.String(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    close_reason = fields.String(required=True, allow_none=True)
    follower_count = fields.Integer(required=True)
    comments = fields.List(fields.Nested(CommentOut), required=True)
    answers = fields.List(fields.Nested(AnswerOut), required=True)


def url_of(post: Post) -> str:
    """The address of a post's page."""
    if isinstance(post, Question):
        return url_for("reading.question", question_id=post.id, slug=post.slug, _external=True)
    return url_for("reading.post", post_id=post.id, _external=True)


def _told(post: Post, reader: Actor) -> dict[str, Any]:
    """What the gate said, for those who may know."""
    own = reader.member_id is not None and reader.member_id == post.author_id
    knows = own or may(reader, Permission.SEE_HELD)
    found = told(seeing.findings_for(post, reader)) if knows else []
    return {"verdict": verdict_of(post) if knows else str(Verdict.PUBLISH), "findings": found}


def verdict_of(post: Post) -> str:
    """What became of a post at the gate; a post that is visible was published, or published to be looked at."""
    if post.status == PostStatus.HELD:
        return str(Verdict.HOLD)
    if post.status == PostStatus.REFUSED:
        return str(Verdict.REFUSE)
    found = (Verdict(each.get("verdict", Verdict.PUBLISH)) for each in post.findings)
    known = [verdict for verdict in found if verdict in _STRICTER]
    return str(max(known, key=_STRICTER.__getitem__, default=Verdict.PUBLISH))


def _post(post: Post, reader: Actor) -> dict[str, Any]:
    return {
        "id": post.id,
        "url": url_of(post),
        "state": str(post.status),
        "author": author(post),
        "created_at": post.created_at,
        **_told(post, reader),
    }


def words_of(post: Post, reader: Actor) -> dict[str, Any]:
    """A post of any kind, whose author is loaded, with its words."""
    words = {
        "body": seeing.body_for(post, reader.member_id),
        "html": seeing.html_for(post, reader.member_id),
        "edited_at": post.edited_at,
    }
    return _post(post, reader) | words


def comment(post: Comment, reader: Actor) -> dict[str, Any]:
    """A comment whose author is loaded."""
    place = {"post_id": post.parent_id, "question_id": post.question_id}
    return words_of(post, reader) | place


def answer(
    post: Answer,
    reader: Actor,
    *,
    own_stars: int | None = None,
    mean: float | None = None,
    comments: Sequence[Comment] = (),
) -> dict[str, Any]:
    """An answer whose author is loaded; `own_stars` are the reader's, `mean` the shown stars where they are known."""
    return words_of(post, reader) | {
        "question_id": post.question_id,
        "by_staff": post.by_staff,
        "accepted": post.accepted_at is not None,
        "accepted_at": post.accepted_at,
        "rating": ratings.stars_of(post, own_stars or None, mean=mean),
        "comments": [comment(each, reader) for each in comments],
    }


def question_row(post: Question, reader: Actor, stage: str | None) -> dict[str, Any]:
    """A question whose author and tags are loaded."""
    return _post(post, reader) | {
        "state": str(questions.state_of(post)),
        "title": post.title,
        "stage": stage or stage_without_need(post),
        "tags": [tag.name for tag in post.tags],
        "answer_count": post.answer_count,
        "accepted_count": post.accepted_count,
        "same_problem_count": post.same_problem_count,
        "last_activity_at": post.last_activity_at,
    }


def question(
    post: Question,
    reader: Actor,
    stage: str | None,
    *,
    comments: Sequence[Comment] = (),
    answers: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """A question with what stands beneath it."""
    return (
        words_of(post, reader)
        | question_row(post, reader, stage)
        | {
            "close_reason": post.close_reason,
            "follower_count": post.follower_count,
            "comments": [comment(each, reader) for each in comments],
            "answers": list(answers),
        }
    )


def stage_without_need(post: Question) -> str:
    """Where a question stands that never set out on the ladder: imported ones, and those still held."""
    if post.accepted_count or post.closed_at is not None:
        return str(Stage.RESOLVED)
    return str(Stage.CROWD if post.is_visible else Stage.SELF_SERVICE)
