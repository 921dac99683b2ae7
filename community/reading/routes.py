"""Pages that compose features: lists of questions, a question with its thread."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from community.comments.models import Comment
from community.installing.keeping import may_keep
from community.kernel import clock
from community.kernel.fresh import unless_known
from community.kernel.page_cache import OFTEN, keep_not, keep_shortly, keep_while, see_first
from community.kernel.pagination import Page, page_number
from community.kernel.policy import actor_now, public
from community.kernel.proofs import proof_of
from community.kernel.thresholds import threshold
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.questions.services import may_answer
from community.reading import filters as filtering
from community.reading import queries, structured, thread
from community.sharing import visits
from community.tags import queries as tags

bp = Blueprint("reading", __name__)
HABIT: Final = "list"  # the cookie with the filters that somebody asked to keep
LONGEST_HABIT: Final = 500
RECENT: Final = timedelta(days=1)
YEAR: Final = 365 * 24 * 3600


@bp.get("/questions")
@public
def question_list() -> ResponseReturnValue:
    """All questions, in an order, narrowed by what the address says; without any of it, as the reader likes it."""
    usual = filtering.read(_values(request.cookies.get(HABIT, "")))
    if not usual.plain and not filtering.given(request.args):
        others = urlencode(list(request.args.items(multi=True)))
        return redirect(usual.address(request.path) + (f"&{others}" if others else ""))
    filters, number = filtering.read(request.args), page_number(request.args.get("page"))
    page = _page(filters, number)
    return render_template(
        "community/reading/questions.html", page=page, filters=filters, sorts=filtering.SORTS, usual=usual
    )


def _page(filters: filtering.Filters, number: int) -> Page[queries.Row]:
    known = keep_while(queries.proof(filters, number), OFTEN, members=True)
    return queries.question_page(filters, number, [row[0] for row in known])


@bp.post("/questions/habit")
@public
def keep_habit() -> ResponseReturnValue:
    """Open the list like this from now on in this browser, or in the usual order again."""
    filters = filtering.read(_values(request.form.get("query", "")))
    answer = redirect(filters.address(url_for("reading.question_list")), code=303)
    if filters.plain or request.form.get("forget"):
        answer.delete_cookie(HABIT, samesite="Lax", httponly=True, secure=request.is_secure)
    else:
        answer.set_cookie(
            HABIT, filters.query(), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return answer


def _values(query: str) -> MultiDict[str, str]:
    try:
        return MultiDict(parse_qsl(query[:LONGEST_HABIT], max_num_fields=20))
    except ValueError:
        return MultiDict()


@bp.get("/questions/<int:question_id>")
@bp.get("/questions/<int:question_id>/<slug>")
@public
def question(question_id: int, slug: str = "") -> ResponseReturnValue:
    """A question with its answers, best first; old and merged addresses lead to the present one."""
    if visits.FROM not in request.args:  # who comes by a shared link is counted
        keep_while(proof_of(question_id), members=True)
    actor = actor_now()
    begun = thread.opening(question_id, actor)
    if begun.question.merged_into_id is not None and posts.sees(begun.question, actor):
        questions.ensure_goes_on(question_id, actor)
        onward = url_for("reading.question", question_id=begun.question.merged_into_id, **visits.carried())
        return redirect(onward, code=301)
    number, order = page_number(request.args.get("page")), request.args.get("sort", "best")
    read = thread.thread(begun, actor, number=number, order=order)
    if slug != read.question.slug:
        return redirect(question_url(read.question, **visits.carried()), code=301)
    visits.notice(read.question)
    if actor.signed_in and read.question.author_id == actor.member_id:
        keep_not()  # the asker sees much that hangs on the hour and on what staff wrote to them
    if read.lease is not None or clock.now() - read.question.last_activity_at < RECENT:
        keep_shortly()
    if read.question.listed and number == 1 and order == "best":  # the page that its one address means
        may_keep()
    return render_template(
        "community/reading/question.html",
        thread=read,
        question=read.question,
        actor=actor,
        has_article=begun.has_article,
        may_answer=may_answer(read.question, actor),
        asked_too=begun.linked and questions.asked_too(question_id, actor.member_id),
        others_may_accept=clock.now() - read.question.asked_at >= _patience(),
        structured="" if actor.member_id else structured.json_ld(structured.about_question(read)),
    )


def question_url(question: Question, **more: Any) -> str:
    """The one address of a question, with `more` behind it."""
    return url_for("reading.question", question_id=question.id, slug=question.slug, **more)


def _patience() -> timedelta:
    return timedelta(days=threshold("accept_for_asker_after_days"))


@bp.get("/posts/<int:post_id>")
@public
def post(post_id: int) -> ResponseReturnValue:
    """The short address of any post: leads to its place in its thread."""
    found = posts.post_or_404(post_id)
    questions.ensure_kept_in_sight(found, actor_now())
    found = posts.visible_or_404(post_id, actor_now())
    owner = questions.question_or_404(found.thread_id)
    if found.id == owner.id:
        return redirect(question_url(owner))
    beneath = found.parent_id if isinstance(found, Comment) else found.id
    page = thread.page_of(beneath, owner.id, actor_now()) if beneath != owner.id else 1
    place: dict[str, Any] = {"page": page} if page > 1 else {}
    return redirect(question_url(owner, **place, _anchor=f"{found.kind}-{found.id}"))


@bp.get("/questions/<int:question_id>/now")
@public
def now(question_id: int) -> ResponseReturnValue:
    """What changes by itself on a question page: who is answering, and how many answers there are."""
    actor = actor_now()
    found = posts.visible_or_404(question_id, actor)
    answer = Response(
        render_template(
            "community/reading/_now.html",
            question=questions.question_or_404(found.id),
            lease=questions.lease_of(found.id),
            seen=page_number(request.args.get("seen")) - 1,
            actor=actor,
        )
    )
    return unless_known(answer)


@bp.get("/tags")
@public
def tag_list() -> ResponseReturnValue:
    """All tags, the most used first."""
    wanted = request.args.get("q", "")
    page = tags.tag_page(wanted, page_number(request.args.get("page")))
    return render_template("community/reading/tags.html", page=page, wanted=wanted)


@bp.get("/tags/<name>")
@public
def tag(name: str) -> ResponseReturnValue:
    """What a tag is about, and its questions."""
    see_first()
    found = tags.shown_or_404(name, actor_now())
    if found.name != name:
        return redirect(url_for("reading.tag", name=found.name), code=301)
    filters, number = filtering.read(request.args, fixed=found.name), page_number(request.args.get("page"))
    page = _page(filters, number)
    return render_template(
        "community/reading/tag.html",
        tag=found,
        page=page,
        filters=filters,
        sorts=filtering.SORTS,
        synonyms=tags.synonyms_of(found.id),
        related=queries.related_tags(found.id),
        follows=tags.follows(found.id, actor_now().member_id),
    )
