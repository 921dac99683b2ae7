"""The log as people read it: filtered, turned by cursor, with the people and things that its lines name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import Select, false, func, or_, select

from community.accounts.models import Member
from community.accounts.queries import members_of
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.addresses import LARGEST_ID
from community.kernel.db import db
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.audit.catalogue import ACTS, TOLD
from moderation.audit.models import ModerationLogEntry as Entry

PER_PAGE: Final = 50
FIRST: Final = date(2, 1, 1)
LAST: Final = date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; what is left empty asks for all. `by` and `about` are names of accounts.

    Days are those of the reader, whose clock is that of `zone`.
    """

    act: str = ""
    family: str = ""
    by: str = ""
    about: str = ""
    post: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act was done to: its kind, its name within the kind, and the words for it where we know them.

    `of_staff` tells that only those who work on cases may know more of it.
    """

    kind: str
    name: str
    words: str = ""
    post_kind: str = ""
    lang: str = ""
    of_staff: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One act with what its sentence needs; of a `sealed` one the reader learns no reason, no words and no title."""

    entry: Entry
    by: Member | None
    member: Member | None
    thing: Thing
    sealed: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """A page of lines, newest first; `before` continues it, None at the end."""

    lines: Sequence[Line]
    before: int | None


def page_of(
    wanted: Wanted, before: int | None = None, limit: int = PER_PAGE, *, cases: bool = False
) -> Turned:
    """The lines that are wanted, older than the number `before`; `cases`: whether the reader works on cases."""
    query = filtered(wanted)
    if wanted.words and not cases:  # else a word after the other would tell what the lines do not
        query = query.where(Entry.subject.not_like("case:%"))
    if before is not None:
        query = query.where(Entry.number < before)
    return _turned(query, limit, cases=cases)


def about_member(member_id: int, before: int | None = None, limit: int = PER_PAGE) -> Turned:
    """What was done about a member and their posts by others, as far as it is theirs to know."""
    query = select(Entry).where(
        Entry.member_id == member_id,
        Entry.act.in_(TOLD),
        or_(Entry.by_id.is_(None), Entry.by_id != member_id),
    )
    if before is not None:
        query = query.where(Entry.number < before)
    return _turned(query, limit, cases=True)


def filtered(wanted: Wanted) -> Select[Entry]:
    """The query behind a page and an export."""
    query = select(Entry)
    if wanted.act:
        query = query.where(Entry.act == wanted.act)
    if wanted.family:
        query = query.where(Entry.act.in_([act.slug for act in ACTS if act.family == wanted.family]))
    for name, column in ((wanted.by, Entry.by_id), (wanted.about, Entry.member_id)):
        if name:
            member_id = db.session.scalar(select(Member.id).where(Member.name_key == name.casefold()))
            query = query.where(column == member_id if member_id is not None else false())
    if wanted.post is not None:
        query = query.where(Entry.subject == f"post:{wanted.post}")
    if wanted.since:
        query = query.where(Entry.at >= _midnight(wanted.since, wanted.zone))
    if wanted.until:
        query = query.where(Entry.at < _midnight(wanted.until, wanted.zone) + timedelta(days=1))
    if wanted.words:
        query = query.where(func.lower(Entry.reason).contains(wanted.words.lower(), autoescape=True))
    return query


def _midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins there; one at the ends of the calendar, which no other clock can tell, is one near by."""
    return datetime.combine(min(max(day, FIRST), LAST), time(), zone)


def _turned(query: Select[Entry], limit: int, *, cases: bool) -> Turned:
    rows = list(db.session.scalars(query.order_by(Entry.number.desc()).limit(limit + 1)))
    lines = _lines(rows[:limit], cases=cases)
    return Turned(lines, rows[limit - 1].number if len(rows) > limit else None)


def _lines(entries: Sequence[Entry], *, cases: bool) -> list[Line]:
    posts = _posts({int(name) for kind, name in map(_parted, entries) if kind == "post" and _is_id(name)})
    wanted = {entry.by_id for entry in entries} | {entry.member_id for entry in entries}
    wanted |= {int(name) for kind, name in map(_parted, entries) if kind == "member" and _is_id(name)}
    people = members_of({each for each in wanted if each is not None})
    lines = []
    for entry in entries:
        kind, name = _parted(entry)
        thing = Thing(kind, name, of_staff=kind == "case")
        if kind == "post" and name in posts:
            thing = posts[name]
        elif kind == "member" and _is_id(name) and int(name) in people:
            thing = Thing(kind, people[int(name)].name, people[int(name)].display_name)
        sealed = thing.of_staff and not cases
        thing = replace(thing, words="") if sealed else thing
        lines.append(
            Line(entry, people.get(entry.by_id or 0), people.get(entry.member_id or 0), thing, sealed)
        )
    return lines


def _parted(entry: Entry) -> tuple[str, str]:
    kind, _, name = entry.subject.partition(":")
    return kind, name


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and int(name) <= LARGEST_ID


def _posts(ids: set[int]) -> dict[str, Thing]:
    """The posts of these numbers with the title of their thread, in one statement."""
    if not ids:
        return {}
    posts: Any = Post.__table__
    answers: Any = Answer.__table__
    comments: Any = Comment.__table__
    questions: Any = Question.__table__
    above: Any = posts.alias("above")
    thread = func.coalesce(answers.c.question_id, comments.c.question_id, posts.c.id)
    rows = db.session.execute(
        select(posts.c.id, posts.c.kind, posts.c.lang, questions.c.title, above.c.status)
        .select_from(posts)
        .outerjoin(answers, answers.c.id == posts.c.id)
        .outerjoin(comments, comments.c.id == posts.c.id)
        .outerjoin(questions, questions.c.id == thread)
        .outerjoin(above, above.c.id == thread)
        .where(posts.c.id.in_(ids))
    )
    return {
        str(row.id): Thing(
            "post", str(row.id), row.title or "", row.kind, row.lang, row.status == PostStatus.PRIVATE
        )
        for row in rows
    }
