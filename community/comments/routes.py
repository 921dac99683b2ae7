"""Commenting on a question or an answer."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.comments import services
from community.kernel.errors import DomainError
from community.kernel.findings import Told
from community.kernel.forms import filled
from community.kernel.policy import Permission, actor_now, requires
from community.posts import checking
from community.posts import queries as posts
from community.posts.answering_back import attach, post_once, take, to_post
from community.posts.forms import BodyForm
from community.posts.models import PostKind

bp = Blueprint("comments", __name__)


@bp.route("/posts/<int:post_id>/comment", methods=["GET", "POST"])
@requires(Permission.COMMENT)
def comment(post_id: int) -> ResponseReturnValue:
    """Write a comment."""
    parent = posts.visible_or_404(post_id, actor_now())
    form = BodyForm()
    if request.method == "GET":
        services.ensure_comment(parent, by=actor_now())
        return _form(post_id, form, 200)
    if not attach(form):
        return _form(post_id, form, 422)
    if checking.is_asked():
        return _form(post_id, form, 200, checked=checking.of_form(PostKind.COMMENT, form))
    if not form.validate():
        return _form(post_id, form, 422)
    try:
        written = post_once(
            form,
            lambda: services.comment(posts.post_or_404(post_id), filled(form.body.data), by=actor_now()),
            PostKind.COMMENT,
            post_id,
        )
    except DomainError as error:
        found = take(form, error, PostKind.COMMENT, post_id)
        return _form(post_id, form, error.status, found.get("body", []))
    return to_post(written)


def _form(
    post_id: int,
    form: BodyForm,
    status: int,
    found: list[Told] | None = None,
    checked: checking.Checked | None = None,
) -> ResponseReturnValue:
    draft = posts.draft_of(actor_now().id, PostKind.COMMENT, post_id)
    if request.method == "GET":
        form.body.data = draft.body if draft else ""
    page = render_template(
        "community/comments/comment.html",
        post=posts.post_or_404(post_id),
        form=form,
        found=found or (checked.found["body"] if checked else []),
        checked=checked,
        draft=draft,
    )
    return page, status
