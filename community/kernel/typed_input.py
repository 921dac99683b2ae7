"""What browsers and programs send, as any database can keep it: no zero characters, no halves of characters.

One door for all of it, since SQLite keeps what PostgreSQL refuses with an error.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import Request
from flask.json.provider import DefaultJSONProvider
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.utils import cached_property

from community.kernel.text import storable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

T = TypeVar("T")

NUL: Final = "\x00"
_ESCAPE: Final = b"\\ud"  # half a character is written so, or as bytes that begin with the next one
_BYTE: Final = b"\xed"
_ZERO: Final = b"\\u0000"


class Pieces:
    """A body that is sent in pieces (chunked). Where the frame of a piece is broken, the sender is told so.

    The server sees that only while the body is read. Whoever reads on, as the page of an error does, finds nothing.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._ended = False

    def read(self, *size: int) -> bytes:
        """The next bytes. Raises BadRequest, once."""
        return self._taken(self._stream.read, size)

    def readline(self, *size: int) -> bytes:
        """The next line. Raises BadRequest, once."""
        return self._taken(self._stream.readline, size)

    def _taken(self, read: Callable[..., bytes], size: tuple[int, ...]) -> bytes:
        if self._ended:
            return b""
        try:
            return read(*size)
        except ParseException as error:
            self._ended = True
            raise BadRequest from error


class TypedRequest(Request):
    """A request in whose address and form no text holds a zero character, and which asks, or does something.

    Who asks for the head of a page alone is answered as for the page, whose body then stays behind: a view that
    tells its page from its deed never takes them for somebody who pressed the button.
    """

    def __init__(self, environ: "WSGIEnvironment", *more: Any, **named: Any) -> None:
        if environ.get("wsgi.input_terminated"):
            environ["wsgi.input"] = Pieces(environ["wsgi.input"])
        super().__init__(environ, *more, **named)
        if self.method == "HEAD":
            self.method = "GET"

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands behind the question mark."""
        return _without_nul(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _without_nul(_named(self.__dict__["form"]))
        self.__dict__["files"] = _named(self.__dict__["files"])


def _named(given: MultiDict[str, T]) -> MultiDict[str, T]:
    """The parts of a form by their names; a part of a body of several that has none has an empty one."""
    if None not in given:
        return given
    return ImmutableMultiDict([(name or "", value) for name, value in given.items(multi=True)])


def _without_nul(given: MultiDict[str, str]) -> MultiDict[str, str]:
    pairs = list(given.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return given
    return ImmutableMultiDict([(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs])


class TypedJson(DefaultJSONProvider):
    """As Flask reads it; nested without end it is refused like any other that is broken."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value of `s`; zero characters go, and half a one becomes a question mark. Raises ValueError."""
        try:
            found = super().loads(s, **kwargs)
            return whole(found) if _may_hold_unfit(s) else found
        except RecursionError:
            message = "nested too deeply"
            raise ValueError(message) from None


def _may_hold_unfit(s: str | bytes) -> bool:
    sent = s.encode("utf-8", "surrogatepass") if isinstance(s, str) else s
    wide = NUL.encode() in sent  # as in UTF-16 and UTF-32, which JSON is read from as well
    return wide or _BYTE in sent or _ZERO in sent or _ESCAPE in sent.lower()


def whole(value: Any) -> Any:
    """The value without zero characters, with a question mark for each half of a character, however deep it stands."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(name): whole(each) for name, each in value.items()}
    return value
