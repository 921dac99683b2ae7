"""The facts that rules go by, put together from a post and what is known around it."""

from collections import ChainMap
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, cast

from sqlalchemy import func, select

from community.channels.models import Contact, Conversation
from community.kernel import clock, masks
from community.kernel.db import db
from community.kernel.ports import standing_of
from community.posts import vault
from community.posts.models import Post, PostKind, PostStatus
from community.questions import services as questions
from community.questions.models import Question
from moderation.escalation import history
from moderation.escalation.rules import Facts, Scene
from moderation.triage.records import Kind, Message, Score
from moderation.triage.scores import Scores

HERE: Final = Scene().channel
CONTACTS_WITHIN: Final = timedelta(days=30)
_NOT_PRIVATE: Final = frozenset({masks.WORDS, masks.LISTED})


def message_of(post: Post, question: Question, level: int | None = None) -> Message:
    """A post as triage reads it; reach is how many others have the problem."""
    asking = post.kind == PostKind.QUESTION
    return Message(
        text=post.body_markdown,
        title=question.title if asking else "",
        kind=Kind(post.kind),
        author_level=standing_of(post.author_id).level if level is None else level,
        followers=question.same_problem_count + question.follower_count,
    )


def lazily(post: Post, question: Question, level: int | None = None) -> Mapping[str, Score]:
    """The scores of a post, each worked out only when a rule asks for it."""
    return Scores(message_of(post, question, level))


def about(post: Post, question: Question, scores: Mapping[str, Score]) -> Facts:
    """What the rules may know about a post of the asker."""
    covered = vault.kinds_of([post.id]).get(post.id, set())
    return replace(
        seen_in(post, scores, covered),
        scene=scene_of(post, question),
        past=history.before(post, question, clock.now()),
    )


def seen_in(post: Post, scores: Mapping[str, Score], covered: Collection[str]) -> Facts:
    """What the text of a post tells.

    What is private was covered before anybody could read it, so it is told by the kinds that lie behind the covers.
    """
    kinds = tuple(sorted(set(covered) - _NOT_PRIVATE))
    private = Score(1.0, kinds) if kinds else scores.get("pii", Score(0.0))
    return Facts(
        scores=ChainMap({"pii": private}, cast("dict[str, Score]", scores)),
        asking=post.kind == PostKind.QUESTION,
        held=post.status == PostStatus.HELD,
    )


def scene_of(post: Post, question: Question) -> Scene:
    """What the site's own rules may ask about."""
    title = f"{question.title}\n" if post.kind == PostKind.QUESTION else ""
    return Scene(
        text=title + post.body_markdown,
        tags=frozenset(questions.tag_names(question.id)),
        lang=post.lang,
        channel=channel_of(question),
        kind=post.kind,
        level=standing_of(post.author_id).level,
        followers=question.same_problem_count + question.follower_count,
        contacts=_contacts(question),
    )


def channel_of(question: Question) -> str:
    """Where the customer wrote: "site", or the channel that the question came in through."""
    if question.status != PostStatus.PRIVATE:
        return HERE
    found = select(Contact.channel).join(Conversation, Conversation.contact_id == Contact.id)
    return db.session.scalar(found.where(Conversation.question_id == question.id)) or HERE


def _contacts(question: Question) -> int:
    if question.author_id is None:
        return 0
    before = select(func.count(Post.id)).where(
        Post.author_id == question.author_id,
        Post.kind == PostKind.QUESTION,
        Post.created_at >= question.created_at - CONTACTS_WITHIN,
        Post.created_at < question.created_at,
    )
    return db.session.scalar(before) or 0
