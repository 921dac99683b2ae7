"""What can be done with a post beyond the usual: a small page, and the menu that a script makes of it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.policy import actor_now, public
from community.posts import queries as posts

bp = Blueprint("deeds", __name__)


@bp.get("/posts/<int:post_id>/deeds")
@public
def more(post_id: int) -> ResponseReturnValue:
    """All that the reader may do with a post; `?part=menu` is the list alone."""
    found = posts.visible_or_404(post_id, actor_now())
    part = "_more" if request.args.get("part") == "menu" else "more"
    return render_template(f"community/reading/{part}.html", it=found)
