"""What the site knows of one member, as one JSON document that they can take along."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Table, or_, select

from community.accounts.models import Member
from community.imports.tables import line, table_of
from community.kernel import clock
from community.kernel.db import db

# What a member wrote, chose or got: the table, and its columns that name them. Notes of staff and findings about
# fairness are not here: they concern others too, and are told where they are answered for.
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
    "sanctions": ("member_id",),
    "uploads": ("member_id",),
    "articles": ("author_id",),
    "article_votes": ("member_id",),
    "notifications": ("member_id",),
    "notification_preferences": ("member_id",),
    "invitations": ("member_id",),
    "invites": ("by_id",),
    "invite_uses": ("member_id",),
    "reputation_events": ("member_id",),
    "badge_awards": ("member_id",),
    "rep_licences": ("member_id",),
    "surveys": ("member_id",),
    "consents": ("member_id",),
    "sign_ins": ("member_id",),
    "known_addresses": ("member_id",),
    "api_tokens": ("member_id",),
}
HIDDEN: Final = frozenset(
    {"password_hash", "token_hash", "key_hash", "key", "email_key", "name_key", "session_epoch", "epoch"}
    | {"imposed_by_id", "ended_by_id", "decided_by_id", "hidden_by_id", "note", "notes", "owner_id"}
)


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
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _rows(table: Table, columns: tuple[str, ...], member_id: int) -> Iterator[dict[str, Any]]:
    query = select(table).where(or_(*(table.c[name] == member_id for name in columns)))
    for row in db.session.execute(query.order_by(*table.primary_key)).mappings():
        kept = {name: value for name, value in json.loads(line(row)).items() if name not in HIDDEN}
        yield kept
