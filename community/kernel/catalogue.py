"""A list of things that the product knows, each entry in one place."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Anything that a catalogue can hold."""

    @property
    def slug(self) -> str: ...


T = TypeVar("T", bound=Named)


class Catalogue(Generic[T]):
    """Entries in their order, found by slug; two of one slug are refused."""

    def __init__(self, entries: Iterable[T] = ()) -> None:
        self._entries: dict[str, T] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: T) -> T:
        if entry.slug in self._entries:
            message = f"two catalogue entries are called {entry.slug!r}"
            raise ValueError(message)
        self._entries[entry.slug] = entry
        return entry

    def get(self, slug: str) -> T | None:
        return self._entries.get(slug)

    def __getitem__(self, slug: str) -> T:
        return self._entries[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
