"""Following tags, and saying what they are about."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.errors import Conflict, Invalid
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.tags import queries, services
from community.tags.forms import TagForm

bp = Blueprint("tags", __name__)


@bp.post("/tags/<name>/follow")
@requires(Permission.HAVE_ACCOUNT)
def follow(name: str) -> ResponseReturnValue:
    """Hear of new questions under a tag."""
    with unit_of_work():
        tag = queries.shown_or_404(name, actor_now())
        services.follow([tag.id], by=actor_now())
    return redirect(url_for("reading.tag", name=tag.name), code=303)


@bp.post("/tags/<name>/unfollow")
@requires(Permission.HAVE_ACCOUNT)
def unfollow(name: str) -> ResponseReturnValue:
    """Hear no more."""
    with unit_of_work():
        tag = queries.tag_or_404(name)
        if not queries.follows(tag.id, actor_now().member_id):
            queries.shown_or_404(name, actor_now())
        services.unfollow(tag.id, by=actor_now())
    return redirect(url_for("reading.tag", name=tag.name), code=303)


@bp.route("/tags/<name>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_TAG)
def edit(name: str) -> ResponseReturnValue:
    """Say what a tag is about, and what else it is called."""
    tag = queries.shown_or_404(name, actor_now())
    form = TagForm(obj=tag)
    if request.method == "POST" and form.validate():
        try:
            with unit_of_work():
                tag = queries.tag_or_404(name)
                services.describe(
                    tag,
                    by=actor_now(),
                    excerpt=form.excerpt.data or "",
                    excerpt_zh=form.excerpt_zh.data or "",
                    label_zh=form.label_zh.data or "",
                    wiki_markdown=form.wiki_markdown.data or "",
                    base=form.base.data,
                )
                if form.synonym.data:
                    services.add_synonym(tag, form.synonym.data, by=actor_now())
        except ChangedMeanwhile as error:
            form.base.data = queries.tag_or_404(name).base  # sent again, it replaces that knowingly
            form.take(error)
        except (Invalid, Conflict) as error:
            form.take(Invalid(error.message, field="synonym", **error.params))
        else:
            return redirect(url_for("reading.tag", name=tag.name), code=303)
    page = render_template(
        "community/tags/edit.html",
        tag=tag,
        form=form,
        synonyms=queries.synonyms_of(tag.id),
        may_merge=may(actor_now(), Permission.MERGE),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/tags/<name>/synonyms/remove")
@requires(Permission.EDIT_TAG)
def remove_synonym(name: str) -> ResponseReturnValue:
    """Let a name lead here no more."""
    with unit_of_work():
        tag = queries.shown_or_404(name, actor_now())
        services.remove_synonym(tag, request.form.get("synonym", ""), by=actor_now())
    return redirect(url_for("tags.edit", name=tag.name), code=303)
