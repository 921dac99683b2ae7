"""A day at the desk on one screen, and who has how much."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_time

from community.kernel.policy import Permission, actor_now, requires
from moderation.desk import team_load
from moderation.desk.clocks import clock_of
from moderation.desk.routes import bp
from moderation.desk.today import day_of
from moderation.escalation import in_force

__all__ = ["bp"]


@bp.get("/today")
@requires(Permission.WORK_CASES)
def today() -> ResponseReturnValue:
    """My day."""
    return render_template(
        "moderation/desk/today.html",
        day=day_of(actor_now()),
        clock_of=clock_of,
        rules=in_force.known(),
        time_of=time_of,
    )


def time_of(moment: datetime) -> str:
    """The time of day, short."""
    return str(format_time(moment, "short"))


@bp.get("/load")
@requires(Permission.WORK_CASES)
def load() -> ResponseReturnValue:
    """Open, waiting, late and settled cases of each person and team."""
    people, teams, nobody = team_load.loads()
    return render_template("moderation/desk/load.html", people=people, teams=teams, nobody=nobody)
