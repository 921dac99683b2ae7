"""What can be done to any post: edit, history, delete; and what writing needs: preview, drafts, pictures."""

from dataclasses import asdict

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import masks
from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid, NotFound
from community.kernel.findings import Told
from community.kernel.forms import filled, without_nul
from community.kernel.furnish import site_settings
from community.kernel.images import is_avatar
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.ports import ports
from community.kernel.storage import content_type_of, open_storage
from community.kernel.text import detect_language
from community.kernel.thresholds import whole
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import (
    checking,
    drafts,
    editing,
    mentions,
    once,
    picture_leave,
    picture_seeing,
    queries,
    rules,
    services,
    uploads,
)
from community.posts.answering_back import attach, take, to_post
from community.posts.edit_pages import begin_edit, changes_of, now_there
from community.posts.forms import EditForm, base_of
from community.posts.models import Post, PostKind

bp = Blueprint("posts", __name__)
LONGEST_TITLE = 1_000
MOST_UNHEARD = 3  # states of one draft whose arrival a page may not have heard of
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "private, max-age=300"  # a picture in a post that is hidden leaves browsers soon, and is in no cache between
NOT_MODIFIED = 304


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def edit(post_id: int) -> ResponseReturnValue:
    """Edit an answer or a comment, or suggest an edit; questions have their own form."""
    post = queries.visible_or_404(post_id, actor_now())
    if post.kind == PostKind.QUESTION:
        return redirect(url_for("questions.edit", question_id=post_id), code=307)
    direct = editing.may_edit(post, actor_now())
    form = EditForm()
    if request.method == "GET":
        return _edit_form(post, form, 200, direct=direct)
    if not attach(form):
        return _edit_form(post, form, 422, direct=direct)
    if checking.is_asked():
        checked = checking.of_form(PostKind(post.kind), form, post_id=post_id)
        return _edit_form(post, form, 200, direct=direct, found=checked.found["body"], checked=checked)
    if not form.validate():
        return _edit_form(post, form, 422, direct=direct)
    try:
        _save(post_id, form, direct=direct)
    except DomainError as error:
        found = take(form, error)
        post = queries.post_or_404(post_id)
        clash = now_there(form, post) if isinstance(error, Conflict) else None
        return _edit_form(
            post, form, error.status, direct=direct, found=found.get("body", []), clash_with=clash
        )
    if not direct:
        flash(gettext("Thank you. Somebody looks at your suggestion soon."), "good")
    return to_post(queries.post_or_404(post_id))


def _save(post_id: int, form: EditForm, *, direct: bool) -> None:
    words = editing.Words(body=filled(form.body.data), comment=form.comment.data or "")
    with unit_of_work():
        post = queries.post_or_404(post_id)
        if direct:
            editing.edit(post, words, by=actor_now(), base=base_of(form))
        else:
            editing.suggest(post, words, by=actor_now(), base=base_of(form))
        once.settle_edit(form.once.data or "", post_id, by=actor_now())
        drafts.discard(drafts.EDIT, post_id, by=actor_now())


def _edit_form(
    post: Post,
    form: EditForm,
    status: int,
    *,
    direct: bool,
    found: list[Told] | None = None,
    checked: checking.Checked | None = None,
    **more: object,
) -> ResponseReturnValue:
    draft = queries.draft_of(actor_now().id, drafts.EDIT, post.id)
    if request.method == "GET":
        more["begun"] = begin_edit(form, post, draft)
    page = render_template(
        "community/posts/edit.html",
        post=post,
        form=form,
        direct=direct,
        found=found or [],
        checked=checked,
        draft=draft,
        **more,
    )
    return page, status


@bp.get("/posts/<int:post_id>/history")
@public
def history(post_id: int) -> ResponseReturnValue:
    """Every state of a post, and what each changed."""
    post = queries.visible_or_404(post_id, actor_now())
    revisions = queries.revisions_of(post_id)
    older = [*revisions[1:], None]
    changes = [
        (new, changes_of(new, old.title or "", old.tags or (), old.body_markdown) if old else changes_of(new))
        for new, old in zip(revisions, older, strict=True)
    ]
    return render_template(
        "community/posts/history.html", post=post, changes=changes, direct=editing.may_edit(post, actor_now())
    )


@bp.post("/posts/<int:post_id>/history/<int:number>/restore")
@requires(Permission.HAVE_ACCOUNT)
def roll_back(post_id: int, number: int) -> ResponseReturnValue:
    """Set an earlier state again."""
    with unit_of_work():
        editing.roll_back(queries.visible_or_404(post_id, actor_now()), number, by=actor_now())
    return redirect(url_for("posts.history", post_id=post_id), code=303)


@bp.route("/posts/<int:post_id>/delete", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def delete(post_id: int) -> ResponseReturnValue:
    """Ask once more, then delete softly; an author brings back on the same page what they deleted."""
    post = queries.post_or_404(post_id)
    if request.method == "GET" and services.is_own_deletion(post, actor_now()):
        return render_template("community/posts/deleted.html", post=post)
    post = queries.visible_or_404(post_id, actor_now())
    own, reason = post.author_id == actor_now().member_id, request.form.get("reason", "")
    sent = request.method == "POST"
    if not sent or not (own or reason in rules.DELETE_REASONS):
        error = gettext("Choose a reason.") if sent else ""
        page = render_template("community/posts/delete.html", post=post, own=own, error=error)
        return page, Invalid.status if sent else 200
    with unit_of_work():
        services.delete(queries.post_or_404(post_id, for_update=True), by=actor_now(), reason=reason)
    if services.is_own_deletion(queries.post_or_404(post_id), actor_now()):
        return redirect(url_for("posts.delete", post_id=post_id), code=303)
    flash(
        gettext("Deleted. A moderator can bring it back.")
        if own
        else gettext("Deleted. It can be restored."),
        "info",
    )
    thread = queries.post_or_404(post_id).thread_id
    return redirect("/" if thread == post_id else url_for("reading.post", post_id=thread), code=303)


@bp.post("/posts/<int:post_id>/restore")
@requires(Permission.HAVE_ACCOUNT)
def restore(post_id: int) -> ResponseReturnValue:
    """Bring a deleted or hidden post back."""
    with unit_of_work():
        services.restore(queries.post_or_404(post_id, for_update=True), by=actor_now())
    return to_post(queries.post_or_404(post_id))


@bp.get("/suggestions")
@requires(Permission.HAVE_ACCOUNT)
def suggestions() -> ResponseReturnValue:
    """Edit suggestions that wait, with what they would change: to one's own posts, and for reviewers all."""
    found = queries.open_suggestions(actor_now())
    tags = queries.tags_of_each({each.post_id for each in found})
    waiting = []
    for each in found:
        title, body = getattr(each.post, "title", None) or "", each.post.body_markdown
        waiting.append((each, changes_of(each, title, tags.get(each.post_id, ()), body)))
    return render_template("community/posts/suggestions.html", waiting=waiting)


@bp.post("/suggestions/<int:suggestion_id>")
@requires(Permission.HAVE_ACCOUNT)
def decide(suggestion_id: int) -> ResponseReturnValue:
    """Approve or refuse a suggestion."""
    with unit_of_work():
        post_id = queries.suggested_post_or_404(suggestion_id)
        queries.post_or_404(post_id, for_update=True)  # before the suggestion, as the queue does
        queries.visible_or_404(post_id, actor_now())
        suggestion = queries.suggestion_or_404(suggestion_id)
        editing.decide(suggestion, approve=request.form.get("decision") == "approve", by=actor_now())
    return redirect(url_for("posts.suggestions"), code=303)


@bp.post("/preview")
@requires(Permission.HAVE_ACCOUNT)
def preview() -> ResponseReturnValue:
    """How a text will look, with what is private covered."""
    given = request.get_json(silent=True)
    body = str((given if isinstance(given, dict) else request.form).get("body", ""))
    if not body.strip():
        return ""
    body = rules.checked_body(body, longest=whole("body_longest"))
    lang = detect_language(body)
    shown, _hidden = masks.covered(body, ports().gate.private_parts(body), (), lang=lang)
    return mentions.rendered(shown)


@bp.post("/check")
@requires(Permission.HAVE_ACCOUNT)
@limiter.limit("40 per minute")
def check() -> ResponseReturnValue:
    """What the gate would say about what is being typed."""
    kind, body = request.form.get("kind", ""), request.form.get("body", "")
    if kind not in set(PostKind):
        raise NotFound
    if len(body) > drafts.LONGEST or not body.strip():
        return render_template("community/posts/_checked.html", checked=None)
    title = request.form.get("title", "")[:LONGEST_TITLE]
    post_id = number_in(request.form.get("post_id", ""))
    if post_id is not None:
        queries.visible_or_404(post_id, actor_now())
    judgement = checking.judged(PostKind(kind), body, by=actor_now(), title=title, post_id=post_id)
    return render_template("community/posts/_checked.html", checked=checking.checked(judgement))


@bp.put("/drafts/<kind>/<int:target_id>")
@requires(Permission.HAVE_ACCOUNT)
def draft(kind: str, target_id: int) -> ResponseReturnValue:
    """Keep what is being typed; what arrives after its form was posted is no draft any more."""
    given = request.get_json(silent=True)
    if kind not in drafts.KINDS or not isinstance(given, dict) or target_id >= 2**31:
        raise NotFound
    base = str(given["base"]) if "base" in given else None
    form = str(without_nul(str(given.get("once") or "")))
    if target_id:
        queries.visible_or_404(target_id, actor_now())
    with unit_of_work():
        if once.came_too_late(form, by=actor_now()):
            return "", 204, {"Huzhu-Posted": "yes"}
        kept = drafts.save(
            kind, target_id, _typed(given), by=actor_now(), base=base, own=_unheard(given.get("own"))
        )
    if base is None:
        return "", 204
    if kept.newer is None:
        return {"version": kept.version}
    return {"version": kept.version, "newer": asdict(kept.newer)}, 409


def _typed(given: dict[str, object]) -> drafts.Typed:
    names = ("title", "body", "tags", "product")
    return drafts.Typed(**{name: str(without_nul(str(given.get(name) or ""))) for name in names})


def _unheard(states: object) -> list[drafts.Typed]:
    given = states[:MOST_UNHEARD] if isinstance(states, list) else []
    return [_typed(each) for each in given if isinstance(each, dict)]


@bp.post("/uploads")
@requires(Permission.ASK)
def upload() -> ResponseReturnValue:
    """Take a picture, draw it anew, and tell where it is."""
    file = request.files.get("image")
    if file is None:
        raise Invalid(N_("Choose a picture first."), field="image")
    return {"url": uploads.take(file, by=actor_now())}, 201


@bp.get("/uploads/<key>")
@public
def uploaded(key: str) -> ResponseReturnValue:
    """A picture: an avatar for everybody, any other for whoever may read where it stands."""
    answer = Response(content_type=content_type_of(key))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = FOR_EVER if is_avatar(key) else A_WHILE
    if not is_avatar(key):
        if not picture_leave.is_given(key, request.args.get(picture_leave.PARAMETER, "")):
            picture_seeing.ensure_shown(key, actor_now())
        answer.vary.update(["Authorization", "Cookie"])
    answer.set_etag(key)
    if request.if_none_match.contains(key):
        answer.status_code = NOT_MODIFIED
    else:
        answer.set_data(open_storage(site_settings().storage_url).read(key))
    return answer
