"""What may stand in an address: numbers that a database can hold, words without invisible ends."""

from typing import Final

from flask import Flask
from werkzeug.routing import BaseConverter, Map, PathConverter, UnicodeConverter, ValidationError

LARGEST_ID: Final = 2**31 - 1


def number_in(text: str, most: int = LARGEST_ID) -> int | None:
    """The whole number from 0 to `most` that a form or an address holds; None for anything else.

    Nothing larger than an id reaches the database, which would refuse it with an error of its own.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))):
        return None
    number = int(digits)
    return number if number <= most else None


class Id(BaseConverter):
    """A whole number from 0 to what an id may be; any other number names nothing."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        return str(value)


class Word(UnicodeConverter):
    """One part of an address; nothing here has a name with a zero character in it."""

    def __init__(self, map: Map, minlength: int = 1, maxlength: int | None = None) -> None:  # noqa: A002
        super().__init__(map, minlength, maxlength)

    def to_python(self, value: str) -> str:
        if "\x00" in value:
            raise ValidationError
        return value


class Words(PathConverter):
    """Several parts of an address, with no zero character either."""

    def to_python(self, value: str) -> str:
        if "\x00" in value:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Read addresses so; to be called before there are routes."""
    app.url_map.converters.update({"int": Id, "string": Word, "default": Word, "path": Words})
