"""How each deed of this package is played: through the same services as the pages use."""

from collections.abc import Callable, Mapping
from typing import Final

from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.comments import services as comments
from community.imports.demonstration.script import Deed, Verb
from community.imports.demonstration.stage import Stage
from community.kernel.errors import Invalid
from community.posts import drafts, editing
from community.posts.models import Post, PostKind
from community.posts.queries import suggestion_or_404
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import Question
from community.questions.rules import CloseReason
from community.ratings import services as ratings
from community.routing import asking

Play = Callable[[Stage, Deed], None]


def _join(stage: Stage, deed: Deed) -> None:
    stage.enter(deed.actor)


def _ask(stage: Stage, deed: Deed) -> None:
    words = deed.words
    asked = questions.ask(
        words["title"],
        words["body"],
        list(deed.tags),
        by=stage.actor(deed.actor),
        product=words.get("product", ""),
    )
    stage.posts[deed.target] = asked.id


def _answer(stage: Stage, deed: Deed) -> None:
    given = answers.answer(_question(stage, deed.thread), deed.words["body"], by=stage.actor(deed.actor))
    stage.posts[deed.target] = given.id


def _comment(stage: Stage, deed: Deed) -> None:
    parent = stage.post(deed.target.rpartition("/")[0])
    stage.posts[deed.target] = comments.comment(parent, deed.words["body"], by=stage.actor(deed.actor)).id


def _rate(stage: Stage, deed: Deed) -> None:
    ratings.rate(_given(stage, deed.target), deed.stars, by=stage.actor(deed.actor))


def _accept(stage: Stage, deed: Deed) -> None:
    answers.accept(_given(stage, deed.target), by=stage.actor(deed.actor))


def _thank(stage: Stage, deed: Deed) -> None:
    answers.thank(_given(stage, deed.target), by=stage.actor(deed.actor))


def _have_too(stage: Stage, deed: Deed) -> None:
    taking_part.mark_same_problem(_question(stage, deed.target), by=stage.actor(deed.actor))


def _edit(stage: Stage, deed: Deed) -> None:
    post = stage.post(deed.target)
    editing.edit(post, _new_words(post, deed.words), by=stage.actor(deed.actor))


def _suggest(stage: Stage, deed: Deed) -> None:
    post = stage.post(deed.target)
    made = editing.suggest(post, _new_words(post, deed.words), by=stage.actor(deed.actor))
    stage.suggestions[deed.words["label"]] = made.id


def _decide(stage: Stage, deed: Deed) -> None:
    suggestion = suggestion_or_404(stage.suggestions[deed.target])
    editing.decide(suggestion, approve=deed.words["decision"] == "approve", by=stage.actor(deed.actor))


def _close(stage: Stage, deed: Deed) -> None:
    reason = CloseReason(deed.words["reason"])
    questions.close(_question(stage, deed.target), reason, by=stage.actor(deed.actor))


def _reopen(stage: Stage, deed: Deed) -> None:
    questions.reopen(_question(stage, deed.target), by=stage.actor(deed.actor))


def _needs_info(stage: Stage, deed: Deed) -> None:
    questions.set_needs_info(_question(stage, deed.target), needed=True, by=stage.actor(deed.actor))


def _merge(stage: Stage, deed: Deed) -> None:
    into = _question(stage, deed.words["of"])
    threads.merge(_question(stage, deed.target), into, by=stage.actor(deed.actor))


def _ask_staff(stage: Stage, deed: Deed) -> None:
    question = _question(stage, deed.target)
    asking.ask_for_staff(question, deed.words["reason"], by=stage.actor(deed.actor))


def _draft(stage: Stage, deed: Deed) -> None:
    """Begin to write; the target is the thread that it would answer, or whoever would ask."""
    words = deed.words
    thread = stage.post_id(deed.target) if words["kind"] == PostKind.ANSWER else 0
    typed = drafts.Typed(words["title"], words["body"].strip(), words["tags"])
    drafts.save(words["kind"], thread, typed, by=stage.actor(deed.actor))


PLAYS: Final[Mapping[Verb, Play]] = {
    Verb.JOIN: _join,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.COMMENT: _comment,
    Verb.RATE: _rate,
    Verb.ACCEPT: _accept,
    Verb.THANK: _thank,
    Verb.HAVE_TOO: _have_too,
    Verb.EDIT: _edit,
    Verb.SUGGEST: _suggest,
    Verb.DECIDE_SUGGESTION: _decide,
    Verb.CLOSE: _close,
    Verb.REOPEN: _reopen,
    Verb.NEEDS_INFO: _needs_info,
    Verb.DUPLICATE: _merge,
    Verb.ASK_STAFF: _ask_staff,
    Verb.DRAFT: _draft,
}


def _question(stage: Stage, target: str) -> Question:
    post = stage.post(target)
    if not isinstance(post, Question):
        raise Invalid(f"{target} is no question")
    return post


def _given(stage: Stage, target: str) -> Answer:
    post = stage.post(target)
    if not isinstance(post, Answer):
        raise Invalid(f"{target} is no answer")
    return post


def _new_words(post: Post, change: Mapping[str, str]) -> editing.Words:
    """The words of the post after the change that a content file describes."""
    body = change["body"] or post.body_markdown
    if change.get("old"):
        if change["old"] not in body:
            raise Invalid(f"the post does not hold {change['old']!r}")
        body = body.replace(change["old"], change["new"], 1)
    title = (change["title"] or post.title) if isinstance(post, Question) else None
    return editing.Words(body=body + change["append"].rstrip(), title=title, comment=change["note"])
