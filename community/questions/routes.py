"""Asking and editing questions, and closing them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, DomainError, Invalid, NotFound
from community.kernel.findings import Told
from community.kernel.forms import filled
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, ensure, requires
from community.kernel.ports import Offer, ports
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import checking, drafts, editing, once
from community.posts import queries as posts
from community.posts import services as post_services
from community.posts.answering_back import attach, post_once, take, to_post
from community.posts.edit_pages import begin_edit, now_there
from community.posts.forms import QuestionForm, base_of
from community.posts.models import Draft, PostKind
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
        return _form("ask", form, 200, refused=_refused_now())
    if not attach(form):
        return _form("ask", form, 422)
    if checking.is_asked():
        return _checked("ask", form)
    if not form.validate():
        return _form("ask", form, 422)
    if offers := _not_offered_yet(form):
        return _form("ask", form, 200, offers=offers)
    try:
        question = post_once(form, lambda: _ask(form), PostKind.QUESTION)
    except DomainError as error:
        found = take(form, error, PostKind.QUESTION)
        return _form("ask", form, error.status, found)
    return to_post(question)


def _refused_now() -> str:
    """Why a question would be refused now, whatever it says: who would write in vain reads that first."""
    try:
        ensure(actor_now(), Permission.ASK)
        post_services.ensure_within_limits(actor_now(), PostKind.QUESTION)
    except DomainError as error:
        return said(error.message, error.params)
    return ""


def _ask(form: QuestionForm) -> Question:
    return services.ask(
        filled(form.title.data),
        filled(form.body.data),
        tag_rules.split(filled(form.tags.data)),
        product=form.product.data or "",
        by=actor_now(),
    )


def _not_offered_yet(form: QuestionForm) -> Sequence[Offer]:
    """What may answer it already, for a browser that could not show it while the title was typed: once."""
    if request.form.get("offered") != "0":
        return ()
    return [each for each in ports().librarian.offers(form.title.data or "") if each.answers]


def _prefill(form: QuestionForm, draft: Draft | None) -> None:
    """The draft, or what the address brings along."""
    for name in ("title", "body", "tags", "product"):
        form[name].data = request.args.get(name) or (getattr(draft, name) if draft else "")


def _form(
    page: str, form: QuestionForm, status: int, found: dict[str, list[Told]] | None = None, **more: object
) -> ResponseReturnValue:
    question = more.get("question")
    kind, target = (drafts.EDIT, question.id) if isinstance(question, Question) else (PostKind.QUESTION, 0)
    draft = more["draft"] = posts.draft_of(actor_now().id, kind, target)
    if request.method == "GET" and isinstance(question, Question):
        more["begun"] = begin_edit(form, question, draft)
    elif request.method == "GET":
        _prefill(form, draft)
    return render_template(f"community/questions/{page}.html", form=form, found=found or {}, **more), status


def _checked(
    page: str, form: QuestionForm, *, post_id: int | None = None, **more: object
) -> ResponseReturnValue:
    """The form again, with what the gate would say."""
    checked = checking.of_form(PostKind.QUESTION, form, post_id=post_id)
    return _form(page, form, 200, checked.found, checked=checked, **more)


@bp.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def edit(question_id: int) -> ResponseReturnValue:
    """Edit a question, or suggest an edit to it."""
    question = _seen(question_id)
    direct = editing.may_edit(question, actor_now())
    form = QuestionForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.tags.data = " ".join(services.tag_names(question.id))
        return _form("edit", form, 200, question=question, direct=direct)
    if not attach(form):
        return _form("edit", form, 422, question=question, direct=direct)
    if checking.is_asked():
        return _checked("edit", form, post_id=question_id, question=question, direct=direct)
    if not form.validate():
        return _form("edit", form, 422, question=question, direct=direct)
    try:
        _save(question_id, form, direct=direct)
    except DomainError as error:
        found = take(form, error)
        question = queries.question_or_404(question_id)
        names = tag_rules.split(filled(form.tags.data))
        clash = now_there(form, question, names) if isinstance(error, Conflict) else None
        return _form("edit", form, error.status, found, question=question, direct=direct, clash_with=clash)
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
            words = services.checked_words(title, body, names, comment, by=actor_now())
            editing.suggest(question, words, by=actor_now(), base=base_of(form))
        once.settle_edit(form.once.data or "", question_id, by=actor_now())
        drafts.discard(drafts.EDIT, question_id, by=actor_now())


def _seen(question_id: int) -> Question:
    question = posts.visible_or_404(question_id, actor_now())
    return queries.question_or_404(question.id)


@bp.route("/questions/<int:question_id>/close", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def close(question_id: int) -> ResponseReturnValue:
    """Close a question with a reason; a duplicate names the other one."""
    question = _seen(question_id)
    error, wrong = "", ""
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
            error, wrong = said(refused.message, refused.params), refused.field or "reason"
        else:
            return to_post(queries.question_or_404(question_id))
    page = render_template(
        "community/questions/close.html",
        question=question,
        reasons=services.reasons_to_close(question, by=actor_now()),
        error=error,
        wrong=wrong,
        given=request.form,
    )
    return page, 422 if error else 200


def _repeated() -> Question | None:
    """The other question, where the reason needs one."""
    if request.form.get("reason") != CloseReason.DUPLICATE:
        return None
    return queries.named_question(request.form.get("duplicate_of", ""), "duplicate_of")


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
        services.reopen(_seen(question_id), by=actor_now())
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
