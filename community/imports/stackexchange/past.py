"""Every edit of a dump's posts becomes a revision; a post without a history gets its one original."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from community.imports.stackexchange import columns, history
from community.imports.stackexchange.batches import add_numbered, in_batches
from community.imports.stackexchange.columns import Row
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.records import DumpRevision
from community.kernel.db import db, table_of
from community.posts.models import Post, PostKind, Revision
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag


@dataclass(frozen=True, slots=True)
class Words:
    """A post's words after one of its edits."""

    number: int
    title: str | None
    body: str
    tags: list[str] | None


def load_revisions(load: Load) -> None:
    """Bring in the edits that a post still lacks; each revision holds all the words as they then were.

    A post whose history is complete gets no more: a newer dump would set its words, covered ones among them, above what
    became of it here.
    """
    have, lacks = _known(load), _lacking(load)
    rows = load.survey.rows("PostHistory")
    edits = history.revisions(rows, load.survey.edit_sizes)

    def new() -> Iterator[DumpRevision]:
        for edit in load.tracked(edits, "Revisions", load.survey.found["revisions"]):
            post_id = load.post(edit.post)
            if lacks.get(post_id) and (post_id, str(edit.number)) not in have:
                lacks[post_id] -= 1
                yield edit

    def write(connection: Connection, batch: list[DumpRevision]) -> None:
        latest = _latest(connection, {load.post(edit.post) for edit in batch})
        made: list[Row] = []
        for edit in batch:
            post_id = load.post(edit.post)
            latest[post_id] = words = _after(edit, latest.get(post_id), edit.post in load.survey.questions)
            made.append(_row(load, edit, post_id, words))
        add_numbered(connection, table_of(Revision), made)

    in_batches(new(), write)


def add_originals(load: Load) -> None:
    """Give each post without a history the one revision that every post has."""
    missing = (
        select(table_of(Post))
        .where(Post.external_source == load.site.name)
        .where(~exists().where(Revision.post_id == Post.id))
        .order_by(Post.id)
    )
    posts = db.session.execute(missing).mappings().all()

    def write(connection: Connection, batch: list[Row]) -> None:
        titles, tags = _titles_and_tags(connection, [post["id"] for post in batch])
        add_numbered(
            connection,
            table_of(Revision),
            [
                columns.revision(post["id"], 1, body=post["body_markdown"], created_at=post["created_at"])
                | {"editor_id": post["author_id"], "editor_label": post["author_label"]}
                | {"title": titles.get(post["id"])}
                | {"tags": tags.get(post["id"], []) if post["kind"] == PostKind.QUESTION else None}
                for post in batch
            ],
        )

    in_batches(load.tracked((dict(post) for post in posts), "Originals", len(posts)), write)


def _after(edit: DumpRevision, before: Words | None, is_question: bool) -> Words:  # noqa: FBT001
    title, tags = (before.title, before.tags) if before else (None, None)
    return Words(
        number=before.number + 1 if before else 1,
        title=(edit.title or title or "") if is_question else None,
        body=edit.body if edit.body is not None else (before.body if before else ""),
        tags=(list(edit.tags) if edit.tags is not None else tags or []) if is_question else None,
    )


def _row(load: Load, edit: DumpRevision, post_id: int, words: Words) -> Row:
    editor_id = load.member(edit.author)
    row = columns.revision(post_id, words.number, body=words.body, created_at=edit.created_at)
    return row | {
        "editor_id": editor_id,
        "editor_label": columns.label(edit.author, editor_id),
        "title": words.title,
        "tags": words.tags,
        "comment": edit.comment,
        "external_id": str(edit.number),
    }


def _known(load: Load) -> set[tuple[int, str | None]]:
    brought = (
        select(Revision.post_id, Revision.external_id)
        .join(Post, Post.id == Revision.post_id)
        .where(Post.external_source == load.site.name)
    )
    return set(db.session.execute(brought))


def _lacking(load: Load) -> dict[int, int]:
    """How many states of each post are still to come."""
    held = select(func.count()).where(Revision.post_id == Post.id).correlate(Post).scalar_subquery()
    lacking = select(Post.id, Post.revision_count - held).where(
        Post.external_source == load.site.name, Post.revision_count > held
    )
    return dict(db.session.execute(lacking).all())


def _latest(connection: Connection, post_ids: Iterable[int]) -> dict[int, Words]:
    table = table_of(Revision)
    brought = table.c.post_id.in_(sorted(post_ids)), table.c.external_id.is_not(None)
    newest = select(table.c.post_id, func.max(table.c.number).label("number")).where(*brought)
    last = newest.group_by(table.c.post_id).subquery()
    found = select(table).join(last, (last.c.post_id == table.c.post_id) & (last.c.number == table.c.number))
    return {
        row.post_id: Words(row.number, row.title, row.body_markdown, row.tags)
        for row in connection.execute(found)
    }


def _titles_and_tags(connection: Connection, ids: list[int]) -> tuple[dict[int, str], dict[int, list[str]]]:
    question, tagged, tag = table_of(Question).c, table_of(QuestionTag).c, table_of(Tag).c
    titled = select(question.id, question.title).where(question.id.in_(ids))
    titles = dict(connection.execute(titled).all())
    named = (
        select(tagged.question_id, tag.name)
        .where(tagged.question_id.in_(ids), tag.id == tagged.tag_id)
        .order_by(tagged.question_id, tagged.position)
    )
    tags: dict[int, list[str]] = {}
    for question_id, name in connection.execute(named):
        tags.setdefault(question_id, []).append(name)
    return titles, tags
