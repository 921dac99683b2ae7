"""Keeping the index true: threads are written again after they change, and everything when it was lost."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select

from community.answers.models import Answer
from community.kernel import clock, jobs, stamps
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions.models import Question
from community.search.backend import Document, IndexBusy, Progress, SearchUnavailable
from community.search.documents import all_documents, document_total, documents_of
from community.search.engine import backend, forget_progress, note_progress

INDEX: Final = "search.index"
REBUILD: Final = "search.rebuild"
CLEAN: Final = "search.clean"  # a rebuild as well: files of an index keep what was removed from it until then
CLEAN_AFTER: Final = timedelta(days=1)  # so that many who leave cost one
BUSY_FOR: Final = timedelta(seconds=20)

log = structlog.get_logger(__name__)


def thread_changed(question_id: int, *, run_at: datetime | None = None) -> None:
    """Have a thread written to the index again, once the running transaction is committed."""
    jobs.enqueue(INDEX, {"question_id": question_id}, key=f"{INDEX}:{question_id}", run_at=run_at)


def author_changed(member_id: int) -> None:
    """The same for every thread in which a member wrote a question or an answer."""
    asked = select(Question.id).where(Post.author_id == member_id)
    answered = select(Answer.question_id).where(Post.author_id == member_id)
    for question_id in sorted(db.session.scalars(asked.union(answered))):
        thread_changed(question_id)
    if backend().keeps_removed:
        jobs.enqueue(CLEAN, {}, key=CLEAN, run_at=clock.now() + CLEAN_AFTER)


def rebuild_later() -> None:
    """Have the whole index made anew, unless that is being done or waits to be tried again."""
    under_way = select(jobs.Job.id).where(jobs.Job.kind == REBUILD, jobs.Job.state == jobs.JobState.WAITING)
    if db.session.scalar(under_way.limit(1)) is None:
        jobs.enqueue(REBUILD, {}, key=REBUILD)


def index_threads(question_ids: Collection[int]) -> None:
    """Write these threads as they are now; when there is no index to write to, have it made.

    While it is being made they wait together for a while: to fail would have each of them try alone, and ever later.
    """
    try:
        backend().update(documents_of(question_ids), threads=set(question_ids))
    except IndexBusy:
        with unit_of_work():
            for question_id in sorted(question_ids):
                thread_changed(question_id, run_at=clock.now() + BUSY_FOR)
    except SearchUnavailable:
        with unit_of_work():
            rebuild_later()


def show_anew() -> None:
    """Have kept pages of what was found made anew: for whoever wrote to the index outside of its jobs, afterwards."""
    with unit_of_work():
        stamps.raise_found()


def rebuild(tell: Progress | None = None) -> int:
    """Make the index anew from the database; returns how many posts are in it. `tell` hears of each step."""
    total = document_total()
    tell = tell or by_tenths(lambda done: log.info("search_rebuild", done=done, posts=total), total)
    db.session.rollback()  # nothing of what was read is needed while the index is made
    log.info("search_rebuild_started", posts=total)
    note_progress(0, total)

    def told(done: int) -> None:
        note_progress(done, total)
        tell(done)

    try:
        count = backend().rebuild(all_documents(), told)
    finally:
        forget_progress()
    show_anew()
    log.info("search_rebuild_done", posts=count)
    return count


def by_tenths(tell: Progress, total: int) -> Progress:
    """`tell`, told at each tenth and at the end alone: a million posts are ten thousand steps."""
    step = max(total // 10, 1)
    last = 0

    def told(done: int) -> None:
        nonlocal last
        if last < total and (done >= total or done - last >= step):
            last = done
            tell(done)

    return told


def ensure_index() -> None:
    """See to it that there is an index: made at once for an empty site, otherwise by a job with progress."""
    if backend().healthy():
        return
    if document_total() == 0:
        rebuild()
        return
    with unit_of_work():
        rebuild_later()


def breaches() -> list[str]:
    """Where index and database differ, one sentence each; what waits to be written is no difference yet."""
    waiting, rebuilding = _waiting()
    if rebuilding:
        return []
    try:
        indexed = backend().stamps()
    except SearchUnavailable:
        return ["the search index is missing or damaged: run `huzhu reindex`"]
    found = list(_differences(all_documents(), indexed, waiting))
    thread_of = dict(
        db.session.execute(select(Answer.id, Answer.question_id).where(Answer.id.in_(indexed))).all()
    )
    return [
        *found,
        *(
            f"post {post} stands in the index but cannot be found on the site"
            for post in sorted(indexed)
            if thread_of.get(post, post) not in waiting
        ),
    ]


def _waiting() -> tuple[set[int], bool]:
    """The threads whose writing waits as a job, and whether the whole index does."""
    rows = db.session.execute(
        select(jobs.Job.kind, jobs.Job.payload).where(
            jobs.Job.kind.in_([INDEX, REBUILD]), jobs.Job.state == jobs.JobState.WAITING
        )
    ).all()
    threads = {payload.get("question_id") for kind, payload in rows if kind == INDEX} - {None}
    return threads, any(kind == REBUILD for kind, _ in rows)


def _differences(
    documents: Iterable[Document], indexed: dict[int, int], waiting: Collection[int]
) -> Iterator[str]:
    """What is missing or old, but for threads that wait; the stamps of what was found leave `indexed`."""
    for document in documents:
        stamp = indexed.pop(document.post_id, None)
        if document.question_id in waiting:
            continue
        if stamp is None:
            yield f"post {document.post_id} is not in the index"
        elif stamp != document.stamp:
            yield f"post {document.post_id} stands in the index as it was before a change"
