"""Reads the files of a Stack Exchange dump row by row, and says where something is wrong."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Protocol, cast
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from community.kernel import clock
from community.kernel.errors import DomainError

CHUNK: Final = 64 * 1024
LONGEST_NUMBER: Final = 18  # fits a 64-bit column
FIRST_YEAR, LAST_YEAR = 1970, 2100
LONGEST_ROW: Final = 16 * 1024 * 1024  # a compressed file may unfold into one endless row


class DumpError(DomainError):
    """A dump that cannot be used; one sentence with the file and, where known, the line."""

    def __init__(self, reason: str, *, file: str, line: int | None = None) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a dump file, with the place where it stands."""

    file: str
    line: int
    values: dict[str, str]

    def wrong(self, reason: str) -> DumpError:
        """The error to raise when this row says something impossible."""
        return DumpError(reason, file=self.file, line=self.line)

    def text(self, name: str) -> str:
        """The attribute `name`, which must be there."""
        try:
            return self.values[name]
        except KeyError:
            raise self.wrong(f"the row has no {name}") from None

    def optional(self, name: str) -> str | None:
        return self.values.get(name) or None

    def integer(self, name: str) -> int:
        """The attribute `name` as a whole number."""
        value = self.text(name)
        if value.isascii() and value.removeprefix("-").isdigit() and len(value) <= LONGEST_NUMBER:
            return int(value)
        raise self.wrong(f"{name} is not a whole number: {value[:40]!r}")

    def optional_integer(self, name: str) -> int | None:
        return self.integer(name) if self.values.get(name) else None

    def moment(self, name: str) -> datetime:
        """The attribute `name` as a moment; dumps are written in UTC."""
        value = self.text(name)
        try:
            moment = clock.parse(value)
        except (ValueError, OverflowError):
            raise self.wrong(f"{name} is not a date: {value[:40]!r}") from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise self.wrong(f"{name} is not between {FIRST_YEAR} and {LAST_YEAR}: {value[:40]!r}")
        return moment

    def optional_moment(self, name: str) -> datetime | None:
        return self.moment(name) if self.values.get(name) else None


class _IncrementalParser(Protocol):
    """What we use of the SAX parser."""

    def setContentHandler(self, handler: ContentHandler) -> None: ...  # noqa: N802 - the library's name
    def feed(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def getLineNumber(self) -> int: ...  # noqa: N802 - the library's name


class _Rows(ContentHandler):
    """Collects the `<row …/>` elements that a chunk of the file completed."""

    def __init__(self, file: str, parser: _IncrementalParser) -> None:
        super().__init__()
        self.file = file
        self.parser = parser
        self.ready: list[Row] = []

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - the library's name
        if name == "row":
            values = dict(cast("dict[str, str]", attrs))
            self.ready.append(Row(self.file, self.parser.getLineNumber(), values))


def find(folder: Path, name: str) -> Path | None:
    """The file `name`.xml or `name`.xml.gz of a dump, or None when the dump has none."""
    for suffix in (".xml", ".xml.gz"):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return path
    return None


def rows(path: Path) -> Iterator[Row]:
    """Every row of a dump file, in its order, in bounded memory.

    Raises DumpError for a file that is cut off, damaged, unreadable, or not well-formed; document
    types and entities are refused: no dump needs them, and both can exhaust the machine.
    """
    parser = cast("_IncrementalParser", create_parser(forbid_dtd=True))
    handler = _Rows(path.name, parser)
    parser.setContentHandler(handler)

    def wrong(reason: str) -> DumpError:
        return DumpError(reason, file=path.name, line=max(parser.getLineNumber(), 1))

    try:
        yield from _parsed(path, parser, handler)
    except EOFError:
        raise wrong("the compressed file is cut off") from None
    except (gzip.BadGzipFile, zlib.error):
        raise wrong("the compressed file is damaged") from None
    except DefusedXmlException:
        raise wrong("document types and entities are not allowed in a dump") from None
    except SAXParseException as error:
        raise DumpError(_plainly(error), file=path.name, line=error.getLineNumber()) from None
    except (LookupError, ValueError):
        raise wrong("the file is in an encoding that cannot be read") from None
    except OSError as error:
        raise DumpError(error.strerror or "the file cannot be read", file=path.name) from None


def _parsed(path: Path, parser: _IncrementalParser, handler: _Rows) -> Iterator[Row]:
    if not path.stat().st_size:
        raise DumpError("the file is empty", file=path.name, line=1)
    since_last_row = 0
    with _opened(path) as stream:
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
            since_last_row = 0 if handler.ready else since_last_row + len(chunk)
            if since_last_row > LONGEST_ROW:
                line = max(parser.getLineNumber(), 1)
                raise DumpError("a row is longer than any dump has", file=path.name, line=line)
            found, handler.ready = handler.ready, []
            yield from found
    parser.close()
    yield from handler.ready


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _plainly(error: SAXParseException) -> str:
    message = error.getMessage()
    with suppress(KeyError):
        return {
            "no element found": "the file is cut off",
            "unclosed token": "the file is cut off",
        }[message]
    return f"the file is not well-formed XML ({message})"
