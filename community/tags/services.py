"""Putting tags on questions, joining tags that mean the same, following them."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community.kernel import clock, events, markup
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row, wait_for_turn
from community.kernel.errors import Conflict, Invalid
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import whole
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.tags import rules
from community.tags.models import QuestionTag, Tag, TagFollow, TagSynonym
from community.tags.queries import DESCRIBING

LEADING: Final = "tag synonyms"  # in turn: two at once, each the other way, would lead both nowhere
TEXTS: Final[tuple[str, ...]] = (*DESCRIBING, "wiki_html")


def resolve(names: list[str]) -> list[str]:
    """Check tag names and follow synonyms; returns the stored names, in order. Raises Invalid."""
    return followed(rules.checked(names, most=whole("tags_most")))


def followed(names: list[str]) -> list[str]:
    """The tags that these names lead to now, in order: an earlier text may carry one that is a synonym since."""
    synonyms = dict(
        db.session.execute(
            select(TagSynonym.name, Tag.name)
            .join(Tag, Tag.id == TagSynonym.tag_id)
            .where(TagSynonym.name.in_(names))
        ).all()
    )
    return list(dict.fromkeys(synonyms.get(name, name) for name in names))


def unread(names: list[str]) -> list[str]:
    """Those of these tags that no public question carries, so nobody has read them yet."""
    known = select(Tag.name).where(Tag.name.in_(names), Tag.question_count > 0)
    carried = set(db.session.scalars(known))
    return [name for name in names if name not in carried]


def attach(question_id: int, names: list[str]) -> None:
    """Give a question exactly these tags (resolved names). Their counts are for whoever knows its state."""
    for name in names:
        _make(name)
    ids = dict(db.session.execute(select(Tag.name, Tag.id).where(Tag.name.in_(names))).all())
    db.session.execute(delete(QuestionTag).where(QuestionTag.question_id == question_id))
    db.session.add_all(
        QuestionTag(question_id=question_id, tag_id=ids[name], position=position)
        for position, name in enumerate(names)
    )
    db.session.flush()


def _make(name: str) -> None:
    """Have a tag of this name, unless there is one."""
    insert_once(Tag, name=name, created_at=clock.now(), question_count=0, **dict.fromkeys(TEXTS, ""))


def describe(
    tag: Tag,
    *,
    by: Actor,
    excerpt: str,
    excerpt_zh: str,
    wiki_markdown: str,
    label_zh: str = "",
    base: str | None = None,
) -> None:
    """Say what a tag is about; Conflict is raised where it is no longer what the editor saw, which `base` says."""
    ensure(by, Permission.EDIT_TAG)
    lock_row(tag)
    before = tag.base
    tag.excerpt, tag.excerpt_zh, tag.label_zh = excerpt.strip(), excerpt_zh.strip(), label_zh.strip()
    tag.wiki_markdown = wiki_markdown
    ensure_unchanged(base, before, tag.base)
    if tag.base == before:
        return
    tag.wiki_html = markup.render(wiki_markdown).html if wiki_markdown.strip() else ""
    _tell_changed(tag, "described", by)


def add_synonym(tag: Tag, name: str, *, by: Actor) -> None:
    """Let another, unused name lead to `tag`."""
    ensure(by, Permission.EDIT_TAG)
    name = rules.checked([name], most=1)[0]
    wait_for_turn(LEADING)
    other = db.session.scalar(select(Tag).where(Tag.name == name))
    if (other is not None and other.question_count) or name == tag.name:
        raise Conflict(N_("“%(name)s” is a tag in use; moderators can merge the two."), name=name)
    _lead(name, tag)
    if other is not None:
        _hand_over(other, tag)
        carry_over(QuestionTag.question_id, other.id, tag.id)  # out of sight
    _tell_changed(tag, "synonym-added", by, name)


def merge(tag: Tag, into_name: str, *, by: Actor) -> None:
    """Let a tag in use lead to another one, which may be new; what its questions carry is for whoever knows them."""
    ensure(by, Permission.MERGE)
    names = rules.split(into_name)
    name = followed(rules.checked(names, most=1))[0] if len(names) == 1 else tag.name
    if name == tag.name:
        raise Invalid(N_("Name one other tag."), field="into")
    wait_for_turn(LEADING)
    _make(name)
    into = db.session.scalars(select(Tag).where(Tag.name == name)).one()
    for each in sorted((tag, into), key=lambda each: each.id):
        lock_row(each)
    _lead(tag.name, into)
    if not any(getattr(into, text) for text in TEXTS):  # what was said of the one is said of the other
        for text in TEXTS:
            setattr(into, text, getattr(tag, text))
    _hand_over(tag, into)
    _tell_changed(into, "merged", by, tag.name)


def _lead(name: str, tag: Tag) -> None:
    """Let a name lead to `tag`; Conflict is raised where either leads elsewhere."""
    leads = select(TagSynonym.name).where(TagSynonym.name == tag.name)
    away = tag.name if db.session.scalar(leads) else ""  # two that lead to each other lead nowhere
    if away or not insert_once(TagSynonym, name=name, tag_id=tag.id, created_at=clock.now()):
        raise Conflict(N_("“%(name)s” leads to another tag already."), name=away or name)


def _hand_over(tag: Tag, into: Tag) -> None:
    """What leads to a tag, and who follows it, has the other one from now on."""
    db.session.execute(update(TagSynonym).where(TagSynonym.tag_id == tag.id).values(tag_id=into.id))
    carry_over(TagFollow.member_id, tag.id, into.id)


def carry_over(carrier: InstrumentedAttribute[int], tag_id: int, into_id: int) -> None:
    """Let whatever carries a tag carry another one instead, once; `carrier` stands beside `tag_id` in its table."""
    table = carrier.class_
    twice = select(carrier).where(table.tag_id == into_id).scalar_subquery()
    db.session.execute(delete(table).where(table.tag_id == tag_id, carrier.in_(twice)))
    db.session.execute(update(table).where(table.tag_id == tag_id).values(tag_id=into_id))


def remove_synonym(tag: Tag, name: str, *, by: Actor) -> None:
    """Let a name lead nowhere any more; what it led here before stays here."""
    ensure(by, Permission.EDIT_TAG)
    gone = delete(TagSynonym).where(TagSynonym.tag_id == tag.id, TagSynonym.name == name)
    if db.session.scalar(gone.returning(TagSynonym.name)):
        _tell_changed(tag, "synonym-removed", by, name)


def _tell_changed(tag: Tag, act: str, by: Actor, synonym: str = "") -> None:
    tell(events.TagChanged(tag_id=tag.id, name=tag.name, act=act, synonym=synonym, by_id=by.member_id))


def follow(tag_ids: Collection[int], *, by: Actor) -> None:
    """Let a member hear of new questions under these tags."""
    for tag_id in tag_ids:
        insert_once(TagFollow, tag_id=tag_id, member_id=by.id, created_at=clock.now())


def unfollow(tag_id: int, *, by: Actor) -> None:
    db.session.execute(delete(TagFollow).where(TagFollow.tag_id == tag_id, TagFollow.member_id == by.id))
