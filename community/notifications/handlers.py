"""Who is told of what."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import bindparam, select

from community.accounts import tokens
from community.accounts.models import Member
from community.comments.models import Comment
from community.kernel import clock, events, masks
from community.kernel.db import db
from community.kernel.languages import LANGUAGES
from community.kernel.words import N_
from community.notifications.services import About, News, SecretLink, notify, notify_each, withdraw
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question, QuestionFollow
from community.routing.models import Stage
from community.routing.rules import STAFF_STAGES
from community.tags.models import QuestionTag, TagFollow

_FOLLOWERS: Final = select(QuestionFollow.member_id).where(
    QuestionFollow.question_id == bindparam("question_id")
)
_SHOWN_NAME: Final = select(Member.display_name).where(Member.id == bindparam("member_id"))
MOST_TOLD = 500  # followers of one tag that one question wakes
LICENCE_NEWS: Final[Mapping[str, str]] = {
    "probation": N_("you are on probation now"),
    "licensed": N_("you are licensed now"),
    "senior": N_("you are a senior rep now"),
    "refused": N_("not this time"),
    "suspended": N_("your licence rests for now"),
}


def about(question_id: int, actor_id: int | None = None) -> dict[str, str]:
    """The words that sentences need."""
    question = db.session.get_one(Question, question_id)
    name = db.session.scalar(_SHOWN_NAME, {"member_id": actor_id}) if actor_id else None
    return {"title": masks.labelled(question.title), "actor": name or "?"}


def published(event: events.PostPublished) -> None:
    """A post became visible: those who wait for it are told."""
    data = about(event.question_id, event.author_id)
    if event.kind == PostKind.QUESTION:
        _tag_followers(event, data)
    elif event.kind == PostKind.ANSWER:
        _answered(event, data)
    else:
        parent = db.session.get_one(Post, db.session.get_one(Comment, event.post_id).parent_id)
        if parent.author_id is not None:
            _tell({parent.author_id: _news("comment", event)}, event, data)


def _tell(news: Mapping[int, News], event: events.PostEvent, data: dict[str, str]) -> None:
    notify_each(news, About(data, event.question_id, event.post_id, event.author_id))


def _news(kind: str, event: events.PostEvent) -> News:
    return News(kind, f"{kind}:{event.post_id}", _solving(event.post_id) if kind == "answer" else None)


def _solving(answer_id: int) -> SecretLink:
    """The link with which an asker says that this solved it."""
    return SecretLink(tokens.Purpose.SOLVED, "/solved/{word}", {"answer_id": answer_id}, solves=True)


def _answered(event: events.PostPublished, data: dict[str, str]) -> None:
    followers = db.session.scalars(_FOLLOWERS, {"question_id": event.question_id})
    news = dict.fromkeys(followers, _news("followed-answer", event))
    asker = db.session.get_one(Question, event.question_id).author_id
    if asker is not None:
        news[asker] = _news("answer", event)
    _tell(news, event, data)


def _tag_followers(event: events.PostPublished, data: dict[str, str]) -> None:
    followers = db.session.scalars(
        select(TagFollow.member_id)
        .join(QuestionTag, QuestionTag.tag_id == TagFollow.tag_id)
        .where(QuestionTag.question_id == event.question_id)
        .distinct()
        .limit(MOST_TOLD)
    )
    _tell(dict.fromkeys(followers, _news("tag-question", event)), event, data)


def held(event: events.PostHeld) -> None:
    """The author hears at once that a text waits."""
    _tell_author(event, "held")


def _tell_author(event: events.PostEvent, kind: str) -> None:
    if event.author_id is not None:
        notify(
            [event.author_id],
            kind,
            f"{kind}:{event.post_id}:{db.session.get_one(Post, event.post_id).revision_count}",
            data=about(event.question_id),
            question_id=event.question_id,
            post_id=event.post_id,
        )


def reviewed(event: events.ReviewDecided) -> None:
    """The author hears what became of the text, unless nothing changed for them."""
    post = db.session.get_one(Post, event.post_id)
    kind = {
        PostStatus.REFUSED: "refused",
        PostStatus.HIDDEN: "removed",
        PostStatus.PUBLISHED: "published",
    }.get(PostStatus(post.status))
    if kind == "published" and event.decision in {"edit", "mask"}:
        kind = "mended"
    was_out = event.decision != "approve" or post.findings
    if event.author_id is None or kind is None or (kind == "published" and not was_out):
        return
    notify(
        [event.author_id],
        kind,
        f"reviewed:{event.item_id}",
        data=about(post.thread_id),
        question_id=post.thread_id,
        post_id=post.id,
    )


def accepted(event: events.AnswerAccepted) -> None:
    if event.author_id is not None:
        notify(
            [event.author_id],
            "accepted",
            f"accepted:{event.answer_id}",
            data=about(event.question_id),
            question_id=event.question_id,
            post_id=event.answer_id,
            actor_id=event.by_id,
        )


def thanked(event: events.AnswerThanked) -> None:
    if event.author_id is not None:
        thread = db.session.get_one(Post, event.answer_id).thread_id
        notify(
            [event.author_id],
            "thanked",
            f"thanked:{event.answer_id}:{event.by_id}",
            data=about(thread, event.by_id),
            question_id=thread,
            post_id=event.answer_id,
            actor_id=event.by_id,
        )


def moved(event: events.NeedMoved) -> None:
    """The asker hears when the team takes over, and when the question returns."""
    question = db.session.get_one(Question, event.question_id)
    to_staff = event.to_stage in STAFF_STAGES and event.from_stage not in STAFF_STAGES
    returned = event.to_stage == Stage.CROWD and event.from_stage in STAFF_STAGES
    if question.author_id is not None and (to_staff or returned):
        notify(
            [question.author_id],
            "with-staff" if to_staff else "returned",
            f"move:{event.move_id}",
            data=about(event.question_id),
            question_id=event.question_id,
            post_id=event.question_id,
        )


def invited(event: events.HelperInvited) -> None:
    """A helper is asked to look at a question, and told why they."""
    data: dict[str, object] = {**about(event.question_id), "tags": ", ".join(event.tags)}
    notify(
        [event.member_id],
        "invitation" if event.tags else "invitation-any",
        f"invitation:{event.need_id}",
        data=data,
        question_id=event.question_id,
        post_id=event.question_id,
    )


def edit_suggested(event: events.EditSuggested) -> None:
    post = db.session.get_one(Post, event.post_id)
    if post.author_id is not None:
        notify(
            [post.author_id],
            "edit-suggested",
            f"suggestion:{event.suggestion_id}",
            data=about(post.thread_id, event.author_id),
            question_id=post.thread_id,
            post_id=post.id,
            actor_id=event.author_id,
        )


def edit_decided(event: events.EditSuggestionDecided) -> None:
    post = db.session.get_one(Post, event.post_id)
    notify(
        [event.author_id],
        "edit-approved" if event.approved else "edit-refused",
        f"suggestion-decided:{event.suggestion_id}",
        data=about(post.thread_id),
        question_id=post.thread_id,
        post_id=post.id,
        actor_id=event.by_id,
    )


def closed(event: events.QuestionClosed) -> None:
    _asker_hears("closed", event.question_id, event.question_id, event.by_id)


def merged(event: events.QuestionMerged) -> None:
    _asker_hears("merged", event.question_id, event.into_id, event.by_id)


def _asker_hears(kind: str, question_id: int, at: int, by_id: int | None) -> None:
    """What became of a question, for whoever asked it; a merge closes it, too, and is all that they hear."""
    question = db.session.get_one(Question, question_id)
    if question.author_id is None:
        return
    closing = f"closed:{question_id}:{question.closed_at}"
    if kind == "merged":
        withdraw([(question.author_id, closing)])
    cause = closing if kind == "closed" else f"merged:{question_id}"
    notify([question.author_id], kind, cause, data=about(at), question_id=at, post_id=at, actor_id=by_id)


def badge_awarded(event: events.BadgeAwarded) -> None:
    notify(
        [event.member_id],
        "badge",
        f"badge:{event.award_id}",
        data={"title": [event.title], "badge": event.badge},  # a list holds words to translate
    )


def level_changed(event: events.LevelChanged) -> None:
    """Up or down, with the reason; what comes and goes is told again, but once a day at most."""
    notify(
        [event.member_id],
        "level",
        f"level:{event.old}:{event.new}:{clock.now():%Y-%m-%d}",
        data={"title": [event.title], "reason": [event.reason]},
    )


def points_ruled(event: events.ReputationRuled) -> None:
    """Whose points an admin undid or gave back reads why."""
    kind = f"points-{event.act}"
    data = {"reason": event.reason, "name": db.session.get_one(Member, event.member_id).name}
    notify([event.member_id], kind, f"{kind}:{event.ruling_id}", data=data)


def licence_moved(event: events.LicenceMoved) -> None:
    """What staff decided about a licence; of their own moves nobody is told."""
    news = LICENCE_NEWS.get(event.to_state)
    if news is None or event.by_id == event.member_id:
        return
    notify(
        [event.member_id],
        "licence",
        f"licence:{event.licence_id}:{event.number}",
        data={
            "tag": event.tag,
            "language": LANGUAGES[event.lang],
            "news": [news],  # a list holds words to translate
            "reason": event.reason,
            "path": "/licences",
        },
        actor_id=event.by_id,
    )


def integrity_decided(event: events.IntegrityDecided) -> None:
    """For whom a decision about abuse changed something."""
    notify(
        event.member_ids,
        f"integrity-{event.decision}",
        f"integrity:{event.finding_id}:{event.number}",
        data={"reason": event.reason},
    )


def confirmed(event: events.EmailConfirmed) -> None:
    """From now on the member may take part."""
    if event.moved:
        return
    notify([event.member_id], "welcome", "welcome", data={})
