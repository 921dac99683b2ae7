"""The page that shows the widget in a shop, and the page of those who embed it: pages of the site like others."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from community.kernel.furnish import settings_of
from community.kernel.policy import Permission, public, requires
from community.widget import origins

bp = Blueprint("widget_pages", __name__)


@bp.get("/widget/demo")
@public
def demo() -> ResponseReturnValue:
    """A page of a shop that embeds the widget."""
    return render_template("community/widget/demo.html")


@bp.get("/admin/widget")
@requires(Permission.ADMINISTER)
def admin() -> ResponseReturnValue:
    """What to paste into a page, who may, and how it looks."""
    base = settings_of(current_app).base_url
    return render_template("community/widget/admin.html", base=base, allowed=origins.allowed())
