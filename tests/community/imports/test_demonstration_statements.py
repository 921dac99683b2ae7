"""On a site where there is one of everything, a page that is made anew asks as little of the database as elsewhere."""

from datetime import UTC, datetime

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import rounds
from community.imports.demonstration.player import play
from community.imports.demonstration.reader import read
from community.kernel import clock
from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.search import services as search
from community.tags.models import Tag
from gamification.badges.models import BadgeAward
from gamification.reputation.models import MemberStanding
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.insights import sections
from moderation.insights.scope import Scope
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, actor_of, both_databases

pytestmark = pytest.mark.timeout(600)  # each plays the whole demonstration first

NOW = datetime(2026, 5, 6, 15, 30, tzinfo=UTC)  # a Wednesday afternoon
MOST = 10
SELDOM = (
    "FROM rule_settings",
    "FROM site_rules ORDER BY site_rules.made_at",
)  # every few seconds, whoever reads
READERS = {
    "marguerite": "member",
    "hazel": "moderator",
    "omar": "agent",
    "petra": "specialist",
    "ines": "admin",
}
STAFF = {"agent", "specialist", "admin"}
OPEN_TO = {
    "/desk": STAFF,
    "/desk/today": STAFF,
    "/desk/sla": STAFF,
    "/review": {"moderator", "admin"},
    "/insights": {"moderator", "admin"},
    "/insights?tag=mesh": {"moderator", "admin"},
}
MOST_OF_OPEN_CASE = 18  # seven of them look for what may be the next best reply
MOST_OF_SEARCHING = 3  # where the index stands in the database itself


def _paths() -> list[str]:
    found = select(Question.id, Question.slug).where(Question.listed).order_by(Question.id)
    some = [f"/questions/{number}/{slug}" for number, slug in db.session.execute(found).all()[::9]]
    return [*some, "/", "/questions", "/tags/mesh", "/notifications", "/search?q=mesh", *OPEN_TO]


def _differing_figures() -> list[str]:
    """Figures of the page of insights that are not the same side by side as each of them is alone."""
    tag_id = db.session.scalars(select(Tag.id).where(Tag.name == "mesh")).one()
    differing = []
    for scope in (Scope(now=NOW, weeks=52), Scope(now=NOW, tag="mesh", tag_id=tag_id)):
        found = sections.all_found(scope)
        differing += [each.slug for each in sections.SECTIONS if asked(each.asks(scope)) != found[each.slug]]
    return differing


def _limits(role: str) -> dict[str, int]:
    """Every page for this role, and how many statements it may ask."""
    limits = {each: MOST for each in _paths() if role in OPEN_TO.get(each, {role})}
    open_case = MOST_OF_OPEN_CASE + (MOST_OF_SEARCHING if db.engine.dialect.name == "postgresql" else 0)
    if role in STAFF:
        limits |= {
            f"/desk/cases/{number}": MOST if state == CaseState.RESOLVED else open_case
            for number, state in db.session.execute(select(Case.id, Case.state))
        }
    return limits


def _asked_by(name: str, role: str, sign_in: SignIn) -> list[str]:
    """A line with all its statements for each page that asks too many."""
    client = sign_in(
        current_app.test_client(),
        actor_of(db.session.scalars(select(Member).where(Member.name == name)).one()),
    )
    costly = []
    for path, most in _limits(role).items():
        assert client.get(path).status_code == 200, path
        db.session.remove()
        for kept in ("huzhu_pages", "huzhu_own_pages"):
            current_app.extensions[kept].clear()
        with statements() as said:
            client.get(path)
        said[:] = [each for each in said if not each.rstrip().endswith(SELDOM)]
        if len(said) > most:
            costly.append(f"{role} {path}: {len(said)}\n" + "\n".join(said))
    return costly


@both_databases
def test_who_is_signed_in_costs_few_statements(app: Flask, sign_in: SignIn) -> None:
    play(rounds.completed(read()), NOW)
    with clock.at(NOW):
        search.rebuild()
        with unit_of_work():  # the card of new badges is seen once
            db.session.query(BadgeAward).update({"seen_at": BadgeAward.awarded_at})
            db.session.query(MemberStanding).update({"unseen_awards": 0})
        costly = [line for name, role in READERS.items() for line in _asked_by(name, role, sign_in)]
        assert not costly, "\n\n".join(costly)
        assert not _differing_figures()
