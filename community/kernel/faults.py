"""Reactions that failed without harming the deed, kept until somebody has looked."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args, get_type_hints

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import clock, events
from community.kernel.db import Model, db
from community.kernel.events import Event
from community.kernel.text import storable

MAX_TRACE = 4_000
MOST_SHOWN = 50


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


def name_of(handler: Callable[[Any], None]) -> str:
    """Where a handler stands in the code; under this name its failures are kept."""
    return f"{handler.__module__}.{handler.__qualname__}"


def event_of(fault: FailedReaction) -> Event:
    """The event that was told, made anew; raises LookupError or TypeError when the code has moved on."""
    kind: type[Event] | None = vars(events).get(fault.event)
    if kind is None:
        message = f"there is no event {fault.event} any more"
        raise LookupError(message)
    meant = get_type_hints(kind)
    return kind(**{name: _told(value, meant.get(name)) for name, value in fault.payload.items()})


def _payload(event: Event) -> dict[str, Any]:
    """The fields of `event` as JSON knows them: moments become text, and tuples lists."""
    told: dict[str, Any] = asdict(event)  # type: ignore[call-overload]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def _told(value: Any, meant: Any) -> Any:
    """A field as the event held it, which knows tuples and no lists, from what JSON kept of it."""
    if isinstance(value, list):
        return tuple(_told(each, None) for each in value)
    if isinstance(value, str) and datetime in (meant, *get_args(meant)):
        return datetime.fromisoformat(value)
    return value


def unresolved() -> Sequence[FailedReaction]:
    """What failed and nobody has settled yet, the latest first."""
    return db.session.scalars(
        select(FailedReaction)
        .where(FailedReaction.resolved_at.is_(None))
        .order_by(FailedReaction.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def unresolved_count() -> int:
    """How many failures wait for an admin."""
    return (
        db.session.scalar(
            select(func.count()).select_from(FailedReaction).where(FailedReaction.resolved_at.is_(None))
        )
        or 0
    )


def trace() -> str:
    """Where the failure that is being handled now came from, as it can be kept."""
    return storable(traceback.format_exc()[-MAX_TRACE:])


def record(handler: Callable[[Any], None], event: Event) -> None:
    """Keep the failure that is being handled now."""
    db.session.add(
        FailedReaction(
            handler=name_of(handler),
            event=type(event).__name__,
            payload=_payload(event),
            error=trace(),
            created_at=clock.now(),
        )
    )
