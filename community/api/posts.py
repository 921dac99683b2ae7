"""What can be done to any post: changing its words, deleting it, commenting on it."""

from typing import Any, Final

from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts.queries import with_author
from community.api import post_shapes
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Asked, Given, Text, Whole
from community.comments import services as comments
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import editing, queries, rules, services
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question

bp: Final = Resource("posts", __name__, tag="Posts")


class PostEdit(Given):
    """New words. Title and tags belong to questions; what is left out stays as it is."""

    body = Text(validate=validate.Length(1))
    title = Text(validate=validate.Length(1, 1_000))
    tags = fields.List(Text(), validate=validate.Length(1, 10))
    comment = Text(load_default="", metadata={"description": "What was changed, in a few words."})
    base = Whole(1, metadata={"description": "The revision that was read; a newer one is a conflict."})


class PostEdited(post_shapes.PostOut):
    """A post after the change."""

    kind = fields.String(required=True)
    question_id = fields.Integer(required=True)
    body = fields.String(required=True)
    html = fields.String(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    title = fields.String()
    tags = fields.List(fields.String())


class Deleted(Asked):
    """Why a post is deleted."""

    reason = Text(
        load_default=rules.OTHER,
        validate=validate.OneOf(sorted(rules.DELETE_REASONS)),
        metadata={"description": "Why a moderator deletes what others wrote; one's own takes none."},
    )


class NewComment(Given):
    """A new comment, in Markdown."""

    body = Text(required=True, validate=validate.Length(1))


@bp.patch("/posts/<int:post_id>")
@requires(Permission.ASK)
@bp.input(PostEdit)
@bp.output(PostEdited)
def edit(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Change a question, an answer or a comment: one's own, or any with the privilege.

    The words pass the gate like new ones, so a post may go back to the queue.
    """
    with unit_of_work():
        post = queries.visible_or_404(post_id, actor_now())
        queries.lock(post)  # what is left out stays as it is now, not as it was before somebody else's edit
        if isinstance(post, Question) and _only_tags(json_data) and not editing.may_edit(post, actor_now()):
            questions.retag(post, json_data["tags"], by=actor_now())
            return _edited(post)
        words = _question_words(post, json_data) if isinstance(post, Question) else _words(post, json_data)
        editing.edit(post, words, by=actor_now(), base=json_data.get("base"))
        return _edited(post)


def _only_tags(given: dict[str, Any]) -> bool:
    """Whether nothing but tags is to be changed, which opens earlier than editing."""
    return bool(given.get("tags")) and not {"title", "body", "base"} & given.keys()


def _words(post: Post, given: dict[str, Any]) -> editing.Words:
    for name in ("title", "tags"):
        if name in given:
            raise Invalid(N_("Only questions have a title and tags."), field=name)
    return editing.Words(body=given.get("body", post.body_markdown), comment=given["comment"])


def _question_words(post: Question, given: dict[str, Any]) -> editing.Words:
    return questions.checked_words(
        given.get("title", post.title),
        given.get("body", post.body_markdown),
        given.get("tags") or questions.tag_names(post.id),
        given["comment"],
        by=actor_now(),
    )


def _edited(post: Post) -> dict[str, Any]:
    db.session.flush()
    with_author(post)
    shown = post_shapes.words_of(post, actor_now()) | {
        "kind": str(post.kind),
        "question_id": post.thread_id,
        "revision": post.revision_count,
    }
    if isinstance(post, Question):
        shown |= {"title": post.title, "tags": questions.tag_names(post.id)}
    return shown


@bp.delete("/posts/<int:post_id>")
@requires(Permission.ASK)
@bp.input(Deleted, location="query")
@bp.output({}, 204)
def delete(post_id: int, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Delete a post softly: one's own, or any as a moderator, who may say why: `?reason=off-topic`."""
    with unit_of_work():
        queries.visible_or_404(post_id, actor_now())
        services.delete(
            queries.post_or_404(post_id, for_update=True), by=actor_now(), reason=query_data["reason"]
        )
    return "", 204


@bp.post("/posts/<int:post_id>/comments")
@requires(Permission.COMMENT)
@once
@bp.input(NewComment)
@bp.output(post_shapes.CommentOut, 201)
def comment(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Comment on a question or an answer."""
    with unit_of_work():
        parent = queries.visible_or_404(post_id, actor_now())
        written = comments.comment(parent, json_data["body"], by=actor_now())
        with_author(written)
        return post_shapes.comment(written, actor_now())
