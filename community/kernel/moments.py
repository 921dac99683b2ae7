"""Arithmetic with moments inside a statement, the same on every database."""

from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class utc_day(FunctionElement[str]):  # noqa: N801 - reads like a function of the database
    """The UTC day of a moment, as text: 2026-03-01."""

    type = String()
    inherit_cache = True


class seconds_between(FunctionElement[int]):  # noqa: N801 - reads like a function of the database
    """Complete seconds from one moment to another: what is left over of the last one does not count."""

    type = BigInteger()
    inherit_cache = True


@compiles(utc_day)
def _utc_day(element: utc_day, compiler: SQLCompiler, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)})"  # stored in UTC


@compiles(utc_day, "postgresql")
def _utc_day_on_postgresql(element: utc_day, compiler: SQLCompiler, **more: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **more)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


@compiles(seconds_between)
def _seconds_between(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    start, end = (compiler.process(each, **more) for each in element.clauses)
    # Days as fractions are never quite exact: thousandths are rounded, as finely as SQLite reads a moment.
    return f"(CAST(round((julianday({end}) - julianday({start})) * 86400000) AS INTEGER) / 1000)"


@compiles(seconds_between, "postgresql")
def _seconds_between_on_postgresql(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    start, end = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(trunc(extract(epoch FROM {end} - {start})) AS BIGINT)"
