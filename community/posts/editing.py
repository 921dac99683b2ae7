"""Changing the words of a post: directly, by suggestion, and back to an earlier state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock, events, masks
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import SYSTEM, Actor, Permission, ensure, may
from community.kernel.ports import Judgement, Mask, Verdict, ports
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.posts import beside, queries, rules, vault
from community.posts.models import EditSuggestion, Post, PostStatus, Revision, SuggestionState
from community.posts.services import Refused, hold, judge, next_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an edit sets. Title and tags belong to questions only; None leaves them."""

    body: str
    title: str | None = None
    tags: tuple[str, ...] | None = None
    comment: str = ""


def may_edit(post: Post, by: Actor) -> bool:
    """Whether this actor edits directly: the author while they take part, or anyone with the privilege."""
    own = by.member_id is not None and post.author_id == by.member_id and may(by, Permission.ASK)
    return own or may(by, Permission.EDIT_ANY)


def edit(post: Post, words: Words, *, by: Actor, base: int | None = None) -> Revision | None:
    """Set the words of a post, keeping a revision; None when nothing changed.

    `words` must be checked by the feature of its kind (title, tags). With `base`, the number of the
    revision that the editor saw, Conflict is raised when there is a newer one. The edit passes the
    gate like a new post: it may be refused, and a visible post may go back to the queue.
    """
    if not may_edit(post, by):
        raise NotAllowed(N_("You may suggest an edit to this post."))
    queries.lock(post)
    _ensure_there(post)
    _ensure_said_well(post, words, by)
    number = next_number(post.id)
    newer = base is not None and base != number - 1
    if (newer or post.is_visible) and _is_there(post, words, by):
        return None
    if newer:
        raise _edited_meanwhile()
    if not _set(post, _checked(words), number):
        return None
    spoke = post.lang
    judgement = judge(
        post, by=by, title=words.title or "", tags=tuple(words.tags or ()), question_id=post.thread_id
    )
    if judgement.verdict is Verdict.REFUSE:
        raise Refused(judgement)
    revision = _keep(post, words, editor_id=by.member_id)
    db.session.flush()
    _to_queue(post, judgement, by)
    _tell_edited(post, revision, speaks_anew=post.lang != spoke)
    return revision


def _edited_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody edited this post meanwhile. Your text is kept below; compare and send it again.")
    )


def _to_queue(post: Post, judgement: Judgement, by: Actor) -> None:
    """A visible post whose new words somebody has to look at goes back to the queue, and so does a refused one."""
    if post.is_visible and judgement.verdict is Verdict.HOLD:
        hold(post, judgement.slugs, by=SYSTEM)
    elif post.status == PostStatus.REFUSED:
        hold(post, (*judgement.slugs, "resubmitted"), by=by)


def change_tags(post: Post, tags: Sequence[str], *, title: str, by: Actor) -> None:
    """Set the tags of a question, which the caller has checked, as a revision that leaves its words."""
    lock_row(post)
    words = Words(body=post.body_markdown, title=title, tags=tuple(tags))
    if _set(post, words, next_number(post.id)):
        revision = _keep(post, words, editor_id=by.member_id)
        db.session.flush()
        _tell_edited(post, revision)


def _is_there(post: Post, words: Words, by: Actor) -> bool:
    """Whether the post says just this already, as this editor reads it: no conflict where sent twice, and no edit."""
    there, tags = vault.words_for(post, by.member_id), queries.tags_of(post.id)
    return (
        there.body == _checked(words).body
        and words.title in {None, there.title}
        and words.tags in {None, tags}
    )


def _checked(words: Words) -> Words:
    return replace(words, body=rules.checked_body(words.body, longest=whole("body_longest")))


def _set(post: Post, words: Words, number: int) -> bool:
    """Set the words, with what the vault knows covered again; returns whether anything changed."""
    shown = vault.covered(post, vault.Texts(words.body, words.title))
    if not post.set_words(shown.body, shown.title, words.tags):
        return False
    post.edited_at = clock.now()
    post.revision_count = number
    return True


def _keep(post: Post, words: Words, *, editor_id: int | None) -> Revision:
    """Keep the words as they are shown now as a revision."""
    shown = vault.texts_of(post)
    revision = Revision(
        post_id=post.id,
        number=post.revision_count,
        editor_id=editor_id,
        title=shown.title if words.title is not None else None,
        body_markdown=shown.body,
        tags=list(words.tags) if words.tags is not None else None,
        comment=_barred(post, words.comment.strip()[:300]),
        created_at=clock.now(),
    )
    db.session.add(revision)
    return revision


def _barred(post: Post, comment: str) -> str:
    """What somebody says about a change, without anything private: nobody needs that behind a token."""
    shown = beside.without_private(comment)
    return masks.scrubbed(shown, [each.original for each in vault.hidden_in(post.id)])


def _ensure_said_well(post: Post, words: Words, by: Actor) -> None:
    beside.ensure_fit(words.comment.strip()[:300], "comment", kind=post.kind, lang=post.lang, by=by)


def _tell_edited(post: Post, revision: Revision, *, speaks_anew: bool = False) -> None:
    tell(
        events.PostEdited(
            post_id=post.id,
            kind=post.kind,
            question_id=post.thread_id,
            author_id=post.author_id,
            editor_id=revision.editor_id,
            revision_id=revision.id,
            speaks_anew=speaks_anew,
        )
    )


def roll_back(post: Post, number: int, *, by: Actor) -> Revision | None:
    """Set the words of an earlier revision again, as a new one."""
    for revision in queries.revisions_of(post.id):
        if revision.number == number:
            words = Words(
                body=revision.body_markdown,
                title=revision.title,
                tags=tuple(revision.tags) if revision.tags is not None else None,
                comment=f"← {number}",
            )
            return edit(post, words, by=by)
    raise Invalid(N_("There is no such revision."), field="number")


def _private(body: str, title: str | None) -> list[Mask]:
    """What of a suggestion is private; the gate judges it only when it is approved."""
    gate = ports().gate
    in_title = (replace(each, where="title") for each in gate.private_parts(title or ""))
    return [*gate.private_parts(body), *in_title]


def suggest(post: Post, words: Words, *, by: Actor, base: int | None = None) -> EditSuggestion:
    """Propose an edit, to be decided by somebody entitled; what waits already is not proposed again.

    Raises Invalid when nothing would change, Conflict when the post was edited since `base`, as `edit`.
    """
    ensure(by, Permission.SUGGEST_EDIT)
    lock_row(post)  # what is covered in two suggestions at once gets different numbers
    if base is not None and base != next_number(post.id) - 1:
        raise _edited_meanwhile()
    _ensure_said_well(post, words, by)
    body = rules.checked_body(words.body, longest=whole("body_longest"))
    shown = vault.covered(post, vault.Texts(body, words.title), _private(body, words.title))
    same_title = shown.title is None or shown.title == getattr(post, "title", None)
    same_tags = words.tags in {None, queries.tags_of(post.id)}
    if shown.body == post.body_markdown and same_title and same_tags:
        raise Invalid(N_("Nothing is changed yet."), field="body")
    proposed = {
        "base_number": next_number(post.id) - 1,
        "title": shown.title,
        "body_markdown": shown.body,
        "tags": list(words.tags) if words.tags is not None else None,
        "comment": _barred(post, words.comment.strip()[:300]),
    }
    waiting = select(EditSuggestion).filter_by(post_id=post.id, author_id=by.id, state=SuggestionState.OPEN)
    for each in db.session.scalars(waiting):
        if all(getattr(each, name) == value for name, value in proposed.items()):
            return each
    suggestion = EditSuggestion(post_id=post.id, author_id=by.id, created_at=clock.now(), **proposed)
    db.session.add(suggestion)
    db.session.flush()
    first = may(by, Permission.SUGGEST_FIRST)
    tell(events.EditSuggested(suggestion_id=suggestion.id, post_id=post.id, author_id=by.id, first=first))
    return suggestion


def _ensure_there(post: Post) -> None:
    if post.status == PostStatus.DELETED:
        raise Conflict(N_("This post was deleted; restore it before you edit it."))


def decide(suggestion: EditSuggestion, *, approve: bool, by: Actor, agreed: bool = False) -> None:
    """Approve or refuse a suggestion; nobody decides on their own.

    The author of the post may while they take part, and whoever could edit it without asking; everybody else
    through the queue, where reviewers have to agree (`agreed`). What the gate says is overruled by them alone.
    """
    post = queries.post_or_404(suggestion.post_id, for_update=True)
    if suggestion.author_id == by.member_id:
        raise NotAllowed(N_("Somebody else decides on your suggestion."))
    others = Permission.DECIDE_REVIEW if agreed else Permission.EDIT_ANY
    ensure(by, Permission.ASK if post.author_id == by.member_id else others)
    if suggestion.state != SuggestionState.OPEN:
        raise Conflict(N_("Somebody has decided on this suggestion already."))
    if approve:
        _ensure_there(post)
    number = next_number(post.id)
    if approve and suggestion.base_number != number - 1:
        raise Conflict(
            N_("The post was edited after this suggestion was made; compare them and edit by hand.")
        )
    suggestion.state = SuggestionState.APPROVED if approve else SuggestionState.REFUSED
    suggestion.decided_by_id = by.member_id
    suggestion.decided_at = clock.now()
    if approve:
        words = Words(
            body=suggestion.body_markdown,
            title=suggestion.title,
            tags=tuple(suggestion.tags) if suggestion.tags is not None else None,
            comment=suggestion.comment,
        )
        if _set(post, _checked(words), number):
            revision = _take_over(suggestion, post, words, by=by, agreed=agreed)
            _tell_edited(post, revision)
    tell(
        events.EditSuggestionDecided(
            suggestion_id=suggestion.id,
            post_id=post.id,
            author_id=suggestion.author_id,
            approved=approve,
            by_id=by.id,
        )
    )


def _take_over(suggestion: EditSuggestion, post: Post, words: Words, *, by: Actor, agreed: bool) -> Revision:
    """Put the suggested words, which the post has by now, before the gate and keep them; raises Invalid."""
    writer = by
    if not may(by, Permission.EDIT_ANY):  # nobody gets round a restraint with the help of a friend
        kept_from = db.session.get_one(Member, suggestion.author_id).restraints_at(clock.now())
        writer = replace(by, restraints=by.restraints | kept_from)
    judgement = judge(
        post, by=writer, title=words.title or "", tags=tuple(words.tags or ()), question_id=post.thread_id
    )
    if judgement.verdict is Verdict.REFUSE and not agreed:
        raise Invalid(
            N_("The check stops these words, so nobody lets them in alone; reviewers decide in the queue.")
        )
    revision = _keep(post, words, editor_id=suggestion.author_id)
    db.session.flush()
    if not agreed:
        _to_queue(post, judgement, by)
    return revision
