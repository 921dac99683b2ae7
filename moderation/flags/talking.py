"""The small thread of a report: a moderator explains or asks, whoever reported may ask back."""

from sqlalchemy import delete, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.flags import queries, rules
from moderation.flags.models import Flag, FlagMessage
from moderation.flags.rules import FlagState

LONGEST = 1_000


def may_say(flag: Flag, by: Actor) -> bool:
    """Whether this person has a word in the thread now."""
    if flag.flagger_id != by.member_id:
        return by.moderates or by.is_staff
    messages = queries.messages_of(flag.id)
    theirs = sum(each.from_team for each in messages)
    return rules.may_write(FlagState(flag.state), len(messages) - theirs, theirs)


def say(flag_id: int, words: str, *, by: Actor) -> Flag:
    """Write into the thread of a report: the team at any time, whoever reported when it is their turn."""
    ensure(by, Permission.FLAG)
    flag = queries.flag_or_404(flag_id, by)
    lock_row(flag)
    words = words.strip()
    if not words:
        raise Invalid(N_("Write something first."), field="words")
    if len(words) > LONGEST:
        raise Invalid(
            N_("This has %(length)s characters; %(longest)s is the most. Shorten it or split it."),
            field="words",
            length=len(words),
            longest=LONGEST,
        )
    from_team = flag.flagger_id != by.member_id
    if from_team and not (by.moderates or by.is_staff):
        raise NotAllowed(N_("Only moderators answer reports."))
    if not may_say(flag, by):
        raise Conflict(N_("You have written already. You can go on when a moderator has answered."))
    message = FlagMessage(
        flag_id=flag.id, author_id=by.id, from_team=from_team, words=words, created_at=clock.now()
    )
    db.session.add(message)
    db.session.flush()
    if from_team:
        audit.record("flag-answered", f"flag:{flag.id}", by=by, data={"post": flag.post_id})
    tell(
        events.FlagDiscussed(
            flag_id=flag.id,
            message_id=message.id,
            post_id=flag.post_id,
            flagger_id=flag.flagger_id,
            from_team=from_team,
            by_id=by.id,
        )
    )
    return flag


def forget(member_id: int) -> None:
    """Somebody has left for good: what they said in reports goes; that they reported, and how it was decided, stays."""
    db.session.execute(delete(FlagMessage).where(FlagMessage.author_id == member_id))
    db.session.execute(update(Flag).where(Flag.flagger_id == member_id).values(note=""))
