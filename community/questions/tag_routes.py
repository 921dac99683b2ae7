"""The page on which a tag is merged into another one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.questions import tag_merging
from community.questions.part_routes import bp
from community.tags import queries as tags
from community.tags import rules

__all__ = ["bp"]


@bp.route("/tags/<name>/merge", methods=["GET", "POST"])
@requires(Permission.MERGE)
def merge_tag(name: str) -> ResponseReturnValue:
    """Let all that carries a tag carry another one; a name that is new renames it."""
    tag = tags.shown_or_404(name, actor_now())
    given, refused = request.form.get("into", ""), None
    if request.method == "POST":
        try:
            with unit_of_work():
                tag_merging.merge(tags.shown_or_404(name, actor_now()), given, by=actor_now())
        except (Invalid, Conflict) as error:
            refused = error
        else:
            return redirect(url_for("reading.tag", name=rules.split(given)[0]), code=303)
    page = render_template("community/tags/merge.html", tag=tag, given=given, refused=refused)
    return page, 422 if refused else 200
