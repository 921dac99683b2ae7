"""Keeping canned responses."""

from sqlalchemy import delete

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.text import slug as slug_of
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.desk.models import CannedResponse

LONGEST_TITLE = 80
LONGEST_BODY = 10_000
LANGUAGES = ("en", "zh-Hans")


def keep(title: str, body: str, lang: str, *, by: Actor, slug: str = "") -> None:
    """Keep a response; one of the same name and language is replaced."""
    ensure(by, Permission.WORK_CASES)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(N_("Give it a title of 1 to 80 characters."), field="title")
    if not body.strip() or len(body) > LONGEST_BODY:
        raise Invalid(N_("Write the text that is to be kept."), field="body")
    if lang not in LANGUAGES:
        raise Invalid(N_("Choose the language of the text."), field="lang")
    values = {
        "title": title,
        "body": body.strip(),
        "updated_at": clock.now(),
        "updated_by_id": by.member_id,
    }
    statement = insert(CannedResponse).values(slug=slug or slug_of(title), lang=lang, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["slug", "lang"], set_=values))
    audit.record("canned-kept", f"canned:{title}", by=by, data={"lang": lang})


def drop(response_id: int, *, by: Actor) -> None:
    """Keep it no longer."""
    ensure(by, Permission.WORK_CASES)
    dropped = delete(CannedResponse).where(CannedResponse.id == response_id)
    for title, lang in db.session.execute(dropped.returning(CannedResponse.title, CannedResponse.lang)):
        audit.record("canned-dropped", f"canned:{title}", by=by, data={"lang": lang})
