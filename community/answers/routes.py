"""Answering, accepting, thanking, merging."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import tokens
from community.accounts.models import Member
from community.answers import queries, services, threads
from community.kernel import clock
from community.kernel.errors import DomainError, Invalid
from community.kernel.findings import Told
from community.kernel.forms import filled
from community.kernel.policy import Actor, Permission, actor_now, public, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import checking
from community.posts import queries as posts
from community.posts.answering_back import attach, post_once, take, to_post
from community.posts.forms import BodyForm
from community.posts.models import PostKind
from community.questions import queries as questions

bp = Blueprint("answers", __name__)


@bp.route("/questions/<int:question_id>/answer", methods=["GET", "POST"])
@requires(Permission.ANSWER)
def answer(question_id: int) -> ResponseReturnValue:
    """Answer a question."""
    posts.visible_or_404(question_id, actor_now())
    form = BodyForm()
    if request.method == "GET":
        return _form(question_id, form, 200)
    if not attach(form):
        return _form(question_id, form, 422)
    if checking.is_asked():
        title = questions.question_or_404(question_id).title
        return _form(question_id, form, 200, checked=checking.of_form(PostKind.ANSWER, form, title=title))
    if not form.validate():
        return _form(question_id, form, 422)
    try:
        given = post_once(
            form,
            lambda: services.answer(
                questions.question_or_404(question_id, for_update=True),
                filled(form.body.data),
                by=actor_now(),
            ),
            PostKind.ANSWER,
            question_id,
        )
    except DomainError as error:
        found = take(form, error, PostKind.ANSWER, question_id)
        return _form(question_id, form, error.status, found.get("body", []))
    return to_post(given)


def _form(
    question_id: int,
    form: BodyForm,
    status: int,
    found: list[Told] | None = None,
    checked: checking.Checked | None = None,
) -> ResponseReturnValue:
    draft = posts.draft_of(actor_now().id, PostKind.ANSWER, question_id)
    if request.method == "GET":
        form.body.data = draft.body if draft else ""
    page = render_template(
        "community/answers/answer.html",
        question=questions.question_or_404(question_id),
        form=form,
        found=found or (checked.found["body"] if checked else []),
        checked=checked,
        draft=draft,
    )
    return page, status


def _press(answer_id: int, deed: Callable[..., object]) -> ResponseReturnValue:
    actor: Actor = actor_now()
    with unit_of_work():
        posts.visible_or_404(answer_id, actor)
        deed(queries.answer_or_404(answer_id), by=actor)
    return redirect(url_for("reading.post", post_id=answer_id), code=303)


@bp.post("/answers/<int:answer_id>/acceptance")
@requires(Permission.ACCEPT_ANSWER)
def accept(answer_id: int) -> ResponseReturnValue:
    """This solved it."""
    return _press(answer_id, services.accept)


@bp.post("/answers/<int:answer_id>/acceptance/withdraw")
@requires(Permission.ACCEPT_ANSWER)
def unaccept(answer_id: int) -> ResponseReturnValue:
    """Not solved after all."""
    return _press(answer_id, services.unaccept)


@bp.post("/answers/<int:answer_id>/thanks")
@requires(Permission.THANK)
def thank(answer_id: int) -> ResponseReturnValue:
    """The staff say thank you."""
    return _press(answer_id, services.thank)


@bp.route("/solved/<word>", methods=["GET", "POST"])
@public
def solved(word: str) -> ResponseReturnValue:
    """The secret link of the answer e-mail: a page with a button; the press accepts for the asker."""
    link = tokens.look(word, tokens.Purpose.SOLVED)
    answer_id = int(link.payload["answer_id"])
    if request.method == "GET":
        posts.visible_or_404(answer_id, _asker(link.member))
        given = queries.answer_or_404(answer_id)
        question = questions.question_or_404(given.question_id)
        return render_template("community/answers/solved.html", question=question, answer=given)
    with unit_of_work():
        used = tokens.use(word, tokens.Purpose.SOLVED)
        if not used.member.is_open:
            raise tokens.LinkExpired
        asker = _asker(used.member)
        posts.visible_or_404(answer_id, asker)
        services.accept(queries.answer_or_404(answer_id), by=asker)
    flash(gettext("Thank you. Others with the same problem will see what solved it."), "good")
    return redirect(url_for("reading.post", post_id=answer_id), code=303)


def _asker(member: Member) -> Actor:
    """Whoever holds the link acts as the asker, with no more rights than that."""
    now = clock.now()
    return Actor(
        member_id=member.id,
        name=member.name,
        confirmed=True,
        suspended=member.is_suspended(now),
        restraints=member.restraints_at(now),
    )


@bp.route("/questions/<int:question_id>/merge", methods=["GET", "POST"], endpoint="merge")
@requires(Permission.MERGE)
def merge(question_id: int) -> ResponseReturnValue:
    """Give a duplicate's answers to the question that it repeats."""
    question = questions.question_or_404(posts.visible_or_404(question_id, actor_now()).id)
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                into = questions.named_question(request.form.get("into", ""))
                threads.merge(questions.question_or_404(question_id), into, by=actor_now())
        except Invalid as refused:
            error = refused.message
        else:
            return redirect(url_for("reading.post", post_id=into.id), code=303)
    page = render_template("community/answers/merge.html", question=question, error=error, given=request.form)
    return page, 422 if error else 200
