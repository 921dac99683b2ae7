"""What the staff of the demonstration community say about what was brought to them."""

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import Role
from moderation.escalation.models import Case, Escalation
from moderation.escalation.rules import CaseState
from moderation.rulebook import judging
from moderation.rulebook.rules import Judged


def furnish(_script: Script) -> None:
    """Say of each settled case whether it came rightly: not, where the community settled it after all."""
    agents = db.session.scalars(select(Member).where(Member.role == Role.AGENT).order_by(Member.id)).all()
    settled = db.session.execute(
        select(Escalation, Case)
        .join(Case, Case.id == Escalation.case_id)
        .where(Case.state == CaseState.RESOLVED)
        .order_by(Escalation.id)
    ).all()
    for escalation, case in settled:
        judge = next((each for each in agents if each.id == case.closed_by_id), None)
        known = judge or next((each for each in agents if each.lang == case.lang), None)
        if known is None:
            continue
        verdict = Judged.RIGHT if judge and case.outcome == "resolved" else Judged.WRONG
        judging.judge(case.id, escalation.id, verdict, by=parts.actor_of(known))


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
