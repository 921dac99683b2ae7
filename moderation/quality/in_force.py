"""The settings of the gate that are in force: read from the database every few seconds, kept in this process."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.furnish import site_settings
from moderation.quality.bounds import Setting
from moderation.quality.catalogue import CHECKS
from moderation.quality.models import GateSetting

SECONDS: Final = 3.0  # so long may two processes disagree
_KEY: Final = "huzhu_gate_settings"


@dataclass(frozen=True, slots=True)
class _Kept:
    settings: Mapping[str, Setting]
    until: float


def settings() -> Mapping[str, Setting]:
    """The setting of every check by its slug."""
    kept: _Kept | None = current_app.extensions.get(_KEY)
    if kept is None or kept.until < time.monotonic():
        kept = _Kept(_read(), time.monotonic() + SECONDS)
        current_app.extensions[_KEY] = kept
    return kept.settings


def forget() -> None:
    """Read them anew next time: they were changed here."""
    current_app.extensions.pop(_KEY, None)


def _read() -> dict[str, Setting]:
    rows = db.session.execute(select(GateSetting.check, GateSetting.given)).all()
    given: dict[str, dict[str, Any]] = dict(rows)
    preset = site_settings().preset
    return {check.slug: check.setting(preset).changed(given.get(check.slug, {})) for check in CHECKS}
