"""Questions, answers and comments of a dump, with their authors, tags, closings and acceptances."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from community.answers.models import Answer
from community.answers.rules import sort_score
from community.comments.models import Comment
from community.imports.stackexchange import columns, history, mapping, texts
from community.imports.stackexchange.batches import add_numbered, in_batches
from community.imports.stackexchange.columns import Row
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.records import DumpComment, DumpPost
from community.imports.stackexchange.records import PostKind as DumpKind
from community.imports.tables import insert_rows
from community.kernel.db import db, table_of
from community.posts.models import Post, PostKind
from community.questions.models import CloseReason, Question
from community.tags.models import QuestionTag
from community.tags.rules import normalised

# A post's own row, the row of its kind, and the ids of its tags.
Prepared = tuple[Row, Row, tuple[int, ...]]


def load_questions(load: Load) -> None:
    """Bring in the questions that are not here yet, and their tags."""

    def prepared() -> Iterator[Prepared]:
        for record in _posts(load, DumpKind.QUESTION, "Questions", len(load.survey.questions)):
            body = texts.body_of(record.body_html, load.site.url, record.title)
            post, question = columns.question(record, load.site, body, load.member(record.author))
            tags = dict.fromkeys(load.tags[normalised(name)] for name in record.tags)
            yield post | _states(load, record), question | _closing(load, record), tuple(tags)

    def write(connection: Connection, batch: list[Prepared]) -> None:
        ids = _write(load, connection, Question, batch)
        tagged = [
            {"question_id": id_, "tag_id": tag_id, "position": position}
            for id_, (_, _, tags) in zip(ids, batch, strict=True)
            for position, tag_id in enumerate(tags)
        ]
        insert_rows(connection, table_of(QuestionTag), tagged)

    in_batches(prepared(), write)


def load_answers(load: Load) -> None:
    """Bring in the answers that are not here yet, accepted ones as accepted by the asker."""
    askers = _askers(load)

    def prepared() -> Iterator[Prepared]:
        for record in _posts(load, DumpKind.ANSWER, "Answers", len(load.survey.answers)):
            body = texts.body_of(record.body_html, load.site.url)
            post, answer = columns.answer(record, load.site, body, load.member(record.author))
            asked = load.survey.answers[record.number]
            accepted = _acceptance(load, record, askers.get(load.post(asked)))
            place = {"question_id": load.thread(asked), "score": sort_score((0, 0, 0, 0, 0))}
            yield post | _states(load, record), answer | place | accepted, ()

    def write(connection: Connection, batch: list[Prepared]) -> None:
        _write(load, connection, Answer, batch)

    in_batches(prepared(), write)


def load_comments(load: Load) -> None:
    """Bring in the comments that are not here yet."""

    def prepared() -> Iterator[Prepared]:
        for record in _comments(load):
            body = texts.remark_of(record.text, load.site.url)
            thread = load.thread(load.survey.answers.get(record.post, record.post))
            parent = load.post(record.post) if record.post in load.survey.answers else thread
            place = {"parent_id": parent, "question_id": thread}
            yield columns.comment(record, load.site, body, load.member(record.author)), place, ()

    def write(connection: Connection, batch: list[Prepared]) -> None:
        _write(load, connection, Comment, batch)

    in_batches(prepared(), write)


def _posts(load: Load, kind: DumpKind, label: str, total: int) -> Iterator[DumpPost]:
    posts = map(mapping.post, load.survey.rows("Posts"))
    ours = (post for post in posts if post.kind is kind and load.survey.why_not_post(post) is None)
    tracked = load.tracked(ours, label, total)
    return (post for post in tracked if not load.has(PostKind.QUESTION, post.number))


def _comments(load: Load) -> Iterator[DumpComment]:
    comments = map(mapping.comment, load.survey.rows("Comments"))
    ours = (comment for comment in comments if load.survey.why_not_comment(comment) is None)
    tracked = load.tracked(ours, "Comments", load.survey.found["comments"])
    return (comment for comment in tracked if not load.has(PostKind.COMMENT, comment.number))


def _write(
    load: Load,
    connection: Connection,
    model: type[Question | Answer | Comment],
    batch: list[Prepared],
) -> list[int]:
    ids = add_numbered(connection, table_of(Post), [post for post, _, _ in batch])
    own = [{"id": id_} | row for id_, (_, row, _) in zip(ids, batch, strict=True)]
    insert_rows(connection, table_of(model), own)
    load.posts.update(zip((post["external_id"] for post, _, _ in batch), ids, strict=True))
    return ids


def _states(load: Load, record: DumpPost) -> Row:
    """How many states the post will have: until all are here, its history is not complete, and after that it is."""
    return {"revision_count": load.survey.edits[record.number] or 1}


def _closing(load: Load, record: DumpPost) -> Row:
    if record.closed_at is None:
        return {"closed_at": None, "close_reason": None, "closed_by_id": None}
    closing = load.survey.closings.get(record.number)
    reason = CloseReason(history.close_reason(closing)) if closing else CloseReason.OTHER
    if closing is None and record.number in load.survey.originals:
        reason = CloseReason.DUPLICATE
    closed_by = load.member(closing.author) if closing else None
    return {"closed_at": record.closed_at, "close_reason": reason, "closed_by_id": closed_by}


def _acceptance(load: Load, record: DumpPost, asker_id: int | None) -> Row:
    if record.number not in load.survey.acceptances:
        return {"accepted_at": None, "accepted_by_id": None, "accepted_by_asker": False}
    voted_at = load.survey.acceptances[record.number]
    return {
        "accepted_at": voted_at or record.created_at,
        "accepted_by_id": asker_id,
        "accepted_by_asker": True,
    }


def _askers(load: Load) -> dict[int, int | None]:
    asked = select(Post.id, Post.author_id).where(
        Post.external_source == load.site.name, Post.kind == PostKind.QUESTION
    )
    return dict(db.session.execute(asked).all())
