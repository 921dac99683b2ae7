"""The thread of a case in the order of time: what was posted, what staff noted, what they wrote to the asker alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.accounts.models import Member
from community.channels import queries as channels
from community.kernel import markup
from community.kernel.highlight import Passage, marked
from community.kernel.languages import said
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.reading import people
from community.reading.people import Person
from moderation.desk.talk import Talk
from moderation.escalation import in_force
from moderation.escalation.models import Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a case. `kind` is question, answer, comment, note, letter or message."""

    kind: str
    who: Person
    when: datetime
    html: str
    lang: str = ""
    status: str = "published"
    by_staff: bool = False
    by_asker: bool = False
    post_id: int | None = None


def messages_of(
    question: Question, posts: Sequence[Post], escalations: Sequence[Escalation], said_beside: Talk
) -> list[Message]:
    """A question and its `posts` with notes and letters between, oldest first; what raised the case is marked in it."""
    passages = _passages(escalations, question.id)
    messages = [_of_post(each, question.author_id, passages[each.id]) for each in (question, *posts)]
    messages += [
        _of_staff("note", note.author, note.created_at, markup.render(note.body).html)
        for note in said_beside.notes
    ]
    messages += [
        _of_staff(
            "letter", letter.author, letter.created_at, letter.body_html, by_staff=not letter.from_asker
        )
        for letter in said_beside.letters
    ]
    return sorted([*messages, *_later(question)], key=lambda each: each.when)


def _later(question: Question) -> list[Message]:
    """What a contact wrote after the message that raised a question, through the same channel."""
    conversation = channels.conversation_of(question.id) if question.status == PostStatus.PRIVATE else None
    if conversation is None:
        return []
    who = people.person(None, conversation.contact.shown_name)
    return [
        Message(
            kind="message",
            who=who,
            when=each.sent_at,
            html=markup.render(each.body).html,
            lang=each.lang,
            by_asker=True,
        )
        for each in channels.messages_of(conversation.id)
        if each.body != question.body_markdown
    ]


def _passages(escalations: Sequence[Escalation], question_id: int) -> defaultdict[int, list[Passage]]:
    """The words that each post's rules rest on."""
    found: defaultdict[int, list[Passage]] = defaultdict(list)
    known = in_force.known()
    for each in escalations:
        title = said(known[each.rule].title) if each.rule in known else each.rule
        found[each.post_id or question_id] += [
            Passage(quote, "why", title) for quote in each.evidence if isinstance(quote, str)
        ]
    return found


def _of_staff(
    kind: str, author: Member | None, when: datetime, html: str, *, by_staff: bool = True
) -> Message:
    return Message(
        kind=kind,
        who=people.person(author),
        when=when,
        html=html,
        by_staff=by_staff,
        by_asker=not by_staff,
    )


def _of_post(post: Post, asker_id: int | None, passages: Sequence[Passage]) -> Message:
    return Message(
        kind=str(post.kind),
        who=people.author_of(post),
        when=post.created_at,
        html=marked(post.body_html, passages),
        lang=post.lang,
        status=post.status,
        by_staff=bool(getattr(post, "by_staff", False)),
        by_asker=asker_id is not None and post.author_id == asker_id,
        post_id=post.id,
    )
