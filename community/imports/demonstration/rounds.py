"""What goes without saying in a content file: moderators on their rounds, and the clock that is looked at."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from community.imports.demonstration.script import Deed, Script, Verb
from community.kernel.policy import Role

WRITING: Final = frozenset({Verb.ASK, Verb.ANSWER, Verb.COMMENT})
ROUND_AFTER: Final = timedelta(minutes=4)  # a moderator has looked before anyone replies
UNTOUCHED: Final = timedelta(hours=3)  # the newest first posts still wait in the queue
ANSWER_BY: Final = timedelta(hours=2)
LOOK_AFTER: Final = timedelta(hours=2, minutes=5)
SMALL: Final = timedelta(days=12)


def completed(script: Script) -> Script:
    """The script with rounds and looks at the clock added, in order of time."""
    deeds = [*script.deeds, *_rounds(script), *_looks(script)]
    return replace(script, deeds=tuple(sorted(deeds, key=lambda deed: deed.moment)))


def shortened(script: Script) -> Script:
    """The script with the threads of the last days only."""
    old = {deed.thread for deed in script.deeds if deed.verb is Verb.ASK and deed.moment < -SMALL}
    deeds = tuple(
        deed
        for deed in script.deeds
        if deed.verb is Verb.JOIN or not {deed.thread, deed.words.get("of")} & old
    )
    return replace(script, deeds=deeds)


def _rounds(script: Script) -> list[Deed]:
    """A moderator finds each ordinary post fine; nothing happens where none waits for review."""
    role = {person.name: person.role for person in script.people}
    chinese = {person.name: person.language == "zh-Hans" for person in script.people}
    moderators = [person for person in script.people if person.role == Role.MODERATOR]
    found: list[Deed] = []
    for deed in script.deeds:
        late = deed.moment + ROUND_AFTER > -UNTOUCHED
        if deed.verb not in WRITING or role[deed.actor] != Role.MEMBER or late:
            continue
        if deed.thread in script.expectations:
            continue
        fitting = [
            person.name
            for person in moderators
            if chinese[person.name] == chinese[deed.actor] and person.joined < deed.moment
        ]
        moderator = fitting[len(found) % len(fitting)]
        found.append(
            Deed(moment=deed.moment + ROUND_AFTER, actor=moderator, verb=Verb.APPROVE, target=deed.target)
        )
    return found


def _looks(script: Script) -> list[Deed]:
    """The timers run once for each question that nobody answered in time, and at the very end."""
    answered = {deed.thread: deed.moment for deed in reversed(script.deeds) if deed.verb is Verb.ANSWER}
    found: list[Deed] = []
    for deed in script.deeds:
        if deed.verb is not Verb.ASK or deed.moment > -LOOK_AFTER:
            continue
        first = answered.get(deed.thread)
        if first is None or first > deed.moment + ANSWER_BY:
            found.append(replace(deed, moment=deed.moment + LOOK_AFTER, verb=Verb.LOOK_AT_CLOCK))
    last = Deed(moment=timedelta(0), actor="", verb=Verb.LOOK_AT_CLOCK, target="")
    return [*found, last]
