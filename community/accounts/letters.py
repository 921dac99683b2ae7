"""Which letter an address gets: found out by a job, so that no answer on a page depends on it."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from community.accounts import credentials, mails, signing_up
from community.accounts.mails import About
from community.kernel.job_kinds import Registry


def write(payload: Mapping[str, Any]) -> None:
    """Look who is behind an address that somebody typed, and write to them."""
    match About(payload["about"]):
        case About.SIGN_UP:
            signing_up.write(payload["sign_up_id"], payload["seed"])
        case About.RESET:
            credentials.send_reset(payload["to"])
        case About.NEW_ADDRESS:
            credentials.write_to_new_address(payload["member_id"], payload["to"], payload["seed"])


def init_app(app: Flask) -> None:
    """Register the job."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(mails.LETTER, write)
