"""The staff: who carries how much, who is there, and what each says about their work."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.queries import member_by_name
from community.kernel.errors import Invalid, NotFound
from community.kernel.languages import LANGUAGES, said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.policy import Permission, Role, actor_now, may, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from moderation.casework import queries
from moderation.desk.routes import bp
from moderation.staff import queries as staff
from moderation.staff import services
from moderation.staff.catalogue import TEAMS


@bp.get("/team")
@requires(Permission.WORK_CASES)
def team() -> ResponseReturnValue:
    """Who carries how much, by tier; a link to one's own profile, for admins to everybody's."""
    loads = queries.loads()
    return render_template(
        "moderation/desk/team.html",
        tiers=[(tier, [each for each in loads if _works_in(each, tier)]) for tier in (1, 2)],
        mode=queries.mode(),
        may_edit=may(actor_now(), Permission.ADMINISTER),
        me=actor_now().member_id,
        languages=LANGUAGES,
        teams=TEAMS,
    )


def _works_in(load: queries.Load, tier: int) -> bool:
    """Admins may work in both tiers; they stand there once they take cases or have some."""
    works = (
        load.who.takes_cases or load.open_count or load.waiting_count or load.who.member.role != Role.ADMIN
    )
    return tier in load.who.tiers and bool(works)


@bp.route("/team/<name>", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def profile(name: str) -> ResponseReturnValue:
    """What somebody knows, speaks and carries, and when they are there: one's own, for admins anybody's."""
    member = member_by_name(name)
    who = staff.colleague(member.id) if member else None
    if member is None or who is None:
        raise NotFound
    error, field, status, base = "", "", 200, request.form.get("base")
    if request.method == "POST":
        try:
            with unit_of_work():
                services.keep(member.id, _given(), by=actor_now(), base=base)
        except (Invalid, ChangedMeanwhile) as refused:
            error, field, status = said(refused.message, refused.params), refused.field or "", refused.status
            base = base_to_show(base, services.base_of_profile(member.id), refused=refused)
        else:
            flash(gettext("Kept."), "good")
            return redirect(url_for("desk.team"), code=303)
    page = render_template(
        "moderation/desk/profile.html",
        who=who,
        base=services.base_of_profile(member.id) if base is None else base,
        given=_given() if request.method == "POST" else _kept(who),
        teams=TEAMS,
        languages=LANGUAGES,
        usual=whole("case_capacity"),
        may_lead=may(actor_now(), Permission.ADMINISTER),
        error=error,
        field_wrong=field,
    )
    return page, status


def _given() -> services.Given:
    form = request.form
    languages = [form.get("first_language", ""), *form.getlist("languages")]
    return services.Given(
        skills=form.get("skills", ""),
        teams=form.getlist("teams"),
        languages=languages,
        capacity=form.get("capacity", ""),
        takes_cases=form.get("takes_cases") == "y",
        is_lead=form.get("is_lead") == "y",
        away_until=form.get("away_until", ""),
        away_note=form.get("away_note", ""),
        days=form.getlist("days"),
        opens=form.get("opens", ""),
        closes=form.get("closes", ""),
    )


def _kept(who: staff.Colleague) -> services.Given:
    shift = who.shift
    return services.Given(
        skills=", ".join(who.skills),
        teams=who.teams,
        languages=who.ranked_languages,
        capacity="" if who.own_capacity is None else str(who.own_capacity),
        takes_cases=who.takes_cases,
        is_lead=who.is_lead,
        away_until=services.as_typed(who.away_until, who.member.timezone),
        away_note=who.away_note,
        days=[str(day) for day in sorted(shift.days)] if shift else [],
        opens=shift.opens.isoformat("minutes") if shift else "",
        closes=shift.closes.isoformat("minutes") if shift else "",
    )
