"""Asking and editing questions, and closing them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, Invalid, NotFound
from community.kernel.findings import Pair
from community.kernel.forms import filled
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import editing, vault
from community.posts import queries as posts
from community.posts.answering_back import take, to_post
from community.posts.forms import QuestionForm, base_of
from community.posts.models import PostKind
from community.questions import queries, services
from community.questions.models import CloseReason, Question
from community.tags import rules as tag_rules

bp = Blueprint("questions", __name__)


@bp.route("/ask", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def ask() -> ResponseReturnValue:
    """Ask a question."""
    form = QuestionForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        _prefill(form)
        return _form("ask", form, 200)
    if not form.validate():
        return _form("ask", form, 422)
    try:
        with unit_of_work():
            question = services.ask(
                filled(form.title.data),
                filled(form.body.data),
                tag_rules.split(filled(form.tags.data)),
                product=form.product.data or "",
                by=actor_now(),
            )
    except DomainError as error:
        found = take(form, error)
        return _form("ask", form, error.status, found)
    return to_post(question)


def _prefill(form: QuestionForm) -> None:
    """The draft, or what the address brings along."""
    draft = posts.draft_of(actor_now().id, PostKind.QUESTION)
    form.title.data = request.args.get("title") or (draft.title if draft else "")
    form.body.data = request.args.get("body") or (draft.body if draft else "")
    form.tags.data = request.args.get("tags") or (draft.tags if draft else "")


def _form(
    page: str, form: QuestionForm, status: int, found: dict[str, list[Pair]] | None = None, **more: object
) -> ResponseReturnValue:
    return render_template(f"community/questions/{page}.html", form=form, found=found or {}, **more), status


@bp.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def edit(question_id: int) -> ResponseReturnValue:
    """Edit a question, or suggest an edit to it."""
    question = _seen(question_id)
    direct = editing.may_edit(question, actor_now())
    form = QuestionForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        words = vault.words_for(question, actor_now().member_id)
        form.title.data, form.body.data = words.title, words.body
        form.tags.data = " ".join(services.tag_names(question.id))
        form.base.data = str(question.revision_count)
        return _form("edit", form, 200, question=question, direct=direct)
    if not form.validate():
        return _form("edit", form, 422, question=question, direct=direct)
    try:
        _save(question_id, form, direct=direct)
    except DomainError as error:
        found = take(form, error)
        return _form(
            "edit", form, error.status, found, question=queries.question_or_404(question_id), direct=direct
        )
    if not direct:
        flash(gettext("Thank you. Somebody looks at your suggestion soon."), "good")
    return to_post(queries.question_or_404(question_id))


def _save(question_id: int, form: QuestionForm, *, direct: bool) -> None:
    with unit_of_work():
        question = queries.question_or_404(question_id)
        title, body = filled(form.title.data), filled(form.body.data)
        names, comment = tag_rules.split(filled(form.tags.data)), form.comment.data or ""
        if direct:
            services.edit(
                question,
                title=title,
                body=body,
                tag_names=names,
                comment=comment,
                by=actor_now(),
                base=base_of(form),
            )
        else:
            editing.suggest(question, services.checked_words(title, body, names, comment), by=actor_now())


def _seen(question_id: int) -> Question:
    question = posts.visible_or_404(question_id, actor_now())
    return queries.question_or_404(question.id)


@bp.route("/questions/<int:question_id>/close", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def close(question_id: int) -> ResponseReturnValue:
    """Close a question with a reason; a duplicate names the other one."""
    question = _seen(question_id)
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                services.close(
                    queries.question_or_404(question_id),
                    _reason(),
                    by=actor_now(),
                    duplicate_of=_repeated(),
                )
        except Invalid as refused:
            error = refused.message
        else:
            return to_post(queries.question_or_404(question_id))
    page = render_template(
        "community/questions/close.html",
        question=question,
        error=error,
        reasons=list(CloseReason),
        given=request.form,
    )
    return page, 422 if error else 200


def _repeated() -> Question | None:
    """The other question, where the reason needs one."""
    if request.form.get("reason") != CloseReason.DUPLICATE:
        return None
    return queries.named_question(request.form.get("duplicate_of", ""))


def _reason() -> CloseReason:
    given = request.form.get("reason", "")
    if given not in set(CloseReason):
        raise Invalid(N_("Choose a reason."), field="reason")
    return CloseReason(given)


@bp.post("/questions/<int:question_id>/reopen")
@requires(Permission.HAVE_ACCOUNT)
def reopen(question_id: int) -> ResponseReturnValue:
    """Let a closed question take answers again."""
    with unit_of_work():
        services.reopen(queries.question_or_404(question_id), by=actor_now())
    return redirect(url_for("reading.post", post_id=question_id), code=303)


@bp.post("/questions/<int:question_id>/needs-info")
@requires(Permission.ANSWER)
def needs_info(question_id: int) -> ResponseReturnValue:
    """Say that the asker must tell more, or that they have."""
    with unit_of_work():
        question = queries.question_or_404(question_id)
        if not question.is_visible:
            raise NotFound
        services.set_needs_info(question, needed=request.form.get("needed") == "1", by=actor_now())
    return redirect(url_for("reading.post", post_id=question_id), code=303)
