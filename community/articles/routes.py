"""Reading articles, saying whether they helped, and the work on them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.articles import moving, queries, services, voting
from community.articles.beside import beside
from community.articles.forms import ArticleForm
from community.articles.models import Article
from community.articles.rules import Move
from community.installing.keeping import may_keep
from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from community.kernel.languages import LANGUAGES, current_language, said
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.page_cache import OFTEN, keep_while, keep_while_also
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.proofs import proof_of_articles, proof_of_each
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from community.posts import queries as posts
from community.questions import queries as questions
from community.tags.rules import normalised

bp = Blueprint("articles", __name__)


@bp.get("/articles")
@public
def index() -> ResponseReturnValue:
    """Public articles, searched by `?q=` or narrowed by `?tag=`; those who write them see the work on them."""
    keep_while(proof_of_articles(), OFTEN)
    text, tag = request.args.get("q", "").strip(), normalised(request.args.get("tag", ""))
    writes = may(actor_now(), Permission.DRAFT_ARTICLE)
    view = request.args.get("view", "") if writes else ""
    view = view if view in queries.VIEWS else ""
    number = page_number(request.args.get("page"))
    page = None
    if view:
        page = queries.in_work(view, number)
    elif not text:
        page = queries.public_articles(current_language(), tag, number)
    return render_template(
        "community/articles/index.html",
        text=text,
        tag=tag,
        view=view,
        page=page,
        found=queries.searched(text) if text and not view else [],
        tags=queries.tags_of([each.id for each in page.items]) if page else {},
        all_tags=queries.tags_in_use(),
        counts=queries.counts() if writes else {},
    )


@bp.get("/articles/<int:article_id>")
@bp.get("/articles/<int:article_id>/<slug>")
@public
def show(article_id: int, slug: str = "") -> ResponseReturnValue:
    """One article; under its own address only."""
    keep_while(proof_of_articles(), OFTEN)
    article = queries.article_or_404(article_id, actor_now())
    if slug != article.slug:
        return redirect(url_for("articles.show", article_id=article_id, slug=article.slug), code=301)
    if article.is_public:
        may_keep()
    if article.question_id is not None:
        keep_while_also(proof_of_each([article.question_id]))
    return _page(article)


def _page(article: Article, refused: DomainError | None = None) -> ResponseReturnValue:
    actor = actor_now()
    writes = may(actor, Permission.DRAFT_ARTICLE)
    others = beside(article, actor.member_id, writes=writes)
    translations = [each for each in others.translations if each.is_public or writes]
    spoken = {article.lang, *(each.lang for each in translations)}
    page = render_template(
        "community/articles/show.html",
        article=article,
        tags=[each.name for each in others.tags],
        source=queries.source_of(article),
        translations=translations,
        untold=[lang for lang in LANGUAGES if lang not in spoken],
        own_vote=others.votes[0].helpful if others.votes else None,
        newest=next(iter(others.newest), None),
        waiting=queries.changes_waiting(article) if writes else None,
        error=said(refused.message, refused.params) if refused else "",
        wrong=(refused and refused.field) or "",
        given=request.form,
    )
    return page, refused.status if refused else 200


@bp.post("/articles/<int:article_id>/vote")
@requires(Permission.VOTE_ARTICLE)
def vote(article_id: int) -> ResponseReturnValue:
    """It helped, or it did not."""
    with unit_of_work():
        article = voting.vote(article_id, helpful=request.form.get("helpful") == "1", by=actor_now())
    return _to(article)


@bp.route("/articles/new", methods=["GET", "POST"])
@requires(Permission.DRAFT_ARTICLE)
def new() -> ResponseReturnValue:
    """Write an article."""
    form = ArticleForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.lang.data = current_language()
        form.title.data = request.args.get("title", "")
        return _form(form, 200)
    if not form.validate() or _only_looks():
        return _form(form, 200 if form.validate() else 422)
    try:
        with unit_of_work():
            made = once.done_once(
                request.form,
                lambda: services.write(form.words(), form.lang.data or "", by=actor_now()).id,
                by=actor_now(),
            )
            article = queries.article_or_404(int(made), actor_now())
    except (Invalid, Conflict) as error:
        form.take(error)
        return _form(form, error.status)
    return _to(article)


@bp.route("/articles/<int:article_id>/edit", methods=["GET", "POST"])
@requires(Permission.DRAFT_ARTICLE)
def edit(article_id: int) -> ResponseReturnValue:
    """Set new words; readers see them once somebody publishes them."""
    article = queries.article_or_404(article_id, actor_now())
    form = ArticleForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.show(queries.worked_on(article), article.revision_count)
        return _form(form, 200, article)
    if not form.validate() or _only_looks():
        return _form(form, 200 if form.validate() else 422, article)
    try:
        with unit_of_work():
            article = services.edit(
                article_id,
                form.words(),
                base=form.base_number(),
                comment=form.comment.data or "",
                by=actor_now(),
            )
    except (Invalid, Conflict) as error:
        form.take(error)
        article = queries.article_or_404(article_id, actor_now())
        if isinstance(error, ChangedMeanwhile):
            form.base.data = str(article.revision_count)  # sent again, it replaces that knowingly
        return _form(form, error.status, article)
    return _to(article)


def _only_looks() -> bool:
    return request.form.get("act") == "look"


def _form(form: ArticleForm, status: int, article: Article | None = None) -> ResponseReturnValue:
    preview = None
    if _only_looks() and status == 200:  # noqa: PLR2004
        try:
            preview = services.rendered(form.words())
        except Invalid as error:
            form.take(error)
    return render_template(
        "community/articles/edit.html", form=form, article=article, preview=preview
    ), status


@bp.get("/articles/<int:article_id>/history")
@requires(Permission.DRAFT_ARTICLE)
def history(article_id: int) -> ResponseReturnValue:
    """Every state of an article."""
    article = queries.article_or_404(article_id, actor_now())
    changes = queries.history(article_id)
    return render_template("community/articles/history.html", article=article, changes=changes)


@bp.post("/articles/<int:article_id>/move")
@requires(Permission.DRAFT_ARTICLE)
def move(article_id: int) -> ResponseReturnValue:
    """Give it to review, publish it, send it back, and so on."""
    given = request.form.get("move", "")
    if given not in set(Move):
        raise NotFound
    note, sure = request.form.get("note", ""), request.form.get("sure") == "y"
    revision = number_in(request.form.get("revision", ""))
    try:
        with unit_of_work():
            article = moving.move(
                article_id, Move(given), note=note, sure=sure, revision=revision, by=actor_now()
            )
    except (Invalid, Conflict, NotAllowed) as error:
        return _page(queries.article_or_404(article_id, actor_now()), error)
    flash(_told(Move(given)), "good")
    return _to(article)


def _told(done: Move) -> str:
    sentences: dict[Move, str] = {
        Move.SUBMIT: gettext("It waits for somebody else of the team now."),
        Move.SEND_BACK: gettext("It is a draft again, with your reason."),
        Move.PUBLISH: gettext("Everybody reads it now."),
        Move.DROP: gettext("The changes are put away; readers see what they saw."),
        Move.CONFIRM: gettext("Thank you. It is looked at again in half a year or so."),
        Move.RETIRE: gettext("Nobody finds it any more."),
        Move.BRING_BACK: gettext("It is a draft again."),
    }
    return sentences[done]


@bp.post("/articles/<int:article_id>/translate")
@requires(Permission.DRAFT_ARTICLE)
def translate(article_id: int) -> ResponseReturnValue:
    """Begin it in another language."""
    with unit_of_work():
        article = services.translate(article_id, request.form.get("to", ""), by=actor_now())
    return redirect(url_for("articles.edit", article_id=article.id), code=303)


@bp.post("/questions/<int:question_id>/article")
@requires(Permission.DRAFT_ARTICLE)
def promote(question_id: int) -> ResponseReturnValue:
    """Begin an article with what a question and its best answer say."""
    posts.visible_or_404(question_id, actor_now())
    with unit_of_work():
        article = services.promote(questions.question_or_404(question_id), by=actor_now())
    return redirect(url_for("articles.edit", article_id=article.id), code=303)


def _to(article: Article) -> ResponseReturnValue:
    return redirect(url_for("articles.show", article_id=article.id, slug=article.slug), code=303)
