"""Parts of pages: what waits to be read, the way to the record of a member, and the way to an appeal."""

from typing import Any

from flask import render_template, request
from markupsafe import Markup

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.policy import Permission, actor_now, may
from community.kernel.restraints import WARNED
from community.posts.models import Post
from moderation.sanctions import queries
from moderation.sanctions.catalogue import LIMITS, REASONS, TEMPLATES
from moderation.sanctions.rules import Kind

OWN_PLACES = ("/sanctions", "/appeals")


def words() -> dict[str, Any]:
    """The catalogues that templates about sanctions speak from."""
    return {"reasons": REASONS, "limits": LIMITS, "templates": TEMPLATES}


def sanction_notice() -> Markup:
    """On every page: a warning until it is read, a suspension until it ends; nothing for everybody else."""
    actor = actor_now()
    quiet = WARNED not in actor.restraints and not actor.suspended
    if quiet or actor.member_id is None or request.path.startswith(OWN_PLACES):
        return Markup()
    shown = [
        each
        for each in queries.active_of(actor.member_id)
        if each.kind == Kind.WARN or (each.kind == Kind.SUSPEND and actor.suspended)
    ]
    return Markup(render_template("moderation/sanctions/_notice.html", sanctions=shown, **words()))  # noqa: S704


def conduct_link(member: Member | None) -> Markup:
    """For those who moderate: the way from a member to the record of their conduct."""
    if member is None or not member.is_open or not may(actor_now(), Permission.SUSPEND):
        return Markup()
    return Markup(render_template("moderation/sanctions/_link.html", member=member))  # noqa: S704


def removal_notice(post: Post) -> Markup:
    """For the author of a removed post: that and until when this can be appealed."""
    if post.author_id is None or post.author_id != actor_now().member_id:
        return Markup()
    sanction = queries.removal_of(post.id)
    if sanction is None:
        return Markup()
    return Markup(  # noqa: S704
        render_template(
            "moderation/sanctions/_removal.html",
            sanction=sanction,
            until=queries.appeal_until(sanction),
            open=queries.appeal_until(sanction) > clock.now(),
        )
    )
