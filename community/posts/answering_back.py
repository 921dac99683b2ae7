"""How writing pages answer: findings beside the text, and the way back to the thread."""

from collections.abc import Callable
from typing import Final, TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import (
    DomainError,
    NotAllowed,
    NotFound,
    SecondFactorNeeded,
    SignInNeeded,
    TooMany,
)
from community.kernel.findings import Told, pairs, restored
from community.kernel.forms import Form
from community.kernel.languages import said
from community.kernel.policy import actor_now
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts, once, queries, uploads
from community.posts.models import Post, PostKind, PostStatus
from community.posts.services import Refused

PRIVATE = "private-data"  # the check that sees it
MOST_PICTURES: Final = 4  # of one form; each takes a moment to be drawn anew
P = TypeVar("P", bound=Post)
_NO_BRACKETS = str.maketrans("", "", "[]")


def take(
    form: Form, error: DomainError, kind: PostKind | None = None, target_id: int = 0
) -> dict[str, list[Told]]:
    """Put a refusal where it belongs; returns the gate's findings by field. Re-raises what no form mends.

    With `kind`, what the gate, a limit or a sanction sends back is kept as a draft; not for who is signed in no more.
    """
    if isinstance(error, NotFound) or (isinstance(error, NotAllowed) and error.field is None):
        if kind is not None and not isinstance(error, NotFound | SignInNeeded | SecondFactorNeeded):
            _keep(form, kind, target_id)
        raise error
    form.take(error)
    if isinstance(error, once.SentBefore):
        form["once"].data = once.fresh()
    if kind is not None and isinstance(error, Refused | TooMany):
        _keep(form, kind, target_id)
    if not isinstance(error, Refused):
        return {}
    found = error.judgement.findings
    return {where: pairs(found, where) for where in ("title", "body", "tags")}


def _keep(form: Form, kind: PostKind, target_id: int) -> None:
    """The deed was undone as a whole; its words are not lost."""
    with unit_of_work():
        drafts.save(kind, target_id, drafts.Typed(**_words(form)), by=actor_now())


def _words(form: Form) -> dict[str, str]:
    names = ("title", "body", "tags", "product")
    return {name: str(form[name].data or "") for name in names if name in form}


def post_once(form: Form, write: Callable[[], P], kind: PostKind, target_id: int = 0) -> Post | P:
    """Write a post in one unit of work; the same form, sent again, leads to the post that it made.

    Its draft is posted with it. What programs or the desk write says nothing of what is typed here meanwhile.
    """
    key, by = str(form["once"].data or ""), actor_now()
    with unit_of_work():
        made = once.post_made_by(key, list(_words(form).values()), by=by)
        if made is not None:
            return queries.post_or_404(made)
        post = write()
        drafts.discard(kind, target_id, by=by)
        once.settle(key, post.id, by=by)
    return post


def attach(form: Form) -> bool:
    """Put pictures that came with a form, where no script sends them ahead, below its text; False if one cannot be.

    None is stored before the rest of the form is fine.
    """
    body, files = form["body"], [each for each in request.files.getlist("picture") if each.filename]
    if not files:
        return True
    wrong = ""
    if len(files) > MOST_PICTURES:
        wrong = gettext("Choose at most %(most)s pictures at a time.", most=MOST_PICTURES)
    elif not form.validate():
        wrong = gettext("Once the rest is mended, please choose your pictures again.")
    if wrong:
        body.errors = [*body.errors, wrong]
        return False
    for file in files:
        label = file.filename or ""
        try:
            address = uploads.take(file, by=actor_now())
        except DomainError as error:
            body.errors = [*body.errors, f"{label}: {said(error.message, error.params)}"]
            return False
        name = label.rpartition(".")[0].translate(_NO_BRACKETS)[:80]
        body.data = f"{(body.data or '').rstrip()}\n\n![{name}]({address})\n"
    return True


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
