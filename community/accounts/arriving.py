"""What follows the password: coming in, or the second step first."""

from typing import Final
from urllib.parse import urlencode

from flask import Response, flash, redirect, request, session
from flask_babel import gettext

from community.accounts import consents, factor_due, profiles, queries, tokens
from community.accounts import session as sessions
from community.accounts.models import Member
from community.accounts.signing_in import Recognised
from community.accounts.tokens import Purpose
from community.kernel import resuming, secret_links
from community.kernel.languages import DEFAULT, current_language, forget_choice
from community.kernel.templating import day
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response

HALF_WAY: Final = "half_way"  # in the session: a word that proves the first step, and nothing else
SECOND_STEP: Final = "/sign-in/second"


def come_in(found: Recognised, *, remember: bool, target: str) -> Response:
    """Begin the session, and go on to where somebody came from."""
    sessions.sign_in(found.member, epoch=found.epoch, remember=remember)
    _note_reading(found.member)
    _tell_of_factor(found.member.id)
    answer = app_response(redirect(_after_sign_in(found.member, target)))
    return forget_choice(answer) if found.member.lang else answer


def _note_reading(member: Member) -> None:
    """Messages go out in what is read here, where no language was chosen."""
    lang = current_language()
    if member.lang is None and (member.spoken_to_in or DEFAULT) != lang:
        with unit_of_work():
            profiles.note_reading(queries.locked(member.id), lang)


def _tell_of_factor(member_id: int) -> None:
    """Say to staff without a second factor until when they need one."""
    member = queries.member(member_id)
    if member is None or not factor_due.is_wanted(member) or factor_due.is_overdue(member):
        return
    due = factor_due.due_at(member)
    if due is not None:
        told = gettext(
            "From %(day)s on your role needs a second factor. Set it up in your settings.",
            day=day(due.date()),
        )
        flash(told, "warn")


def ask_second_step(found: Recognised, *, remember: bool, target: str) -> Response:
    """Note that the first step is done, for ten minutes and this browser; it opens nothing by itself."""
    with unit_of_work():
        seed = tokens.issue(
            found.member.id, Purpose.SECOND_STEP, {"epoch": found.epoch, "remember": bool(remember)}
        )
    session[HALF_WAY] = secret_links.word_of(seed)
    return app_response(redirect(SECOND_STEP + "?" + urlencode({"next": target})))


def half_way() -> str:
    """The word of this browser's first step; empty where none was made."""
    return str(session.get(HALF_WAY, ""))


def _after_sign_in(member: Member, target: str) -> str:
    """Where somebody came from; first to our words, once, where they have changed since they agreed."""
    if target == "/" and request.cookies.get(resuming.COOKIE):
        target = "/kept"
    agreed = member.consent_version
    if agreed is None or agreed == consents.VERSION or target == "/kept":
        return target
    return "/settings/privacy?" + urlencode({"next": target})
