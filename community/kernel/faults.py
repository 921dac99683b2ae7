"""Reactions that failed without harming the deed, kept until somebody has looked."""

import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import clock
from community.kernel.db import Model, db
from community.kernel.events import Event

MAX_TRACE = 4_000


class FailedReaction(Model):
    """One handler that failed on one event; the event can be told to it again."""

    __tablename__ = "failed_reactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    handler: Mapped[str]
    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    error: Mapped[str]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)


def record(handler: Callable[[Any], None], event: Event) -> None:
    """Keep the failure that is being handled now."""
    db.session.add(
        FailedReaction(
            handler=f"{handler.__module__}.{handler.__qualname__}",
            event=type(event).__name__,
            payload=asdict(event),  # type: ignore[call-overload]
            error=traceback.format_exc()[-MAX_TRACE:],
            created_at=clock.now(),
        )
    )
