"""The inbox of the staff, and what has changed in it since it was shown."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.accounts.models import MemberStatus
from community.channels import queries as channels
from community.kernel.addresses import number_in
from community.kernel.errors import DomainError
from community.kernel.fresh import unless_known
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.casework import presence
from moderation.casework import queries as casework
from moderation.desk import aside, listing
from moderation.desk.clocks import clock_of
from moderation.desk.filters import Filter, read
from moderation.desk.routes import bp
from moderation.escalation import in_force
from moderation.escalation.queries import own_tier
from moderation.staff.catalogue import TEAMS
from moderation.staff.queries import colleagues

__all__ = ["bp"]
MOST_SHOWN = 100


def wanted_now() -> Filter:
    """The filter that the address asks for."""
    return read(request.args, own_tier(actor_now()))


@bp.get("")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Cases under a filter: `view`, `tier`, `team`, `state`, `spoken`, `tag`, `rule`, `priority`, `q` and `sort`.

    One more view has no cases: what was written from outside and put away.
    """
    return put_away() if request.args.get("view") == aside.VIEW else inbox()


def put_away() -> ResponseReturnValue:
    """Messages that the detectors took for nobody's matter, for whoever wants to see that nothing was lost."""
    page = channels.put_away(page_number(request.args.get("page")))
    return render_template(
        "moderation/desk/aside.html",
        page=page,
        written=channels.messages_of_all([each.id for each in page.items]),
        latest=channels.LATEST,
    )


@bp.post("/aside/<int:conversation_id>")
@requires(Permission.WORK_CASES)
def bring_back(conversation_id: int) -> ResponseReturnValue:
    """Make a case of a conversation that was put away."""
    with unit_of_work():
        case_id = aside.bring_back(conversation_id, by=actor_now()).id
    return redirect(url_for("desk.show", case_id=case_id), code=303)


def inbox(refused: DomainError | None = None) -> ResponseReturnValue:
    """The page; after a refusal of a deed on many cases with what was typed and chosen for it."""
    wanted, actor = wanted_now(), actor_now()
    people = colleagues()
    me = next((each for each in people if each.id == actor.member_id), None)
    found = listing.listed(wanted, page_number(request.args.get("page")), actor)
    page = render_template(
        "moderation/desk/index.html",
        listing=found,
        page=found.page,
        wanted=wanted,
        counts=listing.counts(actor, teams=me.serves if me else ()),
        most=listing.MOST,
        counted=listing.COUNTED,
        rules=in_force.known(),
        teams=[each.slug for each in TEAMS],
        clock_of=clock_of,
        viewers=presence.viewers([each.id for each in found.page.items], but=actor.member_id),
        waiting=casework.waiting_for_actor(actor),
        staff=[each.member for each in people if each.member.status == MemberStatus.ACTIVE],
        given=request.form,
        error=said(refused.message, refused.params) if refused else "",
        wrong=(refused and refused.field) or "",
    )
    return page, refused.status if refused else 200


@bp.get("/news")
@requires(Permission.WORK_CASES)
def news() -> ResponseReturnValue:
    """What has changed of a list that is open: counts, the rows that are shown, and how many are new."""
    wanted, actor = wanted_now(), actor_now()
    parts = request.args.get("shown", "").split(",")[:MOST_SHOWN]
    shown = [found for each in parts if (found := number_in(each)) is not None]
    number = page_number(request.args.get("page"))
    now = listing.found(wanted, actor, number * listing.PER_PAGE)
    here = now[(number - 1) * listing.PER_PAGE :]
    known = set(shown)
    answer = make_response(
        render_template(
            "moderation/desk/_news.html",
            cases=listing.cases(shown),
            fresh=sum(each not in known for each in here),
            wanted=wanted,
            number=number,
            counts=listing.counts(actor),
            counted=listing.COUNTED,
            clock_of=clock_of,
        )
    )
    return unless_known(answer)
