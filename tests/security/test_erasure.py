"""Somebody who leaves is gone: no table, file, index or job holds their words, addresses, numbers or devices."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import JSON, Table, inspect, select, text
from sqlalchemy.exc import IntegrityError

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import clock, jobs, worker
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.community.accounts.conftest import PASSWORD
from tests.community.factors.conftest import set_up
from tests.conftest import MakeMember, both_databases
from tests.security.rows import put, texts_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

MARK: Final = "quokkaine"
# Columns of words that stay when their member has left, and why they may.
KEPT: Final[dict[str, set[str]]] = {
    "what was written in public stays, under the name of a former member": {
        *"posts revisions edit_suggestions articles article_revisions recommendations answers questions".split(),
        *"announcements incidents incident_updates".split(),
    },
    "furniture of the site, whoever of the staff made it": {
        *"campaigns canned_responses custom_badges flag_bases gate_list_entries gate_settings macros".split(),
        *"rule_settings rule_proposal_answers site_rules sla_hours staff_profiles webhooks".split(),
    },
    "work of staff on the matters of others": {
        *"cases case_assignments case_briefs case_help_taken case_merges case_notes case_replies escalations".split(),
        *"hand_overs moves review_items review_decisions reviewer_pauses spot_checks appeals sanctions".split(),
        *"rep_licence_moves flags".split(),
    },
    "names of deeds, badges and causes, and numbers of members": {
        *"badge_awards chosen_badges campaign_standings campaign_rewards reputation_events told_deeds".split(),
        *"integrity_findings integrity_journal ledger_rulings mutual_pairs invitations surveys invites".split(),
    },
    "that they agreed, as proof": {"consents"},
    "of whoever opened a link that they shared": {"share_visits"},
    "pictures in public posts; the rest goes by itself": {"uploads"},
}
WORDLESS: Final = {"flags": {"note"}, "appeals": {"words"}, "sanctions": {"words", "note"}}
# Not free: what a rule reads.
CLOSED_LISTS: Final = frozenset(
    "state kind lang role purpose reason status end what ruling tier audience outcome decision".split()
)
STATES: Final[dict[str, dict[str, object]]] = {
    "rep_licences": {"state": "applied", "lang": "en"},
    "sanctions": {"kind": "warn", "reason": "spam"},
    "flags": {"reason": "spam"},
}
PARTS: Final = frozenset({"members", "questions", "answers", "revisions", "articles", "article_revisions"})


def names_members(table: Table) -> list[str]:
    """The columns of a table that say whose a row is."""
    return [c.name for c in table.columns for key in c.foreign_keys if key.column.table.name == "members"]


def marked(table: Table, member_id: int) -> dict[str, Any]:
    """A row of that member, the mark in every column of words."""
    given: dict[str, Any] = dict.fromkeys(names_members(table), member_id)
    for name in texts_of(table):
        if name not in CLOSED_LISTS:
            mark = f"{MARK} {table.name} {name}"
            given[name] = {"x": mark} if isinstance(table.c[name].type, JSON) else mark
    return given | STATES.get(table.name, {})


def where_marked() -> dict[str, set[str]]:
    """Tables and their columns that hold the mark."""
    found: dict[str, set[str]] = {}
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            found.setdefault(table.name, set()).update(
                c.name for c in table.columns if MARK in str(row[c.name])
            )
    return {name: columns for name, columns in found.items() if columns}


@pytest.fixture
def filled(app: "Huzhu", alice: Actor, member: MakeMember) -> set[str]:
    """A row of Alice in every table that could hold one; which ones those are."""
    member("ruth", role=Role.ADMIN)
    with unit_of_work():
        questions.ask(
            "A question about a relay", "It clicks all night, and I wonder why.", ["relay"], by=alice
        )
    done = set()
    for table in db.metadata.sorted_tables:
        if names_members(table) and table.name not in PARTS:
            try:
                with db.session.begin_nested():
                    put(table.name, **marked(table, alice.id))
            except IntegrityError:  # needs more than one member, or has no words
                continue
            done.add(table.name)
    db.session.commit()
    return done


def test_no_private_word_of_whoever_leaves_stays_in_any_table(
    app: "Huzhu", filled: set[str], alice: Actor
) -> None:
    before = where_marked()
    assert {"drafts", "letters", "totp_secrets", "oidc_identities", "push_devices", "surveys"} <= set(before)
    assert len(filled) > 80
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    jobs.run_due()
    argued = set().union(*KEPT.values())
    left = where_marked()
    assert {name: columns for name, columns in left.items() if name not in argued} == {}
    assert {name: left.get(name, set()) & words for name, words in WORDLESS.items()} == {
        name: set() for name in WORDLESS
    }


SECRETS: Final = {
    "name": "quokkaine",
    "shown name": "Quokka Marsupialis",
    "address": "quokkaine@example.com",
    "network": "203.0.113.",
    "place": "Rottnest-Eiland",
    "site": "https://quokkaine.example",
    "about": "marsupialissima",
    "draft": "wallabyish",
    "letter": "bandicootish",
    "device": "numbatish",
    "key": "bilbyish",
    "elsewhere": "subject-potoroo-77",
    "password": PASSWORD,
}


@both_databases
def test_after_a_life_on_the_site_no_table_and_no_file_remembers_who_it_was(
    app: "Huzhu", member: MakeMember, tmp_path: Path
) -> None:
    member("ruth", role=Role.ADMIN)
    number = _live(app)
    assert set(_remembered(tmp_path)) >= set(SECRETS) - {"password"}
    client = _enter(app)
    assert client.post("/settings/close", data={"current": PASSWORD, "sure": "y"}).location == "/"
    for _look in range(2):  # what goes at one leaves the log of the database at the next
        worker.tick(clock.now() + timedelta(days=1, minutes=1))
    assert _remembered(tmp_path) == {}
    assert client.get(f"/questions/{number}").status_code in {200, 301, 308}


def _client(app: "Huzhu") -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    return client


def _enter(app: "Huzhu") -> FlaskClient:
    client = _client(app)
    client.post("/sign-in", data={"name": SECRETS["name"], "password": "not this one"})
    with unit_of_work():
        found = db.session.scalars(select(Member).where(Member.name == SECRETS["name"])).one()
        found.second_factor_at = None
    assert client.post("/sign-in", data={"name": SECRETS["name"], "password": PASSWORD}).status_code == 302
    return client


def _live(app: "Huzhu") -> int:
    """Join, show oneself, write in private, protect the account, ask in public; the number of the question."""
    client = _client(app)
    joining = {"name": SECRETS["name"], "email": SECRETS["address"], "password": PASSWORD, "consent": "y"}
    assert client.post("/sign-up", data=joining).status_code == 302
    jobs.run_due()
    letter = max((Path(app.extensions["huzhu_settings"].data_dir) / "mail").glob("*.eml"))
    word = re.search(rb"/confirm/([\w-]+)", letter.read_bytes())
    assert word
    assert client.post(f"/confirm/{word[1].decode()}").status_code == 302
    client = _enter(app)
    found = db.session.scalars(select(Member).where(Member.name == SECRETS["name"])).one()
    shown = {"display_name": SECRETS["shown name"], "bio": SECRETS["about"], "location": SECRETS["place"]}
    assert client.post("/settings", data={**shown, "website": SECRETS["site"]}).status_code in {302, 303}
    asked = {
        "title": "Which relay fits the old hub?",
        "body": "Mine is ten years old and clicks.",
        "tags": "relay",
    }
    client.post("/ask", data=asked, follow_redirects=True)
    number = db.session.execute(text("select max(id) from questions")).scalar_one()
    assert client.post(f"/questions/{number}/private", data={"body": SECRETS["letter"]}).status_code in {
        302,
        303,
    }
    assert client.post("/settings/tokens", data={"label": SECRETS["key"], "scopes": "read"}).status_code < 400
    draft = {"title": SECRETS["draft"], "body": SECRETS["draft"], "tags": ""}
    assert client.put("/drafts/question/0", json=draft).status_code < 300
    set_up(client, found.id)
    soon = clock.now() + timedelta(days=1)
    put("passkeys", member_id=found.id, label=SECRETS["device"])
    put("oidc_identities", member_id=found.id, subject=SECRETS["elsewhere"])
    put("invites", by_id=found.id, lang="en", words=SECRETS["letter"], expires_at=soon)
    db.session.commit()
    jobs.run_due()
    return int(number)


def _remembered(folder: Path) -> dict[str, list[str]]:
    """Which secrets stand where: in a table of the database, or in a file of the data folder."""
    places: dict[str, bytes] = {}
    for name in inspect(db.engine).get_table_names():
        rows = db.session.execute(text(f'select * from "{name}"')).all()  # noqa: S608 - names of tables
        places[name] = (
            repr(rows) + json.dumps([list(map(str, row)) for row in rows], ensure_ascii=False)
        ).encode()
    db.session.commit()
    for file in folder.rglob("*"):
        if file.is_file():
            places[str(file.relative_to(folder))] = file.read_bytes()
    found: dict[str, list[str]] = {}
    for what, secret in SECRETS.items():
        where = [place for place, held in places.items() if secret.encode() in held]
        if where:
            found[what] = where
    return found
