"""Adding, changing and removing entries; each is tried before it is kept, and each change is logged."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db, wait_for_turn
from community.kernel.errors import Invalid
from community.kernel.lengths import fitting
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.lists import patterns, queries, rules
from moderation.lists.matching import bare
from moderation.lists.models import ListEntry
from moderation.lists.rules import Draft, Entry, ListAction

UNTRIED_ID = -1
_TURN: Final = "changing the lists"  # of two entries that become the same at once, one finds the other
_INSTANT: Final = timedelta(microseconds=1)


def checked(draft: Draft) -> dict[str, Any]:
    """The columns of an entry that does what its examples say; raises Invalid with what does not fit."""
    values = asdict(draft)
    pattern = draft.pattern.strip() if draft.is_pattern else " ".join(draft.pattern.split())
    longest = rules.LONGEST_PATTERN if draft.is_pattern else rules.LONGEST_WORD
    left = pattern if draft.is_pattern else bare(pattern)
    if len(left) < rules.FEWEST_SIGNS or len(pattern) > longest:
        raise Invalid(
            N_("An entry has %(least)s to %(most)s characters besides the stars."),
            field="pattern",
            least=rules.FEWEST_SIGNS,
            most=longest,
        )
    values["pattern"] = pattern
    values["loose"] = draft.loose and not draft.is_pattern
    for name in ("must_hit", "must_miss"):
        texts = [fitting(text, rules.LONGEST_EXAMPLE, name) for text in values[name] if text.strip()]
        values[name] = texts[: rules.MOST_EXAMPLES]
    values["kinds"] = sorted(draft.kinds)
    values["note"] = fitting(draft.note, rules.LONGEST_EXAMPLE, "note")
    if draft.is_pattern:
        patterns.ensure_harmless(pattern, [*values["must_hit"], *values["must_miss"]])
    _ensure_examples(untried(values), values["must_hit"], values["must_miss"])
    return values


def untried(values: dict[str, Any]) -> Entry:
    """An entry of these columns that is not kept."""
    return Entry(
        id=UNTRIED_ID,
        pattern=values["pattern"],
        action=ListAction(values["action"]),
        is_pattern=values["is_pattern"],
        loose=values["loose"],
    )


def _ensure_examples(entry: Entry, must_hit: Iterable[str], must_miss: Iterable[str]) -> None:
    for text in must_hit:
        if not queries.found_by(entry, text).hits:
            raise Invalid(N_("It does not find “%(text)s”, which it must."), field="must_hit", text=text[:80])
    for text in must_miss:
        hits = queries.found_by(entry, text).hits
        if hits:
            raise Invalid(
                N_("It finds “%(found)s” in “%(text)s”, which it must leave alone."),
                field="must_miss",
                found=text[hits[0].start : hits[0].end][:40],
                text=text[:80],
            )


def add(draft: Draft, *, by: Actor) -> ListEntry:
    """List a word or a pattern."""
    ensure(by, Permission.MANAGE_LISTS)
    values = checked(draft)
    moment = _after_all_others()
    given = {**values, "created_at": clock.now(), "updated_at": moment, "created_by_id": by.member_id}
    if not insert_once(ListEntry, **given):
        raise Invalid(N_("This is listed already."), field="pattern")
    entry = db.session.query(ListEntry).filter_by(pattern=values["pattern"]).one()
    _record("list-added", entry, by=by)
    return entry


def change(entry: ListEntry, draft: Draft, *, by: Actor, base: str | None = None) -> None:
    """Make an entry what `draft` says, and switch it on again if it had been cut off.

    Conflict is raised where it is no longer what the moderator saw, which `base` says.
    """
    ensure(by, Permission.MANAGE_LISTS)
    values = checked(draft)
    wait_for_turn(_TURN)
    other = db.session.query(ListEntry.id).filter_by(pattern=values["pattern"]).scalar()
    if other not in {None, entry.id}:
        raise Invalid(N_("This is listed already."), field="pattern")
    before, moment = entry.base, _after_all_others()
    for name, value in values.items():
        setattr(entry, name, value)
    ensure_unchanged(base, before, entry.base)
    if entry.base == before and entry.cut_off_at is None:
        return
    entry.updated_at, entry.cut_off_at = moment, None
    _record("list-changed", entry, by=by)


def switch(entry: ListEntry, *, on: bool, by: Actor) -> None:
    """Let an entry rest, or count again; one that was cut off is tried first."""
    ensure(by, Permission.MANAGE_LISTS)
    if on and entry.is_pattern:
        patterns.ensure_harmless(entry.pattern, [*entry.must_hit, *entry.must_miss])
    if entry.active is on and entry.cut_off_at is None:
        return
    entry.active, entry.updated_at = on, _after_all_others()
    if on:
        entry.cut_off_at = None
    _record("list-switched-on" if on else "list-switched-off", entry, by=by)


def remove(entry: ListEntry, *, by: Actor) -> None:
    """Take an entry off the lists."""
    ensure(by, Permission.MANAGE_LISTS)
    _record("list-removed", entry, by=by)
    db.session.delete(entry)


def cut_off(entry_id: int) -> None:
    """Switch off a pattern that took too long for a text; those who look after the lists are told."""
    entry = db.session.get(ListEntry, entry_id, with_for_update=ROW_LOCK)
    if entry is None or not entry.active:
        return
    entry.active, entry.cut_off_at, entry.updated_at = False, clock.now(), clock.now()
    _record("list-cut-off", entry, by=None)
    tell(events.ListEntryCutOff(entry_id=entry.id, pattern=entry.pattern))


def add_lines(text: str, *, by: Actor) -> tuple[int, list[tuple[str, Invalid | None]]]:
    """Add the entries of a list in writing: how many are new, and each line that could not be taken, with why.

    What is listed already is passed over in silence.
    """
    added = 0
    wrong: list[tuple[str, Invalid | None]] = []
    wait_for_turn(_TURN)
    known = {entry.pattern for entry in queries.every()}
    for line in rules.read_lines(text):
        if line.action is None:
            wrong.append((line.text, None))
            continue
        draft = Draft(pattern=line.pattern, action=line.action, is_pattern=line.is_pattern)
        if draft.pattern in known:
            continue
        try:
            known.add(add(draft, by=by).pattern)
        except Invalid as error:
            wrong.append((line.text, error))
        else:
            added += 1
    return added, wrong


def _after_all_others() -> datetime:
    """Now, but later than any other entry was changed, also where a clock was set back or two change at once.

    By the latest of these moments processes see that the entries are no longer those that they know.
    """
    wait_for_turn(_TURN)
    latest = db.session.scalar(select(func.max(ListEntry.updated_at)))
    now = clock.now()
    return now if latest is None or latest < now else latest + _INSTANT


def _record(act: str, entry: ListEntry, *, by: Actor | None) -> None:
    audit.record(
        act, f"list:{entry.pattern}", by=by, data={"action": entry.action, "pattern": entry.is_pattern}
    )
    db.session.flush()
