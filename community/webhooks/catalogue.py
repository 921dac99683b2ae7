"""What other programs can be told of: the event, what of it is told, and where more can be read.

Messages carry numbers, addresses and words of ours, never what somebody wrote: whoever receives them reads the rest
through the interface for programs, with a token that says how much they may see (ADR 30).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from community.kernel import events
from community.kernel.catalogue import Catalogue
from community.kernel.events import Event
from community.kernel.words import N_

MEMBER: Final = "member_id"
QUESTION: Final = "questions/{question_id}"
POST: Final = "posts/{post_id}"
CASE: Final = "desk/cases/{case_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that happens. `tells` maps names in the message to fields of the event; `is_a` narrows its kind.

    `unless` names a field of the event that makes it another thing. `page` and `api` are addresses where it can be
    looked at, with names of the message in braces.
    """

    slug: str
    title: str
    event: type[Event]
    tells: Mapping[str, str]
    page: str = ""
    api: str = ""
    is_a: str = ""
    unless: str = ""
    game: bool = False  # who hides the game is not named

    def told_by(self, event: Event) -> dict[str, Any] | None:
        """What the message says of this event; None where it is of another kind."""
        if self.is_a and getattr(event, "kind", "") != self.is_a:
            return None
        if self.unless and getattr(event, self.unless):
            return None
        return {name: _plain(getattr(event, field)) for name, field in self.tells.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


_OF_POST: Final = _same("post_id question_id kind")
_OF_ANSWER: Final = _same("answer_id question_id")
_OF_CASE: Final = _same("case_id question_id")
_THREAD: Final[Mapping[str, Any]] = {"page": QUESTION, "api": QUESTION}
_WORK: Final[Mapping[str, Any]] = {"page": CASE, "api": "cases/{case_id}"}

TOPICS: Final = Catalogue(
    [
        Topic(
            slug="question.published",
            title=N_("A question is public"),
            event=events.PostPublished,
            tells=_same("question_id"),
            is_a="question",
            **_THREAD,
        ),
        Topic(
            slug="answer.published",
            title=N_("An answer is public"),
            event=events.PostPublished,
            tells={"answer_id": "post_id", "question_id": "question_id"},
            is_a="answer",
            page="posts/{answer_id}",
            api=QUESTION,
        ),
        Topic(
            slug="comment.published",
            title=N_("A comment is public"),
            event=events.PostPublished,
            tells={"comment_id": "post_id", "question_id": "question_id"},
            is_a="comment",
            page="posts/{comment_id}",
            api=QUESTION,
        ),
        Topic(
            slug="post.held",
            title=N_("A post waits for a look"),
            event=events.PostHeld,
            tells=_OF_POST,
            page=POST,
            api=QUESTION,
        ),
        Topic(
            slug="post.edited",
            title=N_("The words of a post changed"),
            event=events.PostEdited,
            tells=_OF_POST,
            page=POST,
            api=QUESTION,
        ),
        Topic(
            slug="post.hidden",
            title=N_("A post went out of sight"),
            event=events.PostHidden,
            tells=_OF_POST | _same("reason"),
            page=POST,
            api=QUESTION,
        ),
        Topic(
            slug="post.restored",
            title=N_("A post is visible again"),
            event=events.PostRestored,
            tells=_OF_POST,
            page=POST,
            api=QUESTION,
        ),
        Topic(
            slug="answer.accepted",
            title=N_("An answer solved a question"),
            event=events.AnswerAccepted,
            tells=_OF_ANSWER | _same("by_asker"),
            **_THREAD,
        ),
        Topic(
            slug="answer.unaccepted",
            title=N_("An answer solves a question no longer"),
            event=events.AnswerUnaccepted,
            tells=_OF_ANSWER,
            **_THREAD,
        ),
        Topic(
            slug="answer.rated",
            title=N_("An answer got stars"),
            event=events.AnswerRated,
            tells=_OF_ANSWER | _same("stars"),
            **_THREAD,
        ),
        Topic(
            slug="question.moved",
            title=N_("A question climbed or came down the ladder of help"),
            event=events.NeedMoved,
            tells=_same("question_id from_stage to_stage reason"),
            **_THREAD,
        ),
        Topic(
            slug="question.closed",
            title=N_("A question takes no more answers"),
            event=events.QuestionClosed,
            tells=_same("question_id reason"),
            **_THREAD,
        ),
        Topic(
            slug="question.reopened",
            title=N_("A question takes answers again"),
            event=events.QuestionReopened,
            tells=_same("question_id"),
            **_THREAD,
        ),
        Topic(
            slug="question.merged",
            title=N_("A question became part of another one"),
            event=events.QuestionMerged,
            tells=_same("question_id into_id"),
            page="questions/{into_id}",
            api="questions/{into_id}",
        ),
        Topic(
            slug="case.opened",
            title=N_("A question became a case"),
            event=events.CaseOpened,
            tells=_OF_CASE | _same("tier rule"),
            **_WORK,
        ),
        Topic(
            slug="case.assigned",
            title=N_("A case was given to somebody"),
            event=events.CaseAssigned,
            tells=_OF_CASE | {MEMBER: "owner_id"},
            **_WORK,
        ),
        Topic(
            slug="case.replied",
            title=N_("Staff answered in a case"),
            event=events.CaseReplied,
            tells=_OF_CASE | _same("answer_id"),
            **_WORK,
        ),
        Topic(
            slug="case.due_soon",
            title=N_("A promise in a case is due soon"),
            event=events.CaseDueSoon,
            tells=_OF_CASE | _same("clock due_at tier"),
            **_WORK,
        ),
        Topic(
            slug="case.late",
            title=N_("A promise in a case was not kept"),
            event=events.CaseLate,
            tells=_OF_CASE | _same("clock due_at tier"),
            **_WORK,
        ),
        Topic(
            slug="case.closed",
            title=N_("A case ended"),
            event=events.CaseClosed,
            tells=_OF_CASE | _same("outcome"),
            **_WORK,
        ),
        Topic(
            slug="survey.answered",
            title=N_("A customer rated the service"),
            event=events.SurveyAnswered,
            tells=_OF_CASE | _same("expected experienced not_solved"),
            **_WORK,
        ),
        Topic(
            slug="member.joined",
            title=N_("Somebody became a member"),
            event=events.EmailConfirmed,
            tells=_same(MEMBER),
            unless="moved",
        ),
        Topic(
            slug="level.changed",
            title=N_("A member rose or fell to another level"),
            event=events.LevelChanged,
            tells=_same(f"{MEMBER} old new"),
            game=True,
        ),
        Topic(
            slug="badge.awarded",
            title=N_("A member earned a badge"),
            event=events.BadgeAwarded,
            tells=_same(f"{MEMBER} badge"),
            page="badges/{badge}",
            game=True,
        ),
        Topic(
            slug="incident.changed",
            title=N_("News of a known problem"),
            event=events.IncidentRuled,
            tells=_same("incident_id act state"),
            api="incidents/{incident_id}",
        ),
    ]
)
TEST: Final = "webhook.test"  # sent by hand, whatever else is wanted


def by_event() -> Mapping[type[Event], Sequence[Topic]]:
    """The topics of each event."""
    found: dict[type[Event], list[Topic]] = {}
    for topic in TOPICS:
        found.setdefault(topic.event, []).append(topic)
    return found
