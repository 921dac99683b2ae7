"""The inbox, the panel of the bell, the way from a notification to its place, and what pages ask now and then."""

import hashlib
from datetime import date, datetime
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import to_user_timezone

from community.accounts.session import signed_in_member
from community.kernel import problems
from community.kernel.errors import NotFound
from community.kernel.languages import current_language
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.unit_of_work import unit_of_work
from community.notifications import families, live, queries, rhythm, services
from community.notifications.catalogue import KINDS
from community.notifications.kind import is_at_its_post
from community.notifications.reported import with_questions
from community.notifications.wording import by_subject
from community.questions.queries import ensure_goes_on

bp = Blueprint("notifications", __name__)
IN_PANEL: Final = 30  # pieces of news, which are fewer lines


@bp.get("/notifications")
@requires(Permission.HAVE_ACCOUNT)
def index() -> ResponseReturnValue:
    """What happened that concerns you."""
    member = signed_in_member()
    offered = families.families_for(member.role, hides_game=member.hides_game)
    chosen = next((family for family, _ in offered if family.slug == request.args.get("kind")), None)
    page = queries.inbox(actor_now(), page_number(request.args.get("page")), chosen.kinds if chosen else None)
    groups = by_subject(with_questions(page.items), day_of=_day)
    return render_template(
        "community/notifications/index.html",
        page=page,
        days=_days(groups),
        kinds=KINDS,
        offered=[family for family, _ in offered],
        chosen=chosen,
        unread=queries.unread_count(actor_now()),
        refused_at=rhythm.refused_at(member),
        member=member,
    )


def _day(moment: datetime) -> date:
    there: datetime = to_user_timezone(moment)
    return there.date()


def _days(groups: list[Any]) -> list[tuple[datetime, list[Any]]]:
    days: list[tuple[datetime, list[Any]]] = []
    for group in groups:
        at = group.newest.created_at
        if not days or _day(days[-1][0]) != _day(at):
            days.append((at, []))
        days[-1][1].append(group)
    return days


@bp.get("/notifications/panel")
@requires(Permission.HAVE_ACCOUNT)
def panel() -> ResponseReturnValue:
    """The newest of it, for the panel under the bell."""
    groups = by_subject(with_questions(queries.latest(actor_now(), IN_PANEL)))
    answer = Response(live.rendered("community/notifications/_panel.html", groups=groups, kinds=KINDS))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/live")
@public
def now() -> ResponseReturnValue:
    """What may have changed at the bell since a page was opened."""
    seen = live.look(actor_now())
    etag = hashlib.sha256(f"{seen}{current_language()}".encode()).hexdigest()[:20]
    answer = Response(status=304)
    if not request.if_none_match.contains_weak(etag):
        answer = Response(live.rendered("community/notifications/_live.html", seen=seen))
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.post("/notifications/<int:notification_id>")
@requires(Permission.HAVE_ACCOUNT)
def go(notification_id: int) -> ResponseReturnValue:
    """Mark one as read, with all that it stands for, and go to its place."""
    with unit_of_work():
        services.mark_read(by=actor_now(), only=notification_id)
    found = queries.notification(actor_now().id, notification_id)
    if found is None:
        raise NotFound
    kind = KINDS.get(found.kind)
    if found.question_id is not None:
        ensure_goes_on(found.question_id, actor_now())
    if is_at_its_post(kind, found.post_id):
        return redirect(url_for("reading.post", post_id=found.post_id), code=303)
    return redirect(kind.place % found.data if kind else url_for("reading.me"), code=303)


@bp.post("/notifications/<int:notification_id>/read")
@requires(Permission.HAVE_ACCOUNT)
def read_one(notification_id: int) -> ResponseReturnValue:
    """Mark one as read, with all that it stands for, and stay."""
    with unit_of_work():
        services.mark_read(by=actor_now(), only=notification_id)
    return _back()


@bp.post("/notifications/read")
@requires(Permission.HAVE_ACCOUNT)
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    with unit_of_work():
        services.mark_read(by=actor_now())
    return _back()


def _back() -> ResponseReturnValue:
    if problems.by_script():
        return "", 204
    return redirect(url_for("notifications.index"), code=303)
