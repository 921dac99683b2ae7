"""Finding tags."""

from collections.abc import Sequence
from typing import Final

from flask import g
from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, may
from community.tags import rules
from community.tags.models import Tag, TagFollow, TagSynonym

DESCRIBING: Final = ("excerpt", "excerpt_zh", "label_zh", "wiki_markdown")


def is_shown() -> ColumnElement[bool]:
    """Tags that anybody may be told of: in use in public, or described. Others stand on unseen questions alone."""
    described = (getattr(Tag, each) != "" for each in DESCRIBING)
    leads = exists().where(TagSynonym.name == Tag.name).correlate(Tag)
    return and_(or_(Tag.question_count > 0, *described), ~leads)


def tag_page(wanted: str, number: int, per_page: int = 48) -> Page[Tag]:
    """Tags in use, the most used first; with `wanted`, those whose name or Chinese label holds it."""
    query = select(Tag).where(is_shown())
    wanted = rules.normalised(wanted)
    if wanted:
        named = (each.contains(wanted, autoescape=True) for each in (Tag.name, Tag.label_zh))
        query = query.where(or_(*named))
    return paginate(query.order_by(Tag.question_count.desc(), Tag.name), number, per_page)


def tag_or_404(name: str) -> Tag:
    """The tag of this name, or the one that a synonym leads to."""
    name = rules.normalised(name)
    found = db.session.scalars(select(Tag).where(Tag.id == _id_named(name))).one_or_none()
    if found is None:
        raise NotFound
    _met()[found.name] = found.id
    return found


def shown_or_404(name: str, actor: Actor) -> Tag:
    """The same for a reader: a tag of unseen questions alone is there for those who see them."""
    found = tag_or_404(name)
    shown = found.question_count > 0 or any(getattr(found, each) for each in DESCRIBING)
    if not (shown or may(actor, Permission.SEE_HELD)):
        raise NotFound
    return found


def id_named(name: str) -> ColumnElement[int]:
    """The same for lists: the id of that tag, NULL where no tag is called so.

    Of a tag that the page has met, as the number itself: so the database knows whether it is a large or a small one.
    """
    name = rules.normalised(name)
    known = _met().get(name)
    return _id_named(name) if known is None else bindparam(None, known, literal_execute=True)


def _id_named(name: str) -> ColumnElement[int]:
    leads = select(TagSynonym.tag_id).where(TagSynonym.name == name).limit(1).scalar_subquery()
    called = select(Tag.id).where(Tag.name == name).limit(1).scalar_subquery()
    return func.coalesce(leads, called)


def _met() -> dict[str, int]:
    """Tags by name that were loaded for the page at hand."""
    found: dict[str, int] = g.setdefault("huzhu_tags_met", {})
    return found


def leads_away(name: str) -> bool:
    """Whether a tag of this name leads to another one."""
    return db.session.get(TagSynonym, name) is not None


def synonyms_of(tag_id: int) -> Sequence[str]:
    return db.session.scalars(
        select(TagSynonym.name).where(TagSynonym.tag_id == tag_id).order_by(TagSynonym.name)
    ).all()


def ids_of(names: Sequence[str]) -> Sequence[int]:
    """The ids of those of these tags that exist."""
    return db.session.scalars(select(Tag.id).where(Tag.name.in_(names))).all()


def shown_of(names: Sequence[str]) -> Sequence[Tag]:
    """Those of these tags that anybody may be told of, by name."""
    return db.session.scalars(select(Tag).where(is_shown(), Tag.name.in_(names)).order_by(Tag.name)).all()


def follows(tag_id: int, member_id: int | None) -> bool:
    return member_id is not None and db.session.get(TagFollow, (tag_id, member_id)) is not None


def most_used(most: int = 12) -> Sequence[Tag]:
    return db.session.scalars(
        select(Tag).where(Tag.question_count > 0).order_by(Tag.question_count.desc(), Tag.name).limit(most)
    ).all()


def for_sitemap(most: int) -> Sequence[str]:
    """Tags that have questions."""
    return db.session.scalars(
        select(Tag.name).where(Tag.question_count > 0).order_by(Tag.id).limit(most)
    ).all()
