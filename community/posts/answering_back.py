"""How writing pages answer: findings beside the text, and the way back to the thread."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, NotAllowed, NotFound
from community.kernel.findings import Pair, pairs
from community.kernel.forms import Form
from community.posts.models import Post, PostStatus
from community.posts.services import Refused


def take(form: Form, error: DomainError) -> dict[str, list[Pair]]:
    """Put a refusal where it belongs; returns the gate's findings by field. Re-raises what no form mends."""
    if isinstance(error, NotFound) or (isinstance(error, NotAllowed) and error.field is None):
        raise error
    form.take(error)
    if not isinstance(error, Refused):
        return {}
    found = error.judgement.findings
    return {where: pairs(found, where) for where in ("title", "body", "tags")}


def to_post(post: Post) -> ResponseReturnValue:
    """Back to the post in its thread, with a word if it waits for a moderator."""
    if post.status == PostStatus.HELD:
        flash(gettext("Your text waits for a moderator. Only you and the moderators see it for now."), "info")
    return redirect(url_for("reading.post", post_id=post.id), code=303)
