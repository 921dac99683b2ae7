"""Appealing, asking back and answering, taking an appeal back."""

from sqlalchemy import delete, select, update

from community.accounts import queries as accounts
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.text import strip_controls
from community.kernel.thresholds import threshold, whole
from community.kernel.upsert import insert
from community.kernel.words import N_
from moderation.appeals import queries, rules
from moderation.appeals.models import Appeal, AppealMessage
from moderation.appeals.rules import AppealState
from moderation.audit import services as audit
from moderation.review import claiming, opening
from moderation.review.models import ReviewItem
from moderation.sanctions import queries as sanctions
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End


def appeal(sanction_id: int, words: str, *, by: Actor) -> Appeal:
    """Appeal against a sanction of one's own, once, while its window is open."""
    ensure(by, Permission.APPEAL)
    accounts.locked(by.id)
    sanction = own_sanction_or_404(sanction_id, by)
    words = checked(words, longest=whole("appeal_longest"))
    ensure_open_window(sanction)
    now = clock.now()
    statement = insert(Appeal).values(
        sanction_id=sanction_id,
        member_id=by.id,
        state=AppealState.OPEN,
        words=words,
        opened_at=now,
        due_at=rules.due_at(now, threshold("appeal_hours")),
    )
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Appeal.id))
    if made is None:
        raise Conflict(ALREADY)
    opening.open_appeal(made)
    found = queries.appeal_or_404(made)
    _record("appeal-opened", found, by)
    tell(events.AppealOpened(appeal_id=made, sanction_id=sanction_id, member_id=by.id))
    return found


def own_sanction_or_404(sanction_id: int, by: Actor) -> Sanction:
    """A sanction of one's own; nobody appeals for somebody else."""
    found = sanctions.sanction_or_404(sanction_id)
    if found.member_id != by.member_id:
        raise NotFound
    return found


def why_closed(sanction: Sanction) -> Conflict | None:
    """Why this can no longer be appealed, or nothing when it can."""
    try:
        ensure_open_window(sanction)
    except Conflict as refused:
        return refused
    return None


ALREADY = N_("You have appealed against this once already; each decision can be appealed once.")


def ensure_open_window(sanction: Sanction) -> None:
    """Raise Conflict, with the sentence that says why, when this can no longer be appealed."""
    if queries.appeal_against(sanction.id) is not None:
        raise Conflict(ALREADY)
    until = sanctions.appeal_until(sanction)
    if until <= clock.now():
        raise Conflict(
            N_("This could be appealed until %(date)s; that time is over."),
            date=until,
        )
    if sanction.end in {End.LIFTED, End.RESTORED, End.RESUBMITTED, End.GRANTED, End.CLOSED}:
        raise Conflict(N_("This was taken back already; there is nothing to appeal against."))


def checked(words: str, *, longest: int, field: str = "words") -> str:
    """The text as it is kept; raises Invalid when there is none or too much. Counted as people count."""
    words = strip_controls(words).replace("\r\n", "\n").strip()
    length = rules.characters(words)
    if not length:
        raise Invalid(N_("Write something first."), field=field)
    if length > longest:
        raise Invalid(
            N_("This has %(length)s characters; %(longest)s is the most. Shorten it."),
            field=field,
            length=length,
            longest=longest,
        )
    return words


def locked(appeal_id: int) -> Appeal:
    """The appeal as it stands now, held until the transaction ends; raises NotFound, or Conflict when closed."""
    found = db.session.get(
        Appeal, appeal_id, with_for_update={"of": Appeal, **ROW_LOCK}, populate_existing=True
    )
    if found is None:
        raise NotFound
    if not found.running:
        raise Conflict(N_("This appeal is closed already. Reload to see what was decided."))
    return queries.appeal_or_404(appeal_id)


def withdraw(appeal_id: int, *, by: Actor) -> None:
    """Take one's own appeal back. It stays the one appeal against this sanction."""
    ensure(by, Permission.APPEAL)
    found = own_or_404(appeal_id, by)
    _close(found, AppealState.WITHDRAWN)
    _record("appeal-withdrawn", found, by)


def settle(sanction_id: int) -> None:
    """Close the open appeal against a sanction that was taken back in another way."""
    found = queries.appeal_against(sanction_id)
    if found is not None and found.running:
        close_moot(found.id)


def close_moot(appeal_id: int) -> None:
    """Close an open appeal that needs no decision any more."""
    _close(locked(appeal_id), AppealState.MOOT)


def _close(found: Appeal, state: AppealState) -> None:
    found.state, found.decided_at, found.waiting_since = state, clock.now(), None
    db.session.flush()
    opening.settle_appeal(found.id)
    tell(events.AppealEnded(appeal_id=found.id, member_id=found.member_id, how=state))


def own_or_404(appeal_id: int, by: Actor) -> Appeal:
    """One's own open appeal, locked."""
    if queries.appeal_or_404(appeal_id).member_id != by.member_id:
        raise NotFound
    return locked(appeal_id)


# the dialogue --------------------------------------------------------------------------------------


def take(appeal_id: int, *, by: Actor) -> ReviewItem:
    """Take an appeal for a while, to look at it; never somebody who had a part in the matter."""
    found = queries.visible_or_404(appeal_id, by)
    ensure_may_decide(found, by)
    item = queries.item_of(appeal_id)
    if item is None:
        raise Conflict(N_("This appeal is closed already. Reload to see what was decided."))
    return claiming.claim(item.id, by=by, may_decide=True)


def ensure_may_decide(found: Appeal, by: Actor) -> None:
    """Raise NotAllowed, with the sentence that says why, unless `by` may decide on this appeal."""
    ensure(by, Permission.DECIDE_APPEALS)
    if not queries.may_see(found, by):
        raise NotAllowed(N_("Appeals against sanctions on members are for moderators."))
    if queries.is_involved(found, by.id):
        raise NotAllowed(N_("You had a part in this, so another person decides."))


def ask(appeal_id: int, words: str, *, by: Actor) -> AppealMessage:
    """Ask the appellant something; the clock stands still until they answer."""
    found = locked(appeal_id)
    ensure_may_decide(found, by)
    words = checked(words, longest=whole("appeal_longest"), field="question")
    if found.state == AppealState.WAITING:
        raise Conflict(N_("A question waits for its answer already."))
    ensure_claimed(found, by)
    if queries.questions_asked(appeal_id) >= whole("appeal_questions"):
        raise Conflict(N_("Enough was asked; please decide on what is there."))
    message = _say(found, words, by, by_member=False)
    found.state, found.waiting_since = AppealState.WAITING, clock.now()
    opening.rest_appeal(found.id)
    _record("appeal-asked", found, by)
    tell(
        events.AppealAsked(appeal_id=found.id, message_id=message.id, member_id=found.member_id, by_id=by.id)
    )
    return message


def ensure_claimed(found: Appeal, by: Actor) -> None:
    """Raise Conflict unless `by` holds the appeal right now."""
    item = queries.item_of(found.id)
    if item is not None:
        claiming.ensure_claimed(item, by)


def answer(appeal_id: int, words: str, *, by: Actor) -> AppealMessage:
    """Answer what was asked; the clock goes on."""
    ensure(by, Permission.APPEAL)
    found = own_or_404(appeal_id, by)
    if found.state != AppealState.WAITING:
        raise Conflict(N_("Nothing was asked that waits for an answer."))
    words = checked(words, longest=whole("appeal_longest"), field="answer")
    asked = [each for each in queries.messages_of(appeal_id) if not each.by_member]
    message = _say(found, words, by, by_member=True)
    go_on(found)
    tell(
        events.AppealAnswered(
            appeal_id=found.id,
            message_id=message.id,
            member_id=by.id,
            asked_by_id=asked[-1].by_id if asked else None,
        )
    )
    return message


def go_on(found: Appeal) -> None:
    """Let the clock run again from where it stood."""
    if found.waiting_since is not None:
        found.due_at = rules.due_after_waiting(found.due_at, found.waiting_since, clock.now())
    found.state, found.waiting_since = AppealState.OPEN, None
    db.session.flush()


def _say(found: Appeal, words: str, by: Actor, *, by_member: bool) -> AppealMessage:
    message = AppealMessage(appeal_id=found.id, by_id=by.id, by_member=by_member, words=words, at=clock.now())
    db.session.add(message)
    db.session.flush()
    return message


def _record(act: str, found: Appeal, by: Actor) -> None:
    audit.record(
        act,
        f"appeal:{found.id}",
        by=by,
        member_id=found.member_id,
        reason=found.sanction.reason,
        data={"sanction": found.sanction_id},
    )


def forget_words(member_id: int) -> None:
    """Somebody has left for good: what was said in their appeals goes; that there was one, and its end, stays."""
    theirs = select(Appeal.id).where(Appeal.member_id == member_id)
    db.session.execute(delete(AppealMessage).where(AppealMessage.appeal_id.in_(theirs)))
    db.session.execute(update(Appeal).where(Appeal.member_id == member_id).values(words=""))
