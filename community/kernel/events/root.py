"""What all events are."""

from dataclasses import dataclass
from typing import dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event:
    """The root of all events; every subclass is a frozen dataclass with keyword arguments."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


class MemberEvent(Event):
    """Something happened to one member."""

    member_id: int
