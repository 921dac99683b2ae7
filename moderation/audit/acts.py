"""What is known of an act: its family, its sentence, its words."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What an act is about; a filter of the log."""

    POSTS = "posts"
    MEMBERS = "members"
    CASES = "cases"
    GAME = "game"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Act:
    """`sentence` may hold %(by)s and %(thing)s; `title` counts such acts. `told`: those concerned read of it."""

    slug: str
    family: Family
    title: str
    sentence: str
    told: bool = True
