"""Write `docs/reference.md` from the code itself: settings, numbers, commands, permissions, events.

Usage: .venv/bin/python -m tests.tools.reference   (or `make reference`)
"""

import inspect
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from app import COMMANDS, commands
from community.kernel import config, events, policy, thresholds

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference.md"
OPENING = """# Reference

Written from the code by `make reference`; change the code, not this page.
"""
HIGHEST_LEVEL = 5
NUMBER = re.compile(r'"([a-z]+_[a-z0-9_]+)",')


def settings() -> Iterator[str]:
    """A row a setting."""
    yield "## Settings\n\nRead from the environment and from `.env`. `huzhu config` prints those in force.\n"
    yield "| variable | is | unless set |\n|---|---|---|"
    for name, field in config.Settings.model_fields.items():
        default = field.get_default()
        shown = str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)
        choices = " or ".join(f"`{choice}`" for choice in getattr(field.annotation, "__args__", ()))
        said = " ".join(part for part in (field.description, f"One of {choices}." if choices else "") if part)
        yield f"| `HUZHU_{name.upper()}` | {said} | {f'`{shown}`' if shown else ''} |"


def numbers() -> Iterator[str]:
    """A row a number that sites may tune."""
    yield "\n## Numbers\n\n`HUZHU_THRESHOLDS` sets any of them, such as `unanswered_minutes=90, uploads_a_day=30`. They are "
    yield "whole ones where the range says nothing else.\n"
    yield "| number | is about | range | seed | growing | mature |\n|---|---|---|---|---|---|"
    remarks = _remarks()
    for each in thresholds.THRESHOLDS:
        values = " | ".join(f"{each.under(preset):g}" for preset in ("seed", "growing", "mature"))
        kind = "any number from " if each.in_parts else ""
        yield f"| `{each.slug}` | {remarks[each.slug]} | {kind}{each.least:.15g} to {each.most:.15g} | {values} |"


def _remarks() -> dict[str, str]:
    """What the code says of each number: the remark above its group, and its own."""
    found, group, slug = {}, "", ""
    for line in inspect.getsource(thresholds).partition("THRESHOLDS:")[2].splitlines():
        if named := NUMBER.search(line):
            slug = named[1]
            found[slug] = group
        code, _, remark = line.partition("# ")
        if remark and not code.strip():
            group = remark
        elif remark:
            found[slug] += f": {remark.rstrip(',')}"
    return found


def command_lines() -> Iterator[str]:
    """A row a command."""
    yield "\n## Commands\n\n`huzhu COMMAND --help` tells every option.\n"
    yield "| command | does |\n|---|---|"
    for name in sorted(COMMANDS):
        command = commands.get_command(None, name)
        yield f"| `huzhu {name}` | {command.get_short_help_str(limit=200) if command else ''} |"


def permissions() -> Iterator[str]:
    """A row a permission: from which level a confirmed member has it, and which roles always do."""
    yield "\n## Permissions\n\nThe table in `community/kernel/policy.py`, as it works out.\n"
    yield "| permission | visitors | members | moderators | agents, specialists | admins | token scope |"
    yield "|---|---|---|---|---|---|---|"
    for permission in policy.Permission:
        roles = (policy.Role.MODERATOR, policy.Role.AGENT, policy.Role.ADMIN)
        always = (_mark(policy.may(_actor(role), permission)) for role in roles)
        visitors = _mark(policy.may(policy.NOBODY, permission))
        row = (
            f"`{permission}`",
            visitors,
            _from_level(permission),
            *always,
            f"`{policy.SCOPE_OF[permission]}`",
        )
        yield f"| {' | '.join(row)} |"


def _actor(role: policy.Role, level: int = 0) -> policy.Actor:
    return policy.Actor(member_id=1, role=role, level=level, confirmed=True)


def _from_level(permission: policy.Permission) -> str:
    for level in range(HIGHEST_LEVEL + 1):
        if policy.may(_actor(policy.Role.MEMBER, level), permission):
            return f"from level {level}" if level else "yes"
    return "no"


def _mark(answer: bool) -> str:
    return "yes" if answer else "no"


def event_lines() -> Iterator[str]:
    """A row an event, in the order and under the heading of its module."""
    yield "\n## Events\n\nWhat happens here, and what each event carries."
    for module, found in itertools.groupby(kinds(), key=lambda event: sys.modules[event.__module__]):
        yield f"\n### {(inspect.getdoc(module) or '').rstrip('.')}\n"
        yield "| event | carries |\n|---|---|"
        for event in found:
            carries = ", ".join(f"`{name}`" for name in event.__dataclass_fields__)
            yield f"| `{event.__name__}`: {' '.join((inspect.getdoc(event) or '').split())} | {carries} |"


def kinds() -> list[type[events.Event]]:
    """Every event that can happen: those that no other event refines, in the order of their module."""
    known = [
        kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event)
    ]
    return [kind for kind in known if not any(kind in other.__mro__[1:] for other in known)]


def page() -> str:
    """The whole page."""
    parts = (settings(), numbers(), command_lines(), permissions(), event_lines())
    lines = [line for part in parts for line in part]
    return OPENING + "\n" + "\n".join(" ".join(row.split(" ")).rstrip(" ") for row in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
