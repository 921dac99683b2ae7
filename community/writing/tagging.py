"""Which tags somebody means: by what they type, in any of a tag's names, and by what their question says."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from community.kernel.db import db
from community.kernel.text import fold
from community.search import queries as search
from community.tags import queries as tags
from community.tags import rules
from community.tags.models import Tag, TagSynonym

MOST: Final = 8
LOOKED_AT: Final = 400  # the most used tags, compared with a text
LONGEST_TEXT: Final = 4_000
FITTING: Final = 4
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9.+#-]*")


@dataclass(frozen=True, slots=True)
class TagChoice:
    """One line of the picker; `also` is the other name by which it was found."""

    name: str
    also: str
    label_zh: str
    about: str
    about_zh: str
    count: int


def choices(typed: str) -> list[TagChoice]:
    """Tags one of whose names holds what was typed: the same, then those that begin so, then the most used."""
    wanted = rules.normalised(typed)[: rules.LONGEST]
    if not wanted:
        return []
    other = TagSynonym.name.startswith(wanted, autoescape=True)
    named = or_(
        Tag.name.contains(wanted, autoescape=True),
        Tag.label_zh.contains(wanted, autoescape=True),
        TagSynonym.name.is_not(None),
    )
    found = _found(named, 40, other)
    found.sort(
        key=lambda each: (
            wanted not in {each.name, each.also, each.label_zh},
            not (each.name.startswith(wanted) or each.also or each.label_zh.startswith(wanted)),
            -each.count,
            each.name,
        )
    )
    return found[:MOST]


def fitting(title: str, body: str) -> list[TagChoice]:
    """Tags whose names stand in a text, and those that similar questions carry."""
    text = fold(f"{title}\n{body}"[:LONGEST_TEXT])
    words = set(_WORD.findall(text))
    weights: Counter[str] = Counter()
    for name, other in _names():
        if _stands(other, words, text):
            weights[name] += 3
    if title.strip():
        for each in search.similar(title):
            weights.update(each.tags)
    best = [name for name, weight in weights.most_common(FITTING) if weight > 1]
    known = {each.name: each for each in _found(Tag.name.in_(best), FITTING)} if best else {}
    return [known[name] for name in best if name in known]


def _stands(name: str, words: set[str], text: str) -> bool:
    """Whether a name is one of the words; one of several words, or in Chinese, may stand anywhere."""
    if name in words:
        return True
    if not name.isascii():
        return len(name) > 1 and name in text
    return "-" in name and name.replace("-", " ") in text


def _names() -> Iterable[tuple[str, str]]:
    """(tag, one of its names) for the most used tags."""
    used = (
        select(Tag.id, Tag.name, Tag.label_zh)
        .where(Tag.question_count > 0)
        .order_by(Tag.question_count.desc(), Tag.name)
        .limit(LOOKED_AT)
        .subquery()
    )
    rows = db.session.execute(
        select(used.c.name, used.c.label_zh, TagSynonym.name).outerjoin(
            TagSynonym, TagSynonym.tag_id == used.c.id
        )
    )
    pairs: dict[tuple[str, str], None] = {}
    for name, label, synonym in rows:
        pairs.update(dict.fromkeys((name, fold(each)) for each in (name, label, synonym) if each))
    return pairs


def _found(
    which: ColumnElement[bool], most: int, other: ColumnElement[bool] | None = None
) -> list[TagChoice]:
    rows = db.session.execute(
        select(Tag, func.min(TagSynonym.name))
        .outerjoin(TagSynonym, and_(TagSynonym.tag_id == Tag.id, other if other is not None else false()))
        .where(which, tags.is_shown())
        .group_by(Tag.id)
        .order_by(Tag.question_count.desc(), Tag.name)
        .limit(most)
    )
    return [
        TagChoice(tag.name, also or "", tag.label_zh, tag.excerpt, tag.excerpt_zh, tag.question_count)
        for tag, also in rows
    ]


def in_words(found: Sequence[TagChoice], lang: str) -> list[dict[str, object]]:
    """For the script: what a line says, in the reader's language."""
    chinese = lang.startswith("zh")
    return [
        {
            "name": each.name,
            "also": each.also or (each.label_zh if chinese and each.label_zh != each.name else ""),
            "about": (chinese and each.about_zh) or each.about,
            "count": each.count,
        }
        for each in found
    ]
