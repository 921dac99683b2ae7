"""What raises cases, and what ends them."""

from community.accounts.models import Member
from community.answers.queries import answer_or_404
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.policy import STAFF, Actor, Role
from community.posts.models import Post, PostKind
from community.posts.queries import post_or_404
from community.questions.models import Question
from community.questions.queries import question_or_404
from community.routing.models import Letter
from community.routing.queries import need_of
from community.routing.rules import STAFF_STAGES
from moderation.escalation import coming_back, forgetting, hearing, queries, replying, services
from moderation.opinion import services as opinion


def look(event: events.PostEvent) -> None:
    """A post is new, was edited or is kept back: if the asker wrote it, the rules look at it.

    A held post counts as well: rough words do not cost a customer their help.
    """
    post = post_or_404(event.post_id)
    question = question_or_404(event.question_id)
    if not _asker_wrote(post, question):
        return
    if post.id != question.id and not isinstance(event, events.PostEdited):
        _tell_contact(post, question)
    services.examine(post, question)
    opinion.consider(post, queries.analysis_of(post, question).detectors)


def opinion_given(event: events.OpinionGiven) -> None:
    """There is another opinion on a post that left us in doubt: the rules look at it once more."""
    post = post_or_404(event.post_id)
    question = question_or_404(post.thread_id)
    if _asker_wrote(post, question):
        services.examine(post, question)


def _asker_wrote(post: Post, question: Question) -> bool:
    if post.author_id is None or post.author_id != question.author_id:
        return False
    author = db.session.get_one(Member, post.author_id)
    return Role(author.role) not in STAFF


def _tell_contact(post: Post, question: Question) -> None:
    if post.author_id is not None:
        tell(
            events.CustomerWrote(
                question_id=question.id, letter_id=None, post_id=post.id, by_id=post.author_id
            )
        )


def customer_wrote(event: events.CustomerWrote) -> None:
    """The customer answered: their case goes on or is open again, whose it is hears of it, a letter is looked at."""
    case = coming_back.customer_wrote(event.question_id, _words_of(event), post_id=event.post_id)
    if case is not None:
        tell(
            events.CaseAnswered(
                case_id=case.id,
                question_id=event.question_id,
                owner_id=case.owner_id,
                letter_id=event.letter_id,
                post_id=event.post_id,
                message_id=None,
                by_id=event.by_id,
            )
        )
    if event.letter_id is not None:
        hearing.listen(event.letter_id, question_or_404(event.question_id))


def unreachable(event: events.AskerUnreachable) -> None:
    """What was written to a customer did not arrive: their case says so, and waits for them no longer."""
    coming_back.unreachable(event.question_id)


def _words_of(event: events.CustomerWrote) -> str:
    if event.letter_id is not None:
        return db.session.get_one(Letter, event.letter_id).body_markdown
    return post_or_404(event.post_id).body_markdown if event.post_id is not None else ""


def staff_answered(event: events.PostPublished) -> None:
    """Staff answered in the thread: if there is a case, that was its answer."""
    if event.kind != PostKind.ANSWER or event.author_id is None:
        return
    given = answer_or_404(event.post_id)
    need = need_of(event.question_id) if given.by_staff else None
    case = queries.open_case_of(need.id, for_update=True) if need else None
    if case is not None:
        replying.answered(case, given, by=Actor(member_id=event.author_id))


def stars(event: events.AnswerRated) -> None:
    """The asker gave stars: if every answer has few, staff look."""
    question = question_or_404(event.question_id)
    if event.rater_id is not None and event.rater_id == question.author_id:
        services.examine_stars(question)


def follow(event: events.NeedMoved) -> None:
    """A need came to staff or left them; its case does the same."""
    if event.to_stage in STAFF_STAGES:
        services.open_case(event)
    else:
        services.close_case(event)


def asker_left(event: events.MemberClosed) -> None:
    """Nothing private of somebody who left is kept."""
    forgetting.forget(event.member_id)
