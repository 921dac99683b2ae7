"""What a moderator wants done, and whether it may be done."""

from dataclasses import dataclass

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import MODERATORS, STAFF, Actor, Role
from community.kernel.text import strip_controls
from community.kernel.words import N_
from community.posts.models import Post
from community.posts.queries import sees
from moderation.sanctions import rules
from moderation.sanctions.catalogue import LIMITS, REASONS, TEMPLATES
from moderation.sanctions.rules import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a moderator wants done. `days` None: until somebody lifts it."""

    kind: Kind
    reason: str
    words: str = ""
    note: str = ""
    limit: str = ""
    template: str = ""
    days: int | None = None
    post_ids: tuple[int, ...] = ()
    item_id: int | None = None


def may_sanction(member: Member, by: Actor) -> bool:
    """Nobody oneself, nobody the last admin, and whoever works here only an admin."""
    return rules.may_sanction(
        by_admin=by.role is Role.ADMIN,
        of_the_team=member.role in STAFF | MODERATORS,
        oneself=by.member_id == member.id,
        last_admin=accounts.is_last_admin(member.id),
    )


def ensure_may_sanction(member: Member, by: Actor) -> None:
    """Raise NotAllowed, with the sentence that says why, unless `by` may sanction this member."""
    if member.id == by.member_id:
        raise NotAllowed(N_("Nobody sanctions themselves."))
    if not may_sanction(member, by) or accounts.leaves_no_admin(member.id):
        raise NotAllowed(N_("You may not sanction this member."))


def checked(order: Order) -> Order:
    """The order with its texts trimmed; raises Invalid naming the field that is wrong."""
    words, note = trimmed(order.words, rules.LONGEST_WORDS), trimmed(order.note, rules.LONGEST_NOTE, "note")
    if order.kind not in rules.IMPOSED:
        raise Invalid(N_("Choose what to do: warn, limit or suspend."), field="kind")
    if order.reason not in REASONS:
        raise Invalid(N_("Choose a reason."), field="reason")
    if order.kind is Kind.LIMIT and order.limit not in LIMITS:
        raise Invalid(N_("Choose a limit."), field="limit")
    if order.kind is Kind.WARN and not words and order.template not in TEMPLATES:
        raise Invalid(N_("Choose a text for the warning, or write your own."), field="words")
    if order.reason == "other" and not words:
        raise Invalid(N_("Say in a sentence why, so that the member understands."), field="words")
    if order.days is not None and not 1 <= order.days <= rules.LONGEST_DAYS:
        raise Invalid(N_("Choose from 1 to %(most)s days."), field="days", most=rules.LONGEST_DAYS)
    if order.kind is Kind.LIMIT and order.days is None:
        raise Invalid(N_("A limit has an end: choose for how many days."), field="days")
    return Order(
        kind=order.kind,
        reason=order.reason,
        words=words,
        note=note,
        limit=order.limit if order.kind is Kind.LIMIT else "",
        template=order.template if order.kind is Kind.WARN and order.template in TEMPLATES else "",
        days=None if order.kind is Kind.WARN else order.days,
        post_ids=tuple(dict.fromkeys(order.post_ids)),
        item_id=order.item_id,
    )


def trimmed(text: str, longest: int, field: str = "words") -> str:
    """The text as it is kept; raises Invalid when it is too long."""
    text = strip_controls(text).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Invalid(
            N_("This has %(length)s characters; %(longest)s is the most. Shorten it."),
            field=field,
            length=len(text),
            longest=longest,
        )
    return text


def evidence(member: Member, post_ids: tuple[int, ...], *, by: Actor) -> list[Post]:
    """The posts that led to it, each by this member and seen by `by`; raises Invalid for others."""
    if len(post_ids) > rules.MOST_POSTS:
        raise Invalid(N_("Name at most %(most)s posts."), field="posts", most=rules.MOST_POSTS)
    posts = [db.session.get(Post, each) for each in post_ids]
    found = [each for each in posts if each is not None and each.author_id == member.id and sees(each, by)]
    if len(found) != len(post_ids):
        raise Invalid(N_("Only posts of this member can be named."), field="posts")
    return found
