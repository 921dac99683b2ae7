"""How writing pages answer: findings beside the text, and the way back to the thread."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, NotAllowed, NotFound
from community.kernel.findings import Pair, pairs, restored
from community.kernel.forms import Form
from community.kernel.languages import said
from community.posts.models import Post, PostStatus
from community.posts.services import Refused

PRIVATE = "private-data"  # the check that sees it


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
    covered = [each for each in map(restored, post.findings) if each.check == PRIVATE]
    if covered:
        kinds = said("%(kinds)s", {"kinds": covered[0].params.get("kinds", [])})
        flash(
            gettext("We covered private data (%(kinds)s): only you and our staff can see it.", kinds=kinds),
            "info",
        )
    return redirect(url_for("reading.post", post_id=post.id), code=303)
