"""What is covered in a post: the author's view of it, and what staff do about it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.kernel.addresses import number_in
from community.kernel.errors import DomainError, Invalid, NotFound
from community.kernel.languages import said
from community.kernel.masks import Hidden
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import queries as posts
from community.posts import vault
from community.posts.models import Post
from moderation.masking import queries, services
from moderation.masking.catalogue import KINDS

bp = Blueprint("masking", __name__, url_prefix="/posts/<int:post_id>/covered")


@bp.get("")
@requires(Permission.HAVE_ACCOUNT)
def show(post_id: int) -> ResponseReturnValue:
    """What is covered in a post, and who looked at it."""
    return _page(_concerned(post_id), 200)


def _concerned(post_id: int) -> Post:
    """The post, for its author and for those who look after private data; raises NotFound for others."""
    post, actor = posts.visible_or_404(post_id, actor_now()), actor_now()
    own = post.author_id == actor.member_id
    if not own and not may(actor, Permission.REVEAL_PRIVATE) and not may(actor, Permission.SEE_HELD):
        raise NotFound
    return post


def _page(
    post: Post, status: int, *, error: DomainError | None = None, revealed: list[Hidden] | None = None
) -> ResponseReturnValue:
    own = post.author_id == actor_now().member_id
    seen = vault.hidden_in(post.id) if own else revealed or []
    page = render_template(
        "moderation/masking/show.html",
        post=post,
        own=own,
        entries=queries.covered_in(post.id),
        originals={each.number: each.original for each in seen},
        revealed=revealed is not None,
        kinds=KINDS,
        looks=queries.looks_at(post.id),
        error=said(error.message, error.params) if error else "",
        wrong=error.field if error else None,
        given=request.form,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/reveal")
@requires(Permission.REVEAL_PRIVATE)
def reveal(post_id: int) -> ResponseReturnValue:
    """Show the originals, for this answer only."""
    post = _concerned(post_id)
    try:
        with unit_of_work():
            found = services.reveal(
                posts.post_or_404(post_id), request.form.get("reason", ""), by=actor_now()
            )
    except DomainError as error:
        return _page(post, error.status, error=error)
    return _page(posts.post_or_404(post_id), 200, revealed=found)


@bp.post("/own")
@requires(Permission.HAVE_ACCOUNT)
def own(post_id: int) -> ResponseReturnValue:
    """The author says that parts are not private, or wants them deleted for good."""
    post = _concerned(post_id)
    if post.author_id != actor_now().member_id:
        raise NotFound
    try:
        with unit_of_work():
            said_so = _carry_out(posts.post_or_404(post_id), _numbers())
    except DomainError as error:
        return _page(posts.post_or_404(post_id), error.status, error=error)
    flash(said_so, "good")
    return redirect(url_for("masking.show", post_id=post_id), code=303)


def _carry_out(post: Post, numbers: list[int]) -> str:
    if request.form.get("deed") == "forget":
        services.forget(post, numbers, by=actor_now())
        return str(gettext("Deleted for good. Nobody can read it any more."))
    if services.ask_unmask(post, numbers, by=actor_now()):
        return str(gettext("A moderator looks at it; until then it stays covered."))
    return str(gettext("Everybody can read it now."))


@bp.post("/words")
@requires(Permission.SEE_HELD)
def words(post_id: int) -> ResponseReturnValue:
    """Cover words that a moderator chose, one piece a line; without any, what the detectors find."""
    _concerned(post_id)
    quotes = [line.strip() for line in request.form.get("quotes", "").splitlines() if line.strip()]
    try:
        with unit_of_work():
            post = posts.post_or_404(post_id)
            if quotes:
                count = services.mask_words(post, quotes, by=actor_now())
            else:
                count = services.mask_found(post, by=actor_now())
    except DomainError as error:
        return _page(posts.post_or_404(post_id), error.status, error=error)
    flash(
        ngettext("%(num)s part is covered now.", "%(num)s parts are covered now.", count)
        if count
        else gettext("Nothing more to cover was found."),
        "good" if count else "info",
    )
    return redirect(url_for("masking.show", post_id=post_id), code=303)


@bp.post("/decision")
@requires(Permission.SEE_HELD)
def decide(post_id: int) -> ResponseReturnValue:
    """Show parts to everybody again, or leave covered what the author asked for."""
    _concerned(post_id)
    try:
        with unit_of_work():
            post = posts.post_or_404(post_id)
            if request.form.get("decision") == "keep":
                services.keep_covered(post, by=actor_now())
            else:
                services.unmask(post, _numbers(), by=actor_now())
    except Invalid as error:
        return _page(posts.post_or_404(post_id), error.status, error=error)
    return redirect(url_for("masking.show", post_id=post_id), code=303)


def _numbers() -> list[int]:
    given = request.form.getlist("number")[:200]
    numbers = [found for each in given if (found := number_in(each)) is not None]
    if not numbers:
        raise Invalid(N_("Choose at least one part."), field="number")
    return numbers
