"""Pages about members, and about the place."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.page_cache import OFTEN, keep_while, keep_while_also, see_first
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.proofs import proof_of_member, proof_of_members, proof_of_people
from community.reading import profiles
from community.reading.routes import bp

__all__ = ["bp"]


@bp.get("/members")
@public
def member_list() -> ResponseReturnValue:
    """Everyone who takes part."""
    keep_while(proof_of_people(), OFTEN)
    wanted, sort = request.args.get("q", ""), request.args.get("sort", "helpful")
    page = profiles.member_page(wanted, sort, page_number(request.args.get("page")))
    keep_while_also(proof_of_members([each.member.id for each in page.items]))
    return render_template("community/reading/members.html", page=page, wanted=wanted, sort=sort)


@bp.get("/members/<name>")
@public
def member(name: str) -> ResponseReturnValue:
    """One member: whom they helped, what they know, what is worth reading."""
    see_first()
    found = profiles.member_or_404(name)
    keep_while(proof_of_member(found.id), OFTEN)
    own = actor_now().member_id == found.id
    return render_template(
        "community/reading/member.html", profile=profiles.profile(found, own=own), member=found, own=own
    )


@bp.get("/me")
@requires(Permission.HAVE_ACCOUNT)
def me() -> ResponseReturnValue:
    """Leads to one's own page."""
    return redirect(url_for("reading.member", name=actor_now().name))


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    """What this place is, and how it works."""
    return render_template("community/reading/about.html")
