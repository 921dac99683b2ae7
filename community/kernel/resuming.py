"""A form that could not be taken: what was typed is shown again, so that no word is lost whatever happened.

Nothing is kept here: the fields travel in the page. Secrets never do, and what another site sent gets no button.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException

from community.kernel.typed_words import LABELS

TOKEN: Final = "csrf_token"  # noqa: S105 - the name of a field
KEPT: Final = "kept_form"  # names the stored form that a sent one came from
COOKIE: Final = "kept"  # of a browser in which an interrupted form waits
MOST: Final = 200  # fields; the same limit as for forms
SHORT: Final = 60  # characters; a longer text is shown even when nobody has named its field
_SECRETS: Final = frozenset({"current", "secret", "otp", "pin"})
_OURS: Final = frozenset({TOKEN, KEPT, "check"})
_FOREIGN: Final = frozenset({"cross-site", "same-site"})


class Shape(StrEnum):
    """How a typed value is shown: one line, several, or not at all because a control stood for it."""

    LINE = "line"
    TEXT = "text"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Typed:
    """One value of one field, with the word that people know the field by."""

    name: str
    value: str
    label: str = ""
    shape: Shape = Shape.HIDDEN


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A form on its way: where it goes, what was typed; `secrets` and `files` have to be given again."""

    action: str
    typed: tuple[Typed, ...] = ()
    secrets: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to lose."""
        return bool(self.secrets or self.files) or any(each.shape is not Shape.HIDDEN for each in self.typed)


def running() -> Interrupted | None:
    """The form of the running request; None where there is none, or nobody could send it again."""
    if request.method != "POST" or request.url_rule is None or request.path.startswith("//"):
        return None
    try:
        sent = list(request.form.items(multi=True))
        files = sorted({name for name, each in request.files.items(multi=True) if each.filename})
    except (HTTPException, UnicodeError):
        return None
    action = (request.script_root + request.full_path).rstrip("?")
    return of_fields(action, sent, files)


def of_fields(action: str, sent: Iterable[tuple[str, str]], files: Iterable[str] = ()) -> Interrupted:
    """The same of fields that were kept."""
    fields = tuple(_kept(sent))[:MOST]
    secret = {name for name, _value in fields if is_secret(name)}
    kept = tuple((name, value) for name, value in fields if name not in secret)
    return Interrupted(
        action=action,
        typed=tuple(Typed(name, value, LABELS.get(name, ""), _shape(name, value)) for name, value in kept),
        secrets=tuple(sorted(secret)),
        files=tuple(files),
        fields=kept,
    )


def is_secret(name: str) -> bool:
    """Whether a field holds what is never shown again."""
    return name in _SECRETS or "password" in name


def came_from_elsewhere(headers: Mapping[str, str], host: str) -> bool:
    """Whether a browser says that another site sent this form; programs say nothing, and carry no cookies."""
    if headers.get("Sec-Fetch-Site", "") in _FOREIGN:
        return True
    origin = headers.get("Origin") or headers.get("Referer") or ""
    try:
        return bool(origin) and urlsplit(origin).netloc != host
    except ValueError:
        return True  # no address at all, so none of ours


def _kept(sent: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in sent:
        if name not in _OURS:
            yield name, value


def _shape(name: str, value: str) -> Shape:
    if not value.strip():
        return Shape.HIDDEN
    if "\n" in value or len(value) > SHORT:
        return Shape.TEXT
    return Shape.LINE if name in LABELS else Shape.HIDDEN
