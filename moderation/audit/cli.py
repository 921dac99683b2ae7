"""The command that reads the log and says whether it is whole."""

import csv
import json
import sys
from collections.abc import Iterator

import click

from community.kernel.cli import CHECK_FAILED, in_app, tell
from community.kernel.site_cli import as_json
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import checking, outside, queries, services
from moderation.audit.models import ModerationLogEntry


@click.group()
def log() -> None:
    """Read the log of what staff did, and see whether it is whole."""


@log.command()
@as_json
@in_app
def verify(*, as_json: bool) -> None:
    """Follow the chain of hashes, and compare it with the head that is kept outside the database."""
    breaches = checking.chain_breaches()
    count = queries.last_number()
    try:
        heads = outside.read() or []
    except outside.Unreadable:
        heads = []
    document = {
        "ok": not breaches,
        "entries": count,
        "head_file": str(outside.path()),
        "head_noted": heads[-1].number if heads else None,
        "first_noted": heads[0].at.isoformat() if heads else None,
        "breaches": breaches,
    }
    noted = f"the head outside stands at {heads[-1].number}" if heads else "no head is kept outside"
    words = "\n".join(breaches) or f"The log is whole: {count} entries; {noted}."
    tell(document, as_json=as_json, words=words)
    if breaches:
        click.get_current_context().exit(CHECK_FAILED)


@log.command()
@click.option("--number", "-n", default=20, show_default=True, type=click.IntRange(1, 10_000))
@as_json
@in_app
def tail(number: int, *, as_json: bool) -> None:
    """Print the last entries, the newest last; with --json a line of JSON each."""
    for entry in reversed(queries.latest(number)):
        click.echo(
            json.dumps(queries.plain(entry), ensure_ascii=False)
            if as_json
            else f"{entry.number}  {entry.at:%Y-%m-%d %H:%M}  {entry.by_role or ''} {entry.by_id or '-'}  "
            f"{entry.act}  {entry.subject}  {entry.reason}".rstrip()
        )


@log.command()
@click.option("--format", "shape", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@in_app
def export(shape: str) -> None:
    """Write the whole log to standard output; that this was done is an entry itself."""
    with unit_of_work():
        services.record("log-exported", "log:all", by=None, data={"format": shape, "way": "command"})
    entries = queries.all_entries()
    if shape == "csv":
        _write_csv(entries)
        return
    for entry in entries:
        click.echo(json.dumps(queries.plain(entry), ensure_ascii=False))


@log.command()
@as_json
@in_app
def anchor(*, as_json: bool) -> None:
    """Begin the head outside the database anew, after the log was compared with a trusted copy.

    For a site whose secret was changed, or whose file was lost. The old file is kept beside the new one.
    """
    checking.begin_anew()
    with unit_of_work():
        services.record("log-anchored", "log:head", by=None, data={"way": "command"})
    tell({"head_file": str(outside.path())}, as_json=as_json, words=f"The head is kept in {outside.path()}.")


def _write_csv(entries: Iterator[ModerationLogEntry]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(queries.COLUMNS)
    writer.writerows(queries.cells(entry) for entry in entries)
