"""What the site knows of one member, as one JSON document that they can take along."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Table, exists, or_, select

from community.accounts.models import Member
from community.imports.forgetting import WHY_STAFF
from community.imports.tables import line
from community.kernel import clock
from community.kernel.db import db, table_of
from community.posts.models import Post, PostStatus

# What a member wrote, chose or got: the table, and its columns that name them.
OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "posts": ("author_id",),
    "revisions": ("editor_id",),
    "edit_suggestions": ("author_id",),
    "drafts": ("member_id",),
    "ratings": ("rater_id",),
    "same_problems": ("member_id",),
    "question_follows": ("member_id",),
    "tag_follows": ("member_id",),
    "flags": ("flagger_id",),
    "flag_messages": ("author_id",),
    "appeals": ("member_id",),
    "appeal_messages": ("by_id",),
    "sanctions": ("member_id",),
    "uploads": ("member_id",),
    "articles": ("author_id",),
    "article_revisions": ("editor_id",),
    "article_votes": ("member_id",),
    "notifications": ("member_id",),
    "notification_preferences": ("member_id",),
    "notification_mutes": ("member_id",),
    "push_devices": ("member_id",),
    "front_uses": ("member_id",),
    "front_passes": ("member_id",),
    "announcement_dismissals": ("member_id",),
    "incident_follows": ("member_id",),
    "letters": ("author_id",),
    "staff_thanks": ("member_id",),
    "staff_profiles": ("member_id",),
    "invitations": ("member_id",),
    "askers": ("member_id",),
    "invites": ("by_id",),
    "invite_uses": ("member_id",),
    "reputation_events": ("member_id",),
    "told_deeds": ("member_id",),
    "badge_awards": ("member_id",),
    "chosen_badges": ("member_id",),
    "campaign_standings": ("member_id",),
    "campaign_rewards": ("member_id",),
    "rep_licences": ("member_id",),
    "surveys": ("member_id",),
    "consents": ("member_id",),
    "sign_ins": ("member_id",),
    "known_addresses": ("member_id",),
    "totp_secrets": ("member_id",),
    "recovery_codes": ("member_id",),
    "passkeys": ("member_id",),
    "oidc_identities": ("member_id",),
    "api_tokens": ("member_id",),
}
# Secrets, what only serves to compare, and who of the staff it was.
HIDDEN: Final[Mapping[str, frozenset[str]]] = {
    "members": frozenset({"password_hash", "email_key", "name_key", "session_epoch"}),
    "posts": frozenset({"hidden_by_id"}),
    "edit_suggestions": frozenset({"decided_by_id"}),
    "appeals": frozenset({"decided_by_id"}),
    "sanctions": frozenset({"imposed_by_id", "decided_by", "ended_by_id", "note"}),
    "notifications": frozenset({"actor_id"}),  # their sentences name whom everybody may know
    "push_devices": frozenset({"endpoint", "public_key", "secret"}),
    "staff_profiles": frozenset({"updated_by_id"}),
    "letters": frozenset({"key"}),
    "askers": frozenset({"token_hash", "seed", "email_key"}),
    "invites": frozenset({"token_hash", "email_key"}),
    "rep_licences": frozenset({"decided_by_id"}),
    "surveys": frozenset({"owner_id"}),
    "sign_ins": frozenset({"key_hash", "epoch"}),
    "totp_secrets": frozenset({"sealed", "last_step"}),
    "recovery_codes": frozenset({"code_hash"}),
    "passkeys": frozenset({"credential", "public_key", "sign_count"}),
    "api_tokens": frozenset({"token_hash"}),
}
# What others wrote to a member alone: the table, and its column that leads to what is theirs, over which steps.
WRITTEN_TO: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "letters": (("need_id", "needs", "question_id"), ("question_id", "posts", "author_id")),
    "appeal_messages": (("appeal_id", "appeals", "member_id"),),
    "flag_messages": (("flag_id", "flags", "flagger_id"),),
}
# What triage thought of a message.
JUDGED: Final = frozenset({"lane", "priority", "anger"})
# Rows that quote the title of a post, perhaps of another: the columns that name it.
QUOTING: Final[Mapping[str, tuple[str, ...]]] = {"notifications": ("post_id", "question_id")}
_OF_ROLES: Final = "huzhu_news_of_roles"
# Tables that name members and are not for them to take along, by the reason.
LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "of the site, whoever of the staff made it": frozenset(
        {"announcements", "campaigns", "canned_responses", "custom_badges", "flag_bases", "gate_list_entries"}
        | {"gate_settings", "incident_updates", "incidents", "macros", "recommendations", "rule_settings"}
        | {"rule_proposal_answers", "site_rules", "sla_hours", "webhooks"}
    ),
    "work on cases and reviews, which concerns others": frozenset(
        {"case_assignments", "case_briefs", "case_drafts", "case_help_taken", "case_merges", "case_notes"}
        | {"case_presence", "case_replies", "cases", "escalations", "hand_overs", "moves", "private_vault"}
        | {"rep_licence_moves", "review_decisions", "review_items", "review_skips", "reviewer_pauses"}
        | {"spot_checks"}
    ),
    "notes and findings about fairness, told where they are answered for": frozenset(
        {"conduct_notes", "integrity_findings", "integrity_journal", "ledger_rulings", "mutual_pairs"}
    ),
    "tells of whoever opened a shared link": frozenset({"share_visits"}),
    "the rest of posts and revisions": frozenset({"answers", "questions"}),
    "summed up from what is here": frozenset({"member_standings"}),
    "kept for hours or days, so that nothing is done twice": frozenset(
        {"answering_leases", "idempotency_keys", "notification_deliveries", "one_time_links", "sent_forms"}
    ),
}


def leave_out_news(app: Flask, kinds: Collection[str]) -> None:
    """News of these kinds came with a role: they quote what staff say among themselves, and are the site's."""
    app.extensions[_OF_ROLES] = sorted(kinds)


def gather(member: Member) -> bytes:
    """The document: the account, then every table that holds something of theirs."""
    document: dict[str, Any] = {"made_at": clock.now().isoformat(timespec="seconds")}
    account = table_of(Member)
    document["account"] = next(_rows(account, ("id",), member.id))
    for name, columns in OWN.items():
        table = db.metadata.tables.get(name)
        rows = [] if table is None else list(_rows(table, columns, member.id))
        if rows:
            document[name] = rows
    if spoken := list(_spoken(member.id)):
        document["channel_messages"] = spoken
    if called := list(_calls_for_staff(member.id)):
        document["calls_for_staff"] = called
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _calls_for_staff(member_id: int) -> Iterator[dict[str, Any]]:
    """Why they wanted the team to look, in their own words: the rest of a move is work on cases."""
    moves = db.metadata.tables["moves"].c
    query = select(moves.id, moves.need_id, moves.reason, moves.note, moves.created_at)
    query = query.where(moves.by_id == member_id, moves.rule.in_(WHY_STAFF), moves.note != "")
    for row in db.session.execute(query.order_by(moves.id)).mappings():
        yield json.loads(line(row))


def _spoken(member_id: int) -> Iterator[dict[str, Any]]:
    """What they wrote by a form, in conversations about questions that are theirs since they have an account."""
    messages, conversations = (db.metadata.tables[name] for name in ("channel_messages", "conversations"))
    post = table_of(Post)
    theirs = (
        select(conversations.c.id)
        .join(post, post.c.id == conversations.c.question_id)
        .where(post.c.author_id == member_id)
    )
    query = select(messages).where(messages.c.conversation_id.in_(theirs)).order_by(messages.c.id)
    for row in db.session.execute(query).mappings():
        yield {name: value for name, value in json.loads(line(row)).items() if name not in JUDGED}


def _rows(table: Table, columns: tuple[str, ...], member_id: int) -> Iterator[dict[str, Any]]:
    hidden = HIDDEN.get(table.name, frozenset())
    theirs = [table.c[name] == member_id for name in columns]
    if table.name in WRITTEN_TO:
        theirs.append(_written_to(table, WRITTEN_TO[table.name], member_id))
    query = select(table).where(or_(*theirs))
    query = query.where(*(_in_sight(table.c[name], member_id) for name in QUOTING.get(table.name, ())))
    if table.name == "notifications":
        query = query.where(table.c.kind.not_in(current_app.extensions.get(_OF_ROLES, ())))
    for row in db.session.execute(query.order_by(*table.primary_key)).mappings():
        kept = {name: value for name, value in json.loads(line(row)).items() if name not in hidden}
        if table.name in WRITTEN_TO:  # who of the team wrote to them stays with the team
            kept |= {name: None for name in columns if row[name] != member_id}
        if "findings" in kept:
            kept["findings"] = [_unquoted(each) for each in kept["findings"]]
        yield kept


def _written_to(table: Table, steps: tuple[tuple[str, str, str], ...], member_id: int) -> ColumnElement[bool]:
    """Whether a row belongs to something of theirs."""
    (column, name, owner), *others = steps
    above = db.metadata.tables[name]
    belongs = _written_to(above, tuple(others), member_id) if others else above.c[owner] == member_id
    found: ColumnElement[bool] = table.c[column].in_(select(above.c.id).where(belongs))
    return found


def _unquoted(finding: dict[str, Any]) -> dict[str, Any]:
    """What the gate saw, without the title of another question that it names."""
    quotes = {"evidence", "params"} if "question_id" in (finding.get("params") or {}) else set()
    return {name: value for name, value in finding.items() if name not in quotes}


def _in_sight(column: ColumnElement[int | None], member_id: int) -> ColumnElement[bool]:
    """As in the inbox: what quotes a post of another goes out of sight with it."""
    post = table_of(Post)
    may_see = or_(post.c.status == PostStatus.PUBLISHED, post.c.author_id == member_id)
    return or_(column.is_(None), exists().where(post.c.id == column, may_see))
