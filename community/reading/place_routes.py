"""What this place is, what it keeps, and by which rules it lives: facts come from the settings that are in force."""

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from community.accounts import consents, tokens, upkeep
from community.accounts import session as sessions
from community.kernel import languages, resuming
from community.kernel.furnish import site_settings
from community.kernel.policy import public
from community.kernel.thresholds import whole

bp = Blueprint("place", __name__)


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, why, for how long, who sees it, how to get it out."""
    config = current_app.config
    cookies = {
        "session": config["SESSION_COOKIE_NAME"],
        "remember": config.get("REMEMBER_COOKIE_NAME", "remember_token"),
        "language": languages.COOKIE,
        "kept": resuming.COOKIE,
    }
    return render_template(
        "community/reading/privacy.html",
        version=consents.version_word(),
        cookies=cookies,
        remembered=sessions.REMEMBERED.days,
        not_remembered=sessions.NOT_REMEMBERED.days,
        addresses=upkeep.KEEP_ADDRESSES.days,
        links=tokens.KEEP_DEAD.days,
        invited=whole("invite_address_days"),
        asked=whole("asker_address_days"),
        read=whole("read_alert_days"),
        unconfirmed=whole("asker_unconfirmed_days"),
        asks_model=bool(site_settings().model_asked),
    )


@bp.get("/terms")
@public
def terms() -> ResponseReturnValue:
    """The rules of the place."""
    return render_template(
        "community/reading/terms.html",
        version=consents.version_word(),
        wait=timedelta(minutes=whole("unanswered_minutes")),
    )
