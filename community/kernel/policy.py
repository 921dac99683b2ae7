"""Who may do what: one table, asked by every route and every service."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from flask import g

from community.kernel.errors import NotAllowed, SecondFactorNeeded, SignInNeeded
from community.kernel.needs import needed
from community.kernel.restraints import SENTENCES, Restraint
from community.kernel.roles import MODERATORS, NOBODY, STAFF, SYSTEM, Actor, Role
from community.kernel.words import N_

__all__ = [
    "MODERATORS",
    "NOBODY",
    "STAFF",
    "SYSTEM",
    "Actor",
    "Permission",
    "Role",
    "actor_now",
    "ensure",
    "may",
    "public",
    "requires",
]

P = ParamSpec("P")
R = TypeVar("R")


OTHER_SCOPE: Final = N_("This token was not made for that; it needs the scope %(scope)s.")
SUSPENDED: Final = N_(
    "Your account is suspended, so you can read but not take part. Why, until when and how to appeal "
    "stands on your page of sanctions."
)


class Permission(StrEnum):
    """Everything that may be allowed or not."""

    READ = "read"
    SIGN_IN = "sign-in"  # anyone, signed in or not: pages of the door itself
    HAVE_ACCOUNT = "have-account"
    APPEAL = "appeal"  # the one thing that a suspended member may do
    ASK = "ask"
    ANSWER = "answer"
    POST_FREELY = "post-freely"  # without a newcomer's daily limits
    COMMENT = "comment"
    COMMENT_ANYWHERE = "comment-anywhere"  # also outside one's own threads and answers
    RATE_ANSWER = "rate-answer"
    ACCEPT_ANSWER = "accept-answer"
    ACCEPT_FOR_ASKER = "accept-for-asker"
    FLAG = "flag"
    FOLLOW = "follow"  # a question or a known problem: how many do is shown, and counts for what is urgent
    SUGGEST_EDIT = "suggest-edit"
    SUGGEST_FIRST = "suggest-first"  # ahead of other suggestions in the queue
    EDIT_ANY = "edit-any"
    RETAG = "retag"
    MARK_DUPLICATE = "mark-duplicate"
    CLOSE = "close"
    MERGE = "merge"
    EDIT_TAG = "edit-tag"
    REVIEW = "review"
    DECIDE_REVIEW = "decide-review"
    DECIDE_APPEALS = "decide-appeals"  # of others
    DELETE_ANY = "delete-any"
    SEE_HELD = "see-held"
    SET_GATE = "set-gate"  # what the checks of new posts do
    REVEAL_PRIVATE = "reveal-private"  # what is covered in posts of others; each look is logged
    WORK_CASES = "work-cases"
    SET_RULES = "set-rules"  # what brings a question to staff
    SEE_INSIGHTS = "see-insights"
    THANK = "thank"
    RECOMMEND = "recommend"
    MANAGE_LISTS = "manage-lists"  # of words and patterns
    CURATE = "curate"  # announcements and known problems
    DRAFT_ARTICLE = "draft-article"
    PUBLISH_ARTICLE = "publish-article"
    VOTE_ARTICLE = "vote-article"
    SUSPEND = "suspend"
    JUDGE_INTEGRITY = "judge-integrity"
    DECIDE_LICENCES = "decide-licences"  # of customer reps
    RUN_CAMPAIGNS = "run-campaigns"
    MANAGE_BADGES = "manage-badges"
    INVITE = "invite"  # people who are not here yet
    ADMINISTER = "administer"


Rule = Callable[[Actor], bool]


def _active(actor: Actor) -> bool:
    return actor.signed_in and actor.confirmed and not actor.suspended


def _level(least: int, privilege: str) -> Rule:
    """Members of at least this level, those granted the privilege, moderators and staff."""
    return lambda actor: (
        _active(actor)
        and (actor.level >= least or privilege in actor.privileges or actor.moderates or actor.is_staff)
    )


def _moderators(actor: Actor) -> bool:
    return _active(actor) and actor.moderates


def _staff(actor: Actor) -> bool:
    return _active(actor) and actor.is_staff


def _admins(actor: Actor) -> bool:
    return _active(actor) and actor.role is Role.ADMIN


def _moderators_and_staff(actor: Actor) -> bool:
    return _moderators(actor) or _staff(actor)


TABLE: Final[Mapping[Permission, Rule]] = {
    Permission.READ: lambda _: True,
    Permission.SIGN_IN: lambda _: True,
    Permission.HAVE_ACCOUNT: lambda actor: actor.signed_in,
    Permission.APPEAL: lambda actor: actor.signed_in,
    Permission.ASK: _active,
    Permission.ANSWER: _active,
    Permission.POST_FREELY: _level(1, "post-freely"),
    Permission.COMMENT: _active,
    Permission.COMMENT_ANYWHERE: _level(1, "comment-anywhere"),
    Permission.RATE_ANSWER: _level(1, "rate-answer"),
    Permission.ACCEPT_ANSWER: _active,
    Permission.ACCEPT_FOR_ASKER: _level(3, "accept-for-asker"),
    Permission.FLAG: _active,
    Permission.FOLLOW: _active,
    Permission.SUGGEST_EDIT: _active,
    Permission.SUGGEST_FIRST: _level(2, "suggest-first"),
    Permission.EDIT_ANY: _level(4, "edit-any"),
    Permission.RETAG: _level(3, "retag"),
    Permission.MARK_DUPLICATE: _level(3, "mark-duplicate"),
    Permission.CLOSE: _level(4, "close"),
    Permission.MERGE: _moderators_and_staff,
    Permission.EDIT_TAG: _level(3, "retag"),
    Permission.REVIEW: _level(3, "review"),
    Permission.DECIDE_REVIEW: _level(3, "review"),
    Permission.DECIDE_APPEALS: _level(4, "decide-appeals"),
    Permission.DELETE_ANY: _moderators,
    Permission.SEE_HELD: _moderators_and_staff,
    Permission.SET_GATE: _moderators,
    Permission.REVEAL_PRIVATE: _moderators_and_staff,
    Permission.WORK_CASES: _staff,
    Permission.SET_RULES: _admins,
    Permission.SEE_INSIGHTS: _moderators_and_staff,
    Permission.THANK: _staff,
    Permission.RECOMMEND: _moderators,
    Permission.MANAGE_LISTS: _moderators,
    Permission.CURATE: _moderators_and_staff,
    Permission.DRAFT_ARTICLE: _moderators_and_staff,
    Permission.PUBLISH_ARTICLE: _staff,
    Permission.VOTE_ARTICLE: _active,
    Permission.SUSPEND: _moderators,
    Permission.JUDGE_INTEGRITY: _moderators,
    Permission.DECIDE_LICENCES: _staff,
    Permission.RUN_CAMPAIGNS: _admins,  # they spend a budget
    Permission.MANAGE_BADGES: _admins,
    Permission.INVITE: _level(4, "invite"),
    Permission.ADMINISTER: _admins,
}

# What a token must have been made for; a token without the scope may not, whoever holds it.
SCOPE_OF: Final[Mapping[Permission, str]] = {
    **dict.fromkeys(Permission, "write"),
    Permission.READ: "read",
    Permission.HAVE_ACCOUNT: "read",
    Permission.REVIEW: "moderate",
    Permission.DECIDE_REVIEW: "moderate",
    Permission.DECIDE_APPEALS: "moderate",
    Permission.SUSPEND: "moderate",
    Permission.JUDGE_INTEGRITY: "moderate",
    Permission.RECOMMEND: "moderate",
    Permission.CURATE: "moderate",
    Permission.SEE_HELD: "read",
    Permission.SET_GATE: "moderate",
    Permission.REVEAL_PRIVATE: "moderate",
    Permission.MANAGE_LISTS: "moderate",
    Permission.WORK_CASES: "staff",
    Permission.PUBLISH_ARTICLE: "staff",
    Permission.SET_RULES: "admin",
    Permission.SEE_INSIGHTS: "staff",
    Permission.DECIDE_LICENCES: "staff",
    Permission.RUN_CAMPAIGNS: "admin",
    Permission.MANAGE_BADGES: "admin",
    Permission.ADMINISTER: "admin",
}

# What a restraint takes away, whatever level or role would allow it.
TAKEN_BY: Final[Mapping[Permission, Restraint]] = {
    Permission.COMMENT: Restraint.NO_COMMENTS,
    Permission.COMMENT_ANYWHERE: Restraint.NO_COMMENTS,
    Permission.RATE_ANSWER: Restraint.NO_RATINGS,
    Permission.FLAG: Restraint.NO_FLAGS,
    Permission.SUGGEST_EDIT: Restraint.NO_EDITS,
    Permission.EDIT_ANY: Restraint.NO_EDITS,
}


ALWAYS: Final = frozenset({Permission.READ, Permission.SIGN_IN, Permission.HAVE_ACCOUNT, Permission.APPEAL})


def may(actor: Actor, permission: Permission) -> bool:
    """Whether `actor` has `permission`."""
    if Restraint.NO_AGREEMENT in actor.restraints and permission not in ALWAYS:
        return False
    if TAKEN_BY.get(permission) in actor.restraints:
        return False
    if actor.scopes is not None and SCOPE_OF[permission] not in actor.scopes:
        return False
    return TABLE[permission](actor)


def ensure(actor: Actor, permission: Permission) -> None:
    """Raise SignInNeeded or NotAllowed, with a sentence that says why, unless `actor` may."""
    if may(actor, permission):
        return
    if not actor.signed_in:
        raise SignInNeeded
    if actor.suspended:
        raise NotAllowed(SUSPENDED)
    if Restraint.NO_AGREEMENT in actor.restraints:
        raise NotAllowed(SENTENCES[Restraint.NO_AGREEMENT])
    if (taken := TAKEN_BY.get(permission)) in actor.restraints and taken is not None:
        raise NotAllowed(SENTENCES[taken])
    if actor.scopes is not None and SCOPE_OF[permission] not in actor.scopes:
        raise NotAllowed(OTHER_SCOPE, scope=SCOPE_OF[permission])
    if not actor.confirmed:
        raise NotAllowed(
            N_("Please confirm your e-mail address first; the link is in the message we sent you.")
        )
    if actor.waiting_role is not None and may(
        replace(actor, role=actor.waiting_role, waiting_role=None), permission
    ):
        raise SecondFactorNeeded
    raise NotAllowed(needed(lambda other: may(other, permission)))


def ensure_scope(actor: Actor, scope: str) -> None:
    """Raise NotAllowed where a key was made for other things, whatever its member may do by hand."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise NotAllowed(OTHER_SCOPE, scope=scope)


def actor_now() -> Actor:
    """Who makes the running request; filled by the session or by an API token."""
    found: Actor = g.get("huzhu_actor", NOBODY)
    return found


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare and check what a view needs."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            ensure(actor_now(), permission)
            return view(*args, **kwargs)

        guarded.__huzhu_permission__ = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that everyone may see this view."""
    marked: Any = view
    marked.__huzhu_permission__ = "public"
    return view
