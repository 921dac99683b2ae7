"""The words that the moderators of the demonstration community watch for."""

from typing import Final

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from moderation.lists import services
from moderation.lists.rules import Draft, ListAction

ENTRIES: Final = (
    Draft(
        pattern="casino*",
        action=ListAction.BLOCK,
        loose=True,
        note="Came in waves last winter; nobody asks about it here.",
        must_hit=("Best c.a.s.i.n.o bonus",),
        must_miss=("The camera in the hall drops out",),
    ),
    Draft(
        pattern="代开发票",
        action=ListAction.HOLD,
        lang="zh-Hans",
        note="常见广告，先看再放。",
        must_hit=("专业代开发票，加微信",),
    ),
    Draft(
        pattern="unlock code for sale",
        action=ListAction.FLAG,
        newcomers_only=True,
        note="Sometimes a real question about a bought device: look before you act.",
    ),
)


def furnish(_script: Script) -> None:
    """Keep each of them."""
    by = parts.first_admin()
    if by is None:
        return
    for each in ENTRIES:
        services.add(each, by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.prepare(app, furnish)
