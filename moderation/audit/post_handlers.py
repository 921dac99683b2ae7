"""What the log hears of deeds on posts, tags and the site: those that somebody does by right of office or level.

What people do with their own posts is not written down here.
"""

from functools import partial

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import at_the_end
from community.posts.models import EditSuggestion, Post, Revision, SuggestionState
from community.questions.models import Question
from moderation.audit import queries, services
from moderation.audit.models import ModerationLogEntry


def _by(member_id: int | None) -> Actor | None:
    return Actor(member_id=member_id) if member_id is not None else None


def post_ruled(event: events.PostRuled) -> None:
    """A post was taken away or given back, unless a decision of the queue says so itself."""
    moment = clock.now()

    def unless_said() -> None:
        if not queries.is_said(f"post:{event.post_id}", event.by_id, moment):
            services.record(
                f"post-{event.act}",
                f"post:{event.post_id}",
                by=_by(event.by_id),
                member_id=event.author_id,
                reason=event.reason,
            )

    at_the_end(partial(at_the_end, unless_said))  # after whatever this deed writes by itself


def post_edited(event: events.PostEdited) -> None:
    """Somebody else's words or tags were changed directly; a suggestion that was taken is told below."""
    if event.editor_id is None or event.editor_id == event.author_id:
        return
    revision = db.session.get_one(Revision, event.revision_id)
    suggested = db.session.scalar(
        select(EditSuggestion.id).where(
            EditSuggestion.post_id == event.post_id,
            EditSuggestion.author_id == event.editor_id,
            EditSuggestion.base_number == revision.number - 1,
            EditSuggestion.state == SuggestionState.APPROVED,
        )
    )
    if suggested is not None:
        return
    before = db.session.scalar(
        select(Revision.body_markdown).where(
            Revision.post_id == event.post_id, Revision.number == revision.number - 1
        )
    )
    act = "post-retagged" if before == revision.body_markdown and revision.tags is not None else "post-edited"
    services.record(
        act,
        f"post:{event.post_id}",
        by=_by(event.editor_id),
        member_id=event.author_id,
        reason=revision.comment,
        data={"revision": revision.number},
    )


def suggestion_decided(event: events.EditSuggestionDecided) -> None:
    """An edit that somebody suggested was taken or not, by anyone but the author of the post."""
    if event.by_id == db.session.get_one(Post, event.post_id).author_id:
        return
    services.record(
        "edit-taken" if event.approved else "edit-refused",
        f"post:{event.post_id}",
        by=_by(event.by_id),
        member_id=event.author_id,
        data={"suggestion": event.suggestion_id},
    )


def _question(act: str, question_id: int, by_id: int | None, reason: str = "", **data: object) -> None:
    author = db.session.get_one(Question, question_id).author_id
    if by_id is not None and by_id != author:
        services.record(act, f"post:{question_id}", by=_by(by_id), member_id=author, reason=reason, data=data)


def question_closed(event: events.QuestionClosed) -> None:
    """Closed by somebody else than its asker."""
    _question("question-closed", event.question_id, event.by_id, event.reason)


def question_reopened(event: events.QuestionReopened) -> None:
    """Opened again by somebody else than its asker."""
    _question("question-reopened", event.question_id, event.by_id)


def question_merged(event: events.QuestionMerged) -> None:
    """A duplicate became part of another question."""
    _question("question-merged", event.question_id, event.by_id, into=event.into_id)


def accepted(event: events.AnswerAccepted) -> None:
    """Accepted in place of the asker."""
    if not event.by_asker and event.by_id is not None:
        services.record(
            "answer-accepted", f"post:{event.answer_id}", by=_by(event.by_id), member_id=event.author_id
        )


def unaccepted(event: events.AnswerUnaccepted) -> None:
    """An acceptance taken back by somebody else than the asker."""
    asker = db.session.get_one(Question, event.question_id).author_id
    if event.by_id is not None and event.by_id != asker:
        services.record(
            "answer-unaccepted", f"post:{event.answer_id}", by=_by(event.by_id), member_id=event.author_id
        )


def thanked(event: events.AnswerThanked) -> None:
    """Thanks of the team give points, so they are written down."""
    services.record(
        "answer-thanked", f"post:{event.answer_id}", by=_by(event.by_id), member_id=event.author_id
    )


def tag_changed(event: events.TagChanged) -> None:
    """What a tag is about, and what leads to it."""
    data = {"synonym": event.synonym} if event.synonym else {}
    services.record(f"tag-{event.act}", f"tag:{event.name}", by=_by(event.by_id), data=data)


def token_made(event: events.TokenMade) -> None:
    """Keys made on the command line, and those with which staff or moderators can act."""
    holder = db.session.get_one(Member, event.member_id)
    if event.by_id is None or holder.role != Role.MEMBER:
        services.record(
            "token-made",
            f"member:{event.member_id}",
            by=_by(event.by_id),
            member_id=event.member_id,
            data={"scopes": list(event.scopes)},
        )


def mended(event: events.SiteMended) -> None:
    """What admins did by hand to jobs and reactions that failed."""
    services.record(event.act, f"work:{event.number or 'all'}", by=_by(event.by_id))


def webhook_ruled(event: events.WebhookRuled) -> None:
    """Who is told what happens here."""
    data = {"title": event.host}
    services.record(event.act, f"webhook:{event.webhook_id}", by=_by(event.by_id), data=data)


def imported(event: events.ContentImported) -> None:
    """A community was brought in from elsewhere; a second run that brings nothing new is no act."""
    posts = db.session.scalar(
        select(func.count()).select_from(Post).where(Post.external_source == event.source)
    )
    data = {"source": event.source, "posts": posts}
    earlier = db.session.scalars(
        select(ModerationLogEntry.data).where(ModerationLogEntry.act == "content-imported")
    )
    if data not in earlier.all():
        services.record("content-imported", "site:all", by=None, data=data)


def recommended(event: events.PostRecommended) -> None:
    """A post on the front page."""
    services.record(
        "post-recommended",
        f"post:{event.post_id}",
        by=_by(event.by_id),
        member_id=event.author_id,
        reason=event.why,
    )


def unrecommended(event: events.PostUnrecommended) -> None:
    """A post taken from the front page again."""
    services.record(
        "post-unrecommended", f"post:{event.post_id}", by=_by(event.by_id), member_id=event.author_id
    )


def announcement_ruled(event: events.AnnouncementRuled) -> None:
    """News for everyone: who stands to them."""
    services.record(
        f"announcement-{event.act}",
        f"announcement:{event.announcement_id}",
        by=_by(event.by_id),
        data={"title": event.title},
    )


def incident_ruled(event: events.IncidentRuled) -> None:
    """Known problems and what was said of them."""
    services.record(
        f"incident-{event.act}",
        f"incident:{event.incident_id}",
        by=_by(event.by_id),
        data={"title": event.title or event.title_zh, "state": event.state},
    )
