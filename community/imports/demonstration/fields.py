"""Reading one table of a content file field by field, with errors that name the place."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from community.imports.demonstration.moments import span
from community.imports.demonstration.script import ContentError


class Entry:
    """A table of a TOML file; fields are taken out, and `finish` refuses what is left over."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self._left = dict(values)
        self.place = place

    def wrong(self, what: str) -> ContentError:
        """The error to raise when something here is not right."""
        return ContentError(f"{self.place}: {what}")

    def _take(self, name: str, kind: type, default: Any) -> Any:
        if name not in self._left:
            if default is None:
                raise self.wrong(f"{name!r} is missing")
            return default
        value = self._left.pop(name)
        if not isinstance(value, kind):
            raise self.wrong(f"{name!r} should be a {'text' if kind is str else 'list'}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text, without the blank lines around it; required unless there is a default."""
        found = str(self._take(name, str, default))
        return found.strip() if default is not None or found.strip() else self._empty(name)

    def raw(self, name: str) -> str:
        """A text exactly as it stands in the file, or an empty one."""
        return str(self._take(name, str, ""))

    def _empty(self, name: str) -> str:
        raise self.wrong(f"{name!r} is empty")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, possibly empty."""
        found = self._take(name, list, [])
        if not all(isinstance(each, str) for each in found):
            raise self.wrong(f"{name!r} should hold texts only")
        return tuple(found)

    def span(self, name: str, default: str | None = None) -> timedelta:
        """A span of time."""
        try:
            return span(self.text(name, default))
        except ValueError as error:
            raise self.wrong(f"{name!r}: {error}") from None

    def entries(self, name: str) -> list["Entry"]:
        """The tables below this one; each knows its place."""
        found = self._take(name, list, [])
        if not all(isinstance(each, dict) for each in found):
            raise self.wrong(f"{name!r} should be tables")
        return [Entry(each, f"{self.place}, {name} {number}") for number, each in enumerate(found, 1)]

    def table(self, name: str) -> "Entry":
        """The one table of this name."""
        return Entry(self._take(name, dict, None), f"{self.place}, {name}")

    def has(self, name: str) -> bool:
        return name in self._left

    def finish(self) -> None:
        """Refuse fields that nobody asked for: they are misspelt."""
        if self._left:
            raise self.wrong(f"unknown field {min(self._left)!r}")
