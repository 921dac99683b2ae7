"""Numbers as the reader writes them: separators, decimals, signs, shares, times of day."""

from datetime import time
from functools import lru_cache
from typing import Final

from babel.numbers import format_decimal, format_percent
from flask import Flask

from community.kernel.languages import locale_code

MINUS: Final = "\N{MINUS SIGN}"
SIGNED: Final = "+#,##0.{0};" + MINUS + "#,##0.{0}"


def number(value: float) -> str:
    """A number with the reader's separators, at most one decimal."""
    return _decimal(round(value, 1), locale_code(), "")


def decimals(value: float, places: int = 1) -> str:
    """A number with as many decimals as stand beside it in other rows: 4.0 stars."""
    return _decimal(round(value, places), locale_code(), f"#,##0.{'0' * places}")


def signed(value: float, places: int = 1) -> str:
    """A change: its sign says which way; none is neither."""
    rounded = round(value, places)
    return _decimal(rounded, locale_code(), SIGNED.format("0" * places)) if rounded else number(0)


def percent(share: float) -> str:
    """A share of one, in whole hundredths, with the sign where the reader's language puts it."""
    return str(format_percent(round(share, 2), locale=locale_code()))


def typed(value: float) -> str:
    """A number as it is typed into a form, which reads a point in every language."""
    return f"{value:g}"


def clock_time(value: time | int) -> str:
    """A time of day, or so many minutes into it, that belongs to no zone, as one types it too: 22:00."""
    return f"{value // 60:02d}:{value % 60:02d}" if isinstance(value, int) else f"{value:%H:%M}"


@lru_cache(maxsize=4_096)
def _decimal(value: float, locale: str, pattern: str) -> str:
    """A page of a list holds the same small numbers again and again."""
    return str(format_decimal(value, pattern or None, locale=locale)).replace("-", MINUS)


def init_app(app: Flask) -> None:
    """Give them to every template."""
    app.jinja_env.filters.update(
        number=number, decimals=decimals, signed=signed, percent=percent, typed=typed, clock_time=clock_time
    )
