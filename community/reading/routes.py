"""Pages that compose features: the front page, lists of questions, a question with its thread."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.installing.keeping import may_keep
from community.kernel import clock
from community.kernel.pagination import page_number
from community.kernel.policy import actor_now, public
from community.kernel.thresholds import threshold
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.questions.services import may_answer
from community.reading import front as fronts
from community.reading import queries, thread
from community.sharing import visits
from community.tags import queries as tags

bp = Blueprint("reading", __name__)


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """What this place is, and an answer at once."""
    return render_template("community/reading/front.html", front=fronts.front_page(actor_now()))


@bp.get("/questions")
@public
def question_list() -> ResponseReturnValue:
    """All questions, in an order, of a state, under a tag."""
    sort = request.args.get("sort", "active")
    sort = sort if sort in queries.SORTS else "active"
    state, tag = request.args.get("state", ""), request.args.get("tag", "")
    page = queries.question_page(
        sort=sort, tag=tag, state=state, number=page_number(request.args.get("page"))
    )
    return render_template(
        "community/reading/questions.html", page=page, sort=sort, state=state, tag=tag, sorts=queries.SORTS
    )


@bp.get("/questions/<int:question_id>")
@bp.get("/questions/<int:question_id>/<slug>")
@public
def question(question_id: int, slug: str = "") -> ResponseReturnValue:
    """A question with its answers, best first; old and merged addresses lead to the present one."""
    found = questions.question_or_404(question_id)
    if found.merged_into_id is not None:
        onward = url_for("reading.question", question_id=found.merged_into_id, **visits.carried())
        return redirect(onward, code=301)
    actor = actor_now()
    read = thread.thread(question_id, actor)
    if slug != read.question.slug:
        return redirect(question_url(read.question, **visits.carried()), code=301)
    visits.notice(read.question)
    if read.question.listed:
        may_keep()
    return render_template(
        "community/reading/question.html",
        thread=read,
        question=read.question,
        actor=actor,
        may_answer=may_answer(read.question, actor),
        others_may_accept=clock.now() - read.question.asked_at >= _patience(),
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
    found = posts.visible_or_404(post_id, actor_now())
    owner = questions.question_or_404(found.thread_id)
    anchor = None if found.id == owner.id else f"{found.kind}-{found.id}"
    return redirect(url_for("reading.question", question_id=owner.id, slug=owner.slug, _anchor=anchor))


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
    found = tags.tag_or_404(name)
    if found.name != name:
        return redirect(url_for("reading.tag", name=found.name), code=301)
    sort = request.args.get("sort", "active")
    sort = sort if sort in queries.SORTS else "active"
    page = queries.question_page(
        sort=sort,
        tag=found.name,
        state=request.args.get("state", ""),
        number=page_number(request.args.get("page")),
    )
    return render_template(
        "community/reading/tag.html",
        tag=found,
        page=page,
        sort=sort,
        sorts=queries.SORTS,
        synonyms=tags.synonyms_of(found.id),
        related=tags.related_tags(found.id),
        follows=tags.follows(found.id, actor_now().member_id),
    )
