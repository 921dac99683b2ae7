"""The tags of a dump, with what their descriptions say."""

from typing import Final

from sqlalchemy import Connection, select

from community.imports.stackexchange import mapping, texts
from community.imports.stackexchange.batches import add_numbered, in_batches
from community.imports.stackexchange.columns import Row
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.records import DumpTag
from community.kernel import text
from community.kernel.db import db, table_of
from community.tags.models import Tag, TagSynonym
from community.tags.rules import normalised

LONGEST_EXCERPT: Final = 500


def load_tags(load: Load) -> None:
    """Bring in the tags that are not here yet; one that is here keeps its own description."""
    load.tags = _known()
    described = _descriptions(load)
    new: dict[str, Row] = {}
    for tag in load.tracked(load.survey.tags.values(), "Tags", len(load.survey.tags)):
        name = normalised(tag.name)
        if name not in load.tags:
            new.setdefault(name, _row(load, tag, name, described))

    def write(connection: Connection, batch: list[Row]) -> None:
        ids = add_numbered(connection, table_of(Tag), batch)
        load.tags.update(zip((row["name"] for row in batch), ids, strict=True))

    in_batches(new.values(), write)


def _known() -> dict[str, int]:
    """Every name with the tag that it means; one that was merged is still there, and leads to another."""
    tags = dict(db.session.execute(select(Tag.name, Tag.id)).all())
    return tags | dict(db.session.execute(select(TagSynonym.name, TagSynonym.tag_id)).all())


def _descriptions(load: Load) -> dict[int, str]:
    wanted = load.survey.descriptions
    posts = (mapping.post(row) for row in load.survey.rows("Posts") if row.integer("Id") in wanted)
    return {post.number: post.body_html for post in posts}


def _row(load: Load, tag: DumpTag, name: str, described: dict[int, str]) -> Row:
    excerpt, wiki = (described.get(number or 0, "") for number in (tag.excerpt, tag.wiki))
    body = texts.body_of(wiki, load.site.url) if wiki.strip() else None
    return {
        "name": name,
        "excerpt": text.excerpt(excerpt, LONGEST_EXCERPT),
        "wiki_markdown": body.markdown if body else "",
        "wiki_html": body.html if body else "",
        "created_at": load.survey.first_used.get(tag.name, load.survey.opened_at),
    }
