"""What a list of questions is narrowed to, as it stands in the address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from community.kernel.languages import LANGUAGES

SORTS: Final = ("active", "new", "unanswered", "hot")
STATES: Final = (
    "new",
    "needs-attention",
    "responded",
    "needs-info",
    "solved",
    "unanswered",
    "archived",
    "closed",
)
MOST_TAGS: Final = 5
LONGEST_TAG: Final = 60


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: what kind it is, its value, and the address without it."""

    kind: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Filters:
    """All of them hold at once. `written` is the language of the question; `lang` in an address means the page."""

    sort: str = SORTS[0]
    state: str = ""
    tags: tuple[str, ...] = ()
    written: str = ""
    waits: bool = False
    fixed: str = ""  # the tag whose page this is: always there, never in the address

    @property
    def all_tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.fixed, *self.tags) if self.fixed else self.tags))

    @property
    def narrowed(self) -> bool:
        """Whether questions are left out."""
        return bool(self.state or self.tags or self.written or self.waits or self.sort == "unanswered")

    @property
    def in_no_order(self) -> "Filters":
        """The same questions, however they are sorted."""
        return self if self.sort == "unanswered" else replace(self, sort=SORTS[0])

    @property
    def plain(self) -> bool:
        """Whether this is the list as everybody meets it first."""
        return not self.narrowed and self.sort == SORTS[0]

    def query(self) -> str:
        """The part of an address that says all this; empty for the plain list."""
        said: list[tuple[str, str]] = [("sort", self.sort)] if self.sort != SORTS[0] else []
        said += [("tag", tag) for tag in self.tags]
        said += [(name, value) for name, value in (("state", self.state), ("written", self.written)) if value]
        return urlencode([*said, *([("waits", "y")] if self.waits else [])])

    def address(self, path: str, **changes: Any) -> str:
        """The address with something changed; it always says an order, so that no habit takes its place."""
        query = replace(self, **changes).query()
        return f"{path}?{query or f'sort={SORTS[0]}'}"

    def chips(self, path: str) -> Iterator[Chip]:
        """Each filter with the way to be rid of it."""
        if self.sort == "unanswered":
            yield Chip("state", "unanswered", self.address(path, sort=SORTS[0]))
        if self.state:
            yield Chip("state", self.state, self.address(path, state=""))
        for tag in self.tags:
            yield Chip("tag", tag, self.address(path, tags=tuple(each for each in self.tags if each != tag)))
        if self.written:
            yield Chip("written", self.written, self.address(path, written=""))
        if self.waits:
            yield Chip("waits", "y", self.address(path, waits=False))


def read(args: MultiDict[str, str], fixed: str = "") -> Filters:
    """The filters of an address; what we do not know is as if not given."""
    tags = _tags(args.getlist("tag"))
    return Filters(
        sort=_known(args.get("sort", ""), SORTS) or SORTS[0],
        state=_known(args.get("state", ""), STATES),
        tags=tuple(tag for tag in tags if tag != fixed),
        written=_known(args.get("written", ""), tuple(LANGUAGES)),
        waits=args.get("waits", "") == "y",
        fixed=fixed,
    )


def _known(value: str, values: Sequence[str]) -> str:
    return value if value in values else ""


def _tags(given: Sequence[str]) -> list[str]:
    """At most five names, however they were typed: several, or one with blanks and commas."""
    words = " ".join(given).replace(",", " ").replace("，", " ").replace("#", " ").split()
    return list(dict.fromkeys(word.lower()[:LONGEST_TAG] for word in words))[:MOST_TAGS]


def given(args: Mapping[str, str]) -> bool:
    """Whether an address says anything about the list."""
    return any(name in args for name in ("sort", "state", "tag", "written", "waits", "page"))
