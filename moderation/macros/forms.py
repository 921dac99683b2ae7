"""The form of a macro: steps are added, moved and dropped by buttons, so it needs no script."""

from collections.abc import Mapping

from moderation.macros.catalogue import DEEDS
from moderation.macros.rules import MOST_STEPS, Step, moved_up


def steps_of(given: Mapping[str, str]) -> list[Step]:
    """The steps as they were typed, in their order: `deed-0`, `0-text`, …"""
    steps = []
    for place in range(MOST_STEPS + 1):
        deed = given.get(f"deed-{place}", "")
        if deed in DEEDS:
            names = [param.slug for param in DEEDS[deed].params]
            steps.append(Step(deed, {name: given.get(f"{place}-{name}", "") for name in names}))
    return steps


def changed(given: Mapping[str, str], steps: list[Step]) -> list[Step] | None:
    """The steps after a press on one of the buttons between them; None where it was none of those."""
    if "add" in given:
        return with_chosen(given, steps) or steps
    for name, change in (("drop", _without), ("up", moved_up)):
        place = given.get(name, "")
        if place in {str(each) for each in range(len(steps))}:
            return change(steps, int(place))
    return None


def with_chosen(given: Mapping[str, str], steps: list[Step]) -> list[Step] | None:
    """The steps and the one that is chosen as the next; None where none is chosen, or there is no room for it."""
    wanted = given.get("new_deed", "")
    return [*steps, Step(wanted, {})] if wanted in DEEDS and len(steps) < MOST_STEPS else None


def _without(steps: list[Step], place: int) -> list[Step]:
    return [*steps[:place], *steps[place + 1 :]]
