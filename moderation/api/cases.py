"""Cases: the inbox of the staff, and what they do with one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts import queries as accounts
from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Paged, Text
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.languages import LANGUAGES
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Actor, Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.api import case_shapes
from moderation.casework import changes
from moderation.desk import conditions, listing
from moderation.desk.filters import LONGEST, Filter, Sort, View
from moderation.escalation import noting, queries, replying, working
from moderation.escalation.models import Case
from moderation.escalation.privacy import LONGEST_REASON, Choice, Privacy
from moderation.escalation.rules import CaseState
from moderation.triage.records import Priority

bp: Final = Resource("cases", __name__, tag="Cases")
BOTH: Final = "all"
ORDER: Final = "cases"
MOST_POINTS: Final = 1_000
UNREAD: Final = N_(
    "%(name)s wrote in this case meanwhile, so nothing was done. Read it first, then send it with the new mark."
)


class CasesAsked(Paged):
    """Which cases, by the filters of the desk; without `tier`, agents see tier 1, specialists tier 2, others both.

    `spoken` is the language of the question, `rule` what raised it, `q` words of its title, its customer, or a
    number; it turns over the first thousand.
    """

    tier = fields.String(validate=validate.OneOf(["1", "2", BOTH]))
    state = fields.String(load_default="", validate=validate.OneOf(["", *(each.value for each in CaseState)]))
    view = fields.String(load_default=BOTH, validate=validate.OneOf([each.value for each in View]))
    team = Text(load_default="", validate=validate.Length(max=LONGEST))
    spoken = fields.String(load_default="", validate=validate.OneOf(["", *LANGUAGES]))
    tag = Text(load_default="", validate=validate.Length(max=LONGEST))
    rule = Text(load_default="", validate=validate.Length(max=LONGEST))
    priority = fields.String(load_default="", validate=validate.OneOf(["", *Priority]))
    q = Text(load_default="", validate=validate.Length(max=LONGEST))
    sort = fields.String(load_default="", validate=validate.OneOf(["", *Sort]))


class Seen(Given):
    """With `seen`, the mark of the case as it was read, nothing is done where somebody wrote after that."""

    seen = Text(load_default="", validate=validate.Regexp(rf"(?:{changes.MARK})?\Z"))


class Words(Given):
    """What staff write."""

    body = Text(required=True, validate=validate.Length(1))


class Reply(Words, Seen):
    """What staff answer. `private` decides what becomes of private data in a reply to the public thread.

    `mask` leaves it out, `letter` sends the whole to the asker alone, `keep` sends it as it is, with a `reason`;
    without it such a reply is refused with 422 and tells what was found. With `seen`, the mark of the case
    as it was read, nothing is sent where somebody wrote after that, or where the question has become public since.
    """

    private = fields.String(load_default="", validate=validate.OneOf([each.value for each in Choice]))
    reason = Text(load_default="", validate=validate.Length(0, LONGEST_REASON))


class NoteChange(Given):
    """What changes about a note: its words (one's own, for a few minutes), or whether it is pinned."""

    body = Text(validate=validate.Length(1))
    pinned = fields.Boolean()


class Assignment(Given):
    """Who shall own the case: the name of a member of staff, or null for nobody."""

    member = Text(required=True, allow_none=True, validate=validate.Length(1, 100))


class Return(Seen):
    """Why the community can help best; the thread shows it. With `seen` as for a reply."""

    note = Text(required=True, validate=validate.Length(1, 1_000))


class Resolution(Seen):
    """How it was settled, for staff. With `seen` as for a reply."""

    note = Text(load_default="")


@bp.get("/cases")
@requires(Permission.WORK_CASES)
@bp.input(CasesAsked, location="query")
@bp.output(case_shapes.CasePage)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Cases, the most urgent first; those that are not resolved unless `state` says otherwise."""
    own, cursor, limit = queries.own_tier(actor_now()), query_data.pop("cursor"), query_data.pop("limit")
    tier = query_data.pop("tier", "") or (BOTH if own is None else str(own))
    wanted = Filter(**query_data, tier=tier)
    shown: Sequence[Case]
    following: str | None
    if wanted.q:
        place = paging.offset(cursor, ORDER, listing.MOST)
        ids = listing.found(wanted, actor_now(), min(place + limit + 1, listing.MOST))[place:]
        shown = listing.cases(ids[:limit])
        following = encode_cursor(ORDER, place + limit) if len(ids) > limit else None
    elif wanted.sort != Sort.PRIORITY and (wanted.sort or wanted.resolved):
        shown, following = _by_moment(wanted, cursor, limit)
    else:
        if cursor is not None:
            _check(cursor)
        shown, following = queries.cases_after(conditions.of(wanted, actor_now()), cursor, limit)
    return {"items": [case_shapes.row(each) for each in shown], "next": following}


def _by_moment(wanted: Filter, cursor: str | None, limit: int) -> tuple[Sequence[Case], str | None]:
    """Cases in the order of a moment, behind the one that the cursor names: who works through a list misses none."""
    moment, _latest_first = conditions.moment_of(wanted)
    behind = []
    if cursor is not None:
        order, then, number = decode_cursor(cursor, 3)
        if order != moment.key:
            paging.refuse()
        last = None if then is None else paging.moment(then)
        behind = [conditions.behind(wanted, last, paging.whole(number))]
    found = listing.cases(listing.found(wanted, actor_now(), limit + 1, behind))

    def cursor_of(last: Case) -> str:
        at = getattr(last, moment.key)
        return encode_cursor(moment.key, None if at is None else at.isoformat(), last.id)

    return paging.page(found, limit, cursor_of)


def _check(cursor: str) -> None:
    """Refuse a cursor that is none of ours."""
    band, points, number = decode_cursor(cursor, 3)
    paging.whole(number)
    known = band in list(Priority)  # any other text might be none that a database takes
    if not known or not isinstance(points, int | float) or not 0 <= points <= MOST_POINTS:
        paging.refuse()


@bp.get("/cases/<int:case_id>")
@requires(Permission.WORK_CASES)
@bp.output(case_shapes.CaseOut)
def show(case_id: int) -> ResponseReturnValue:
    """A case with what raised it and what staff noted."""
    return case_shapes.whole(case_id)


@bp.post("/cases/<int:case_id>/claim")
@requires(Permission.WORK_CASES)
@once
@bp.output(case_shapes.CaseOut)
def claim(case_id: int) -> ResponseReturnValue:
    """Take a case; of several at once one wins, the others get a conflict that says who."""
    return after(case_id, lambda: working.claim(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.WORK_CASES)
@once
@bp.input(Assignment)
@bp.output(case_shapes.CaseOut)
def assign(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give a case to a member of staff, or to nobody."""
    return after(case_id, lambda: working.assign(case_id, owner_named(json_data["member"]), by=actor_now()))


def owner_named(name: str | None) -> int | None:
    """The id of the member of this name; None for nobody. Raises Invalid."""
    if name is None:
        return None
    found = accounts.member_by_name(name)
    if found is None:
        raise Invalid(N_("There is no such member."), field="member")
    return found.id


@bp.post("/cases/<int:case_id>/notes")
@requires(Permission.WORK_CASES)
@once
@bp.input(Words)
@bp.output(case_shapes.NoteOut, 201)
def note(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Write something that only staff see."""
    with unit_of_work():
        written = noting.note(case_id, json_data["body"], by=actor_now())
        accounts.with_author(written)
        return case_shapes.note(written)


@bp.post("/cases/<int:case_id>/replies")
@requires(Permission.WORK_CASES)
@once
@bp.input(Reply)
@bp.output(case_shapes.ReplyOut, 201)
def reply(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Answer in the thread, without private data; where the question is not public, write to the asker alone."""
    with unit_of_work():
        changes.ensure_seen(case_id, json_data["seen"], by=actor_now())
        written = replying.reply(
            case_id,
            json_data["body"],
            by=writing(actor_now()),
            privacy=_privacy(json_data),
            alone=changes.wrote_alone(json_data["seen"]),
        )
        return case_shapes.reply(queries.shown_case(case_id), written)


@bp.post("/cases/<int:case_id>/summary")
@requires(Permission.WORK_CASES)
@once
@bp.input(Reply)
@bp.output(case_shapes.ReplyOut, 201)
def summarise(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Tell the thread, without private data, what was solved in private; also once the case is closed."""
    with unit_of_work():
        written = replying.publish_summary(
            case_id, json_data["body"], by=writing(actor_now()), privacy=_privacy(json_data)
        )
        return case_shapes.reply(queries.shown_case(case_id), written)


def _privacy(given: dict[str, Any]) -> Privacy:
    return Privacy(Choice(given["private"]), given["reason"])


def writing(actor: Actor) -> Actor:
    """A key that was made for working cases may write the replies of a case, too, and judge what is private."""
    return actor if actor.scopes is None else replace(actor, scopes=actor.scopes | {"write", "moderate"})


@bp.patch("/cases/<int:case_id>/notes/<int:note_id>")
@requires(Permission.WORK_CASES)
@bp.input(NoteChange)
@bp.output(case_shapes.NoteOut)
def change_note(case_id: int, note_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Mend one's own young note, or pin any."""
    with unit_of_work():
        written = queries.note_or_404(case_id, note_id)
        if "body" in json_data:
            written = noting.edit(note_id, json_data["body"], by=actor_now())
        if "pinned" in json_data:
            written = noting.pin(note_id, pinned=json_data["pinned"], by=actor_now())
        accounts.with_author(written)
        return case_shapes.note(written)


@bp.post("/cases/<int:case_id>/return")
@requires(Permission.WORK_CASES)
@once
@bp.input(Return)
@bp.output(case_shapes.CaseOut)
def give_back(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Return the need to the community."""
    note, seen = json_data["note"], json_data["seen"]
    return after(case_id, lambda: working.return_to_crowd(case_id, note, by=actor_now()), seen)


@bp.post("/cases/<int:case_id>/resolve")
@requires(Permission.WORK_CASES)
@once
@bp.input(Resolution)
@bp.output(case_shapes.CaseOut)
def resolve(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """The matter is settled."""
    note, seen = json_data["note"], json_data["seen"]
    return after(case_id, lambda: working.resolve(case_id, note, by=actor_now()), seen)


def after(case_id: int, deed: Callable[[], object], seen: str = "") -> dict[str, Any]:
    """Do a deed to a case, unless somebody wrote after what `seen` marks, and show what it is then."""
    with unit_of_work():
        changes.ensure_seen(case_id, seen, by=actor_now(), refusal=UNREAD)
        deed()
        db.session.flush()
        db.session.expire_all()
        return case_shapes.whole(case_id)
