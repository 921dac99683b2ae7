"""The uploaded files as an export sees them: names and bytes, wherever they are kept."""

from collections.abc import Iterable
from typing import Protocol


class Uploads(Protocol):
    """A place of files; names are relative, with `/` between their parts."""

    def names(self) -> Iterable[str]:
        """Every file's name, sorted."""

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, content: bytes) -> None: ...
