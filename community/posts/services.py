"""The life of any post: submitted to the gate, published, held, hidden, restored, deleted."""

from dataclasses import asdict
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import func, select

from community.kernel import clock, events, masks
from community.kernel.bus import publish as tell
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, NotAllowed, TooMany
from community.kernel.policy import SUSPENDED, Actor, Permission, ensure, may
from community.kernel.ports import Judgement, Submission, Verdict, ports
from community.kernel.text import detect_language
from community.kernel.thresholds import whole
from community.kernel.throttle import limits_are_on
from community.kernel.words import N_
from community.posts import mentions, queries, restraining, rules, vault
from community.posts.models import Post, PostKind, PostStatus, Revision


class Refused(Invalid):
    """The gate refuses the text; `judgement` says why, and nothing is stored."""

    slug = "refused-by-gate"

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(N_("This cannot be posted as it is. What to mend stands beside the text."))
        self.judgement = judgement


def submit(
    post: Post, *, by: Actor, title: str = "", tags: tuple[str, ...] = (), question_id: int | None = None
) -> Judgement:
    """Put a new post before the gate, cover what is private, render it and add it to the session; raises Refused.

    From then on the post holds the words that may be shown. The caller adds what its kind needs,
    flushes, and then calls `announce`.
    """
    ensure_pace(by, PostKind(post.kind))
    judgement = judge(post, by=by, title=title, tags=tags, question_id=question_id)
    if judgement.verdict is Verdict.REFUSE:
        raise Refused(judgement)
    held = judgement.verdict is Verdict.HOLD
    post.status = PostStatus.HELD if held else PostStatus.PUBLISHED
    post.published_at = None if held else post.created_at
    db.session.add(post)
    return judgement


def judge(
    post: Post, *, by: Actor, title: str = "", tags: tuple[str, ...] = (), question_id: int | None = None
) -> Judgement:
    """Ask the gate, cover what is private and render the body; fills html, language and findings."""
    title = getattr(post, "title", title)
    if masks.BAR in f"{title}{post.body_markdown}":  # somebody may have typed a token
        typed = vault.genuine(post)
        post.set_words(typed.body, typed.title, None)
        title = typed.title or title
    html = mentions.rendered(post.body_markdown)
    post.lang = detect_language(f"{title}\n{post.body_markdown}")
    judgement = ports().gate.judge(
        Submission(
            kind=post.kind,
            title=title,
            body=post.body_markdown,
            tags=tags,
            lang=post.lang,
            author_id=by.member_id,
            author_role=by.role,
            author_level=by.level,
            published_posts=queries.published_count(by.member_id),
            post_id=post.id,
            question_id=question_id,
        )
    )
    if judgement.masks:
        _cover(post, judgement, by)
        html = mentions.rendered(post.body_markdown)
    post.body_html = html
    judgement = restraining.judged(judgement, by.restraints, f"{title}\n{post.body_html}")
    post.findings = [asdict(finding) | {"params": dict(finding.params)} for finding in judgement.findings]
    return judgement


def _cover(post: Post, judgement: Judgement, by: Actor) -> None:
    """Cover what is private; of a post that is there already in its earlier states and copies, too."""
    if post not in db.session:
        shown = vault.covered(post, vault.texts_of(post), judgement.masks)
        post.set_words(shown.body, shown.title, None)
    elif count := vault.set_covered(post, judgement.masks):
        tell(events.PostMasked(**about(post), by_id=by.member_id, count=count))


def announce(post: Post, judgement: Judgement) -> None:
    """Tell everyone of a new post, after the flush that gave it an id."""
    if post.status == PostStatus.HELD:
        tell(events.PostHeld(**about(post), findings=judgement.slugs))
    else:
        review = judgement.verdict is Verdict.REVIEW
        tell(events.PostPublished(**about(post), new=True, review=review, findings=judgement.slugs))


def first_revision(post: Post, *, title: str | None = None, tags: list[str] | None = None) -> None:
    """Keep the original words as revision 1."""
    db.session.add(
        Revision(
            post_id=post.id,
            number=1,
            editor_id=post.author_id,
            title=title,
            body_markdown=post.body_markdown,
            tags=tags,
            created_at=post.created_at,
        )
    )


def release(post: Post, *, by: Actor) -> None:
    """Publish a post that was held or refused: a reviewer found it fine."""
    rules.check_transition(post.status, PostStatus.PUBLISHED)
    first_time = post.published_at is None
    _set_status(post, PostStatus.PUBLISHED, by, None)
    if first_time:
        post.published_at = clock.now()
        db.session.flush()
        tell(events.PostPublished(**about(post)))
    else:
        tell(events.PostRestored(**about(post), by_id=by.member_id))


def refuse(post: Post, reason: str, *, by: Actor) -> None:
    """A reviewer says no to a held post; its author still sees it, with the reason."""
    rules.check_transition(post.status, PostStatus.REFUSED)
    _set_status(post, PostStatus.REFUSED, by, reason)


def hold(post: Post, findings: tuple[str, ...], *, by: Actor) -> None:
    """Take a visible or refused post back to the queue, for example after an edit."""
    was_visible = post.is_visible
    rules.check_transition(post.status, PostStatus.HELD)
    _set_status(post, PostStatus.HELD, by, None)
    if was_visible:
        tell(events.PostHidden(**about(post), by_id=by.member_id, reason="held"))
    tell(events.PostHeld(**about(post), findings=findings))


def hide(post: Post, reason: str, *, by: Actor) -> None:
    """Take a post out of sight; author, moderators and staff still see it."""
    _out_of_sight(post, PostStatus.HIDDEN, reason, by)


def confirm_gone(post: Post, reason: str, *, by: Actor) -> None:
    """A reviewer looked at a hidden or deleted post and says why it stays so: nobody but the team brings it back.

    Advertising costs points from that moment on, so whoever counts them hears of it, and of its being none after all.
    """
    costs = {reason, post.hidden_reason} & rules.SPAM_REASONS
    _set_status(post, PostStatus(post.status), by, reason)
    if costs:
        tell(events.PostHidden(**about(post), by_id=by.member_id, reason=reason))


def delete(post: Post, *, by: Actor, reason: str = "") -> None:
    """Delete softly: one's own, or anyone's with the permission and a reason. It can be restored."""
    if post.author_id is None or post.author_id != by.member_id:
        ensure(by, Permission.DELETE_ANY)
        if reason not in rules.DELETE_REASONS:
            raise Invalid(N_("Choose a reason."), field="reason")
    elif by.suspended:
        raise NotAllowed(SUSPENDED)
    else:
        reason = rules.BY_AUTHOR
    _out_of_sight(post, PostStatus.DELETED, reason, by)


def is_own_deletion(post: Post, by: Actor) -> bool:
    """Whether `by` wrote this post and took it away, for no other reason than that they wanted to."""
    own = by.member_id is not None and post.author_id == post.hidden_by_id == by.member_id
    return own and post.status == PostStatus.DELETED and post.hidden_reason == rules.BY_AUTHOR


def restore(post: Post, *, by: Actor) -> None:
    """Bring a deleted or hidden post back: one's own deletion while one takes part, or any with the permission."""
    own = is_own_deletion(post, by)
    if (
        post.author_id is None or post.author_id != by.member_id
    ):  # what was deleted its author does not see, either
        queries.visible_or_404(post.id, by)
    ensure(by, Permission.ASK if own else Permission.DELETE_ANY)
    if post.published_at is None:
        if post.status != PostStatus.DELETED:  # one that was deleted goes on where it was: in the queue
            rules.check_transition(post.status, PostStatus.HELD)
        _set_status(post, PostStatus.HELD, by, None)
        tell(events.PostHeld(**about(post), findings=("restored",)))
        _tell_ruled(post, "restored", by, "")
        return
    rules.check_transition(post.status, PostStatus.PUBLISHED)
    _set_status(post, PostStatus.PUBLISHED, by, None)
    tell(events.PostRestored(**about(post), by_id=by.member_id))
    _tell_ruled(post, "restored", by, "")


def _out_of_sight(post: Post, status: PostStatus, reason: str, by: Actor) -> None:
    was_visible, was_public = post.is_visible, post.published_at is not None
    rules.check_transition(post.status, status)
    worse = reason in rules.SPAM_REASONS and post.hidden_reason not in rules.SPAM_REASONS
    judged = post.hidden_reason is not None or by.member_id == post.author_id
    if was_public and not was_visible and judged and not worse:
        # Who took it away or holds it, and why, stays true: deleting it is no way to bring it back.
        post.status = status
        db.session.flush()
        tell(events.PostDropped(**about(post), by_id=by.member_id))
    else:
        _set_status(post, status, by, reason)
        if was_visible or (was_public and worse):
            tell(events.PostHidden(**about(post), by_id=by.member_id, reason=reason))
        elif not was_public:
            tell(events.PostWithdrawn(**about(post), by_id=by.member_id))
    _tell_ruled(post, status, by, reason)


def _tell_ruled(post: Post, act: str, by: Actor, reason: str) -> None:
    if by.member_id is None or by.member_id != post.author_id:
        tell(events.PostRuled(**about(post), act=act, by_id=by.member_id, reason=reason))


def _set_status(post: Post, status: PostStatus, by: Actor, reason: str | None) -> None:
    post.status = status
    shown = status == PostStatus.PUBLISHED
    post.hidden_at = None if shown else clock.now()
    post.hidden_by_id = None if shown else by.member_id
    post.hidden_reason = None if shown else reason
    db.session.flush()


class About(TypedDict):
    post_id: int
    kind: str
    question_id: int
    author_id: int | None


def about(post: Post) -> About:
    """What events say of a post."""
    return {
        "post_id": post.id,
        "kind": str(post.kind),
        "question_id": post.thread_id,
        "author_id": post.author_id,
    }


def ensure_pace(by: Actor, kind: PostKind) -> None:
    """Raise TooMany when this member posts faster than people do, or a newcomer more than a day allows.

    What one member sends at once is looked at one after the other: ten posts are ten to each count.
    """
    wait_for_turn(f"posts:{by.member_id}")
    ensure_within_limits(by, kind)


def ensure_within_limits(by: Actor, kind: PostKind) -> None:
    """The same for a page that says so before anything is written: nobody else has to wait for it."""
    restraining.ensure_few(by)
    if not limits_are_on() or may(by, Permission.SEE_HELD):
        return
    now = clock.now()
    if queries.posted_since(by.id, now - timedelta(hours=1)) >= whole("posts_an_hour"):
        raise TooMany(
            N_("That was a lot of posts in one hour. Take a break and come back a little later."),
            retry_after=900,
        )
    if kind is PostKind.COMMENT or may(by, Permission.POST_FREELY):
        return
    most = whole("newcomer_questions_a_day" if kind is PostKind.QUESTION else "newcomer_answers_a_day")
    if queries.posted_since(by.id, now - timedelta(days=1), kind) >= most:
        raise TooMany(
            N_(
                "Newcomers may post %(most)s of these a day. Tomorrow you can go on; your text is kept as a draft."
            ),
            retry_after=3600,
            most=most,
        )


def next_number(post_id: int) -> int:
    """The number of a post's next revision."""
    return (db.session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post_id)) or 0) + 1
