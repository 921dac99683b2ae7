"""Asking, and everything that is done to a question as a whole."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from community.kernel import clock, events
from community.kernel.asking import Asking, asked
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.text import detect_language
from community.kernel.text import slug as slug_of
from community.kernel.thresholds import whole
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts import beside, editing
from community.posts import rules as post_rules
from community.posts import services as posts
from community.posts.models import LinkKind, PostKind, PostLink
from community.questions import rules
from community.questions.models import CloseReason, Question, QuestionFollow
from community.tags import services as tags
from community.tags.models import QuestionTag, Tag

LONGEST_PRODUCT: Final = 60
_CLOSED: Final = N_("This question is closed already.")
READ_OF_PRODUCT: Final = 200  # half a number that is private is private, too


def ask(title: str, body: str, tag_names: list[str], *, by: Actor, product: str = "") -> Question:
    """Ask a question; it is published or held as the gate says. Raises Invalid, Refused, TooMany."""
    ensure(by, Permission.ASK)
    title = rules.checked_title(title, shortest=whole("title_shortest"), longest=whole("title_longest"))
    body = post_rules.checked_body(body, longest=whole("body_longest"))
    lang = detect_language(f"{title}\n{body}")
    names = _fit_tags(tag_names, lang=lang, by=by)
    product = beside.without_private(product.strip()[:READ_OF_PRODUCT])[:LONGEST_PRODUCT]
    beside.ensure_fit(product, "product", kind=PostKind.QUESTION, lang=lang, by=by)
    now = clock.now()
    question = Question(
        kind=PostKind.QUESTION,
        author_id=by.id,
        title=title,
        slug=slug_of(title),
        product=product,
        body_markdown=body,
        body_html="",
        created_at=now,
        asked_at=now,
        last_activity_at=now,
        listed=False,
    )
    judgement = posts.submit(question, by=by, title=title, tags=tuple(names))
    question.listed = question.is_visible
    db.session.flush()
    tags.attach(question.id, names)
    if question.listed:
        _count_tags(tag_ids_of(question.id), 1)
    posts.first_revision(question, title=question.title, tags=names)
    insert_once(QuestionFollow, question_id=question.id, member_id=by.id, created_at=now)
    recount_followers(question)
    posts.announce(question, judgement)
    return question


def _fit_tags(given: list[str], *, lang: str, by: Actor) -> list[str]:
    """The stored names of these tags; raises Invalid, also for new ones that could not stand in a text."""
    names = tags.resolve(given)
    beside.ensure_fit_tags(tags.unread(names), lang=lang, by=by)
    return names


def recount_tags(tag_ids: set[int]) -> None:
    """Make the question counts of these tags true."""
    if not tag_ids:
        return
    count = (
        select(func.count())
        .select_from(QuestionTag)
        .join(Question.__table__, Question.__table__.c.id == QuestionTag.question_id)
        .where(QuestionTag.tag_id == Tag.id, Question.__table__.c.listed)
        .scalar_subquery()
    )
    db.session.execute(
        update(Tag).where(Tag.id.in_(sorted(tag_ids))).values(question_count=count),
        execution_options={"synchronize_session": False},
    )


def tag_ids_of(question_id: int) -> set[int]:
    return set(db.session.scalars(select(QuestionTag.tag_id).where(QuestionTag.question_id == question_id)))


def tag_names(question_id: int) -> list[str]:
    """The tags of a question, in the asker's order."""
    return asked(tags_of(question_id))


def tags_of(question_id: int) -> Asking[list[str]]:
    """The same, to be asked beside other things."""
    (rows,) = yield [
        select(Tag.name)
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .where(QuestionTag.question_id == question_id)
        .order_by(QuestionTag.position)
    ]
    return [name for (name,) in rows]


def _count_tags(tag_ids: Collection[int], change: int) -> None:
    """Count one question more or less under these tags: counting them all again would cost what a large tag has."""
    if tag_ids:
        db.session.execute(
            update(Tag).where(Tag.id.in_(sorted(tag_ids))).values(question_count=Tag.question_count + change),
            execution_options={"synchronize_session": False},
        )


def relist(question: Question) -> None:
    """Let lists and tag counts follow what the question's status has become."""
    listed = question.is_visible and question.merged_into_id is None
    db.session.flush()
    table: Any = Question.__table__
    changed = update(table).where(table.c.id == question.id, table.c.listed.is_(not listed))
    was_other = db.session.execute(changed.values(listed=listed).returning(table.c.id)).first()
    if was_other:  # of several who do the same at once, one counts
        _count_tags(tag_ids_of(question.id), 1 if listed else -1)
    set_committed_value(question, "listed", listed)


def give_tags(question: Question, names: list[str]) -> None:
    """Let the question carry exactly these tags (resolved names), and the tags count it."""
    before = tag_ids_of(question.id)
    tags.attach(question.id, names)
    after = tag_ids_of(question.id)
    if question.listed:
        _count_tags(before - after, -1)
        _count_tags(after - before, 1)


def recount_followers(question: Question) -> None:
    """Make the number of followers true."""
    question.follower_count = (
        db.session.scalar(
            select(func.count()).select_from(QuestionFollow).where(QuestionFollow.question_id == question.id)
        )
        or 0
    )


def retag(question: Question, names: list[str], *, by: Actor) -> None:
    """Give the question other tags, as a revision: with the privilege, or where one edits anyway."""
    if not editing.may_edit(question, by):
        ensure(by, Permission.RETAG)
    lock(question)  # its title stays as it is now
    wanted = _fit_tags(names, lang=question.lang, by=by)
    if wanted == tag_names(question.id):
        raise Invalid(N_("Nothing is changed yet."), field="tags")
    editing.change_tags(question, wanted, title=question.title, by=by)


def close(
    question: Question, reason: CloseReason, *, by: Actor, duplicate_of: Question | None = None
) -> None:
    """Take no more answers; a duplicate names the question that it repeats."""
    for each in sorted({question, duplicate_of or question}, key=lambda each: each.id):
        lock(each)
    ensure_not_merged(question)
    ensure(by, _needed_to_close(question, reason, by))
    if reason is CloseReason.DUPLICATE:
        if duplicate_of is None or duplicate_of.id == question.id or not duplicate_of.listed:
            raise Invalid(N_("Name the other question that this one repeats."), field="duplicate_of")
        ensure_no_circle(question, duplicate_of, "duplicate_of")
        link(question, duplicate_of, LinkKind.DUPLICATE)
    elif question.closed_at is not None:
        raise Conflict(_CLOSED)
    question.closed_at = clock.now()
    question.close_reason = reason
    question.closed_by_id = by.member_id
    question.duplicate_of_id = duplicate_of.id if duplicate_of else None
    db.session.flush()
    tell(events.QuestionClosed(question_id=question.id, reason=reason, by_id=by.member_id))


def _needed_to_close(question: Question, reason: CloseReason, by: Actor) -> Permission:
    if question.author_id == by.member_id and reason is CloseReason.RESOLVED_ELSEWHERE:
        return Permission.ASK
    return Permission.MARK_DUPLICATE if reason is CloseReason.DUPLICATE else Permission.CLOSE


def reasons_to_close(question: Question, *, by: Actor) -> Sequence[CloseReason]:
    """The reasons that `by` may give for closing it now; where there is none, raises what closing would raise."""
    ensure_not_merged(question)
    open_now = question.closed_at is None
    found = [
        each
        for each in CloseReason
        if (open_now or each is CloseReason.DUPLICATE) and may(by, _needed_to_close(question, each, by))
    ]
    if not found and not open_now:
        raise Conflict(_CLOSED)
    if not found:
        ensure(by, Permission.CLOSE)
    return found


def ensure_no_circle(question: Question, original: Question, field: str) -> None:
    """Raise Invalid where `original` itself leads back to `question`: nobody would find an open one of the two."""
    passed: set[int] = set()
    at: Question | None = original
    while at is not None and at.id not in passed:
        passed.add(at.id)
        following = at.merged_into_id or at.duplicate_of_id
        at = db.session.get(Question, following) if following else None
    if question.id in passed:
        raise Invalid(
            N_("The other question is closed because it repeats this one. Open it again first."), field=field
        )


def reopen(question: Question, *, by: Actor) -> None:
    """Let a closed question take answers again."""
    lock(question)
    own = question.author_id == by.member_id and question.closed_by_id == by.member_id
    ensure(by, Permission.ASK if own else Permission.CLOSE)
    if question.closed_at is None:
        raise Conflict(N_("This question is open already."))
    ensure_not_merged(question)
    question.closed_at = question.close_reason = question.closed_by_id = question.duplicate_of_id = None
    db.session.flush()
    tell(events.QuestionReopened(question_id=question.id, by_id=by.member_id))


def ensure_not_merged(question: Question) -> None:
    """Raise Conflict where nobody comes to this question any more: its old address leads to the other one."""
    if question.merged_into_id is not None:
        raise Conflict(N_("This question was merged into another one; its answers are there."))


def link(question: Question, other: Question, kind: LinkKind) -> None:
    """Point from one question to another, once."""
    insert_once(PostLink, from_id=question.id, to_id=other.id, kind=kind, created_at=clock.now())


def set_needs_info(question: Question, *, needed: bool, by: Actor) -> None:
    """Say that the asker must tell more, or that they have. Anyone who may answer, except on closed ones."""
    ensure(by, Permission.ANSWER)
    if needed and question.author_id == by.member_id:
        raise NotAllowed(N_("You can simply add what is missing to your question."))
    question.needs_info_at = clock.now() if needed else None


def lock(question: Question) -> None:
    """Let others who change this question wait until we are done; and see its newest state."""
    lock_row(question)


def may_answer(question: Question, by: Actor) -> bool:
    """Whether the answer form is shown."""
    return question.is_visible and question.closed_at is None and may(by, Permission.ANSWER)


def edit(
    question: Question,
    *,
    title: str,
    body: str,
    tag_names: list[str],
    comment: str = "",
    by: Actor,
    base: int | None = None,
) -> None:
    """Edit title, body and tags at once; see `editing.edit`."""
    editing.edit(question, checked_words(title, body, tag_names, comment, by=by), by=by, base=base)


def checked_words(
    title: str, body: str, tag_names: list[str], comment: str = "", *, by: Actor
) -> editing.Words:
    """The words of a question edit, checked; raises Invalid."""
    return editing.Words(
        title=rules.checked_title(title, shortest=whole("title_shortest"), longest=whole("title_longest")),
        body=body,
        tags=tuple(_fit_tags(tag_names, lang=detect_language(f"{title}\n{body}"), by=by)),
        comment=comment,
    )
