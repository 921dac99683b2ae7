"""How writing pages answer: findings beside the text, and the way back to the thread."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, NotAllowed, NotFound, TooMany
from community.kernel.findings import Told, pairs, restored
from community.kernel.forms import Form
from community.kernel.languages import said
from community.kernel.policy import actor_now
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts
from community.posts.models import Post, PostKind, PostStatus
from community.posts.services import Refused

PRIVATE = "private-data"  # the check that sees it


def take(
    form: Form, error: DomainError, kind: PostKind | None = None, target_id: int = 0
) -> dict[str, list[Told]]:
    """Put a refusal where it belongs; returns the gate's findings by field. Re-raises what no form mends.

    With `kind`, what the gate or a limit sends back is kept as a draft.
    """
    if isinstance(error, NotFound) or (isinstance(error, NotAllowed) and error.field is None):
        raise error
    form.take(error)
    if kind is not None and isinstance(error, Refused | TooMany):
        _keep(form, kind, target_id)
    if not isinstance(error, Refused):
        return {}
    found = error.judgement.findings
    return {where: pairs(found, where) for where in ("title", "body", "tags")}


def _keep(form: Form, kind: PostKind, target_id: int) -> None:
    """The deed was undone as a whole; its words are not lost."""
    texts = {name: str(form[name].data or "") for name in ("title", "body", "tags") if name in form}
    with unit_of_work():
        drafts.save(kind, target_id, by=actor_now(), **texts)


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
