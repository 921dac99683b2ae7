"""Commands that bring content in and out: import, export, restore, backup, and the check of it all."""

from pathlib import Path

import click
from flask import current_app

from community.imports import backup as backups
from community.imports import export as exports
from community.imports import restore as restores
from community.imports import restore_backup as backups_back
from community.imports.manifest import Manifest
from community.imports.stackexchange.cli import stackexchange
from community.kernel import checks, schema, statistics
from community.kernel.cli import CHECK_FAILED, in_app, in_app_as_it_is, tell
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.site_cli import as_json, prepare_site
from community.kernel.storage import Storage, open_storage
from community.search import services as search

folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group("import")
def import_() -> None:
    """Bring in a community from another system."""


import_.add_command(stackexchange)


@click.command()
@folder
@as_json
@in_app
def export(folder: Path, *, as_json: bool) -> None:
    """Write everything the site holds to DIR, as JSON lines, the same bytes for the same site."""
    found = exports.export(folder, db.engine, db.metadata, _storage(), schema.head())
    _tell(found, f"Exported to {folder}", as_json=as_json)


@click.command()
@folder
@as_json
@in_app_as_it_is
def restore(folder: Path, *, as_json: bool) -> None:
    """Fill an empty site with what `export` wrote to DIR."""
    restores.checked(folder, schema.head())
    prepare_site()
    found = restores.restore(folder, db.engine, db.metadata, _storage(), schema.head())
    statistics.learn()
    search.rebuild()
    _restored()
    _tell(found, f"Restored from {folder}", as_json=as_json)


@click.command()
@file
@as_json
@in_app
def backup(file: Path, *, as_json: bool) -> None:
    """Write a consistent copy of the running site to FILE."""
    found = backups.backup(file, db.engine, db.metadata, _storage(), schema.head())
    _tell(found, f"Backed up to {file}", as_json=as_json)


@click.command("restore-backup")
@file
@as_json
@in_app_as_it_is
def restore_backup(file: Path, *, as_json: bool) -> None:
    """Fill an empty site with what `backup` wrote to FILE."""
    head, known = schema.head(), schema.known() | {""}
    backups_back.ensure_fits(file, schema=head, known=known)
    prepare_site()
    found = backups_back.restore_backup(
        file,
        db.engine,
        db.metadata,
        _storage(),
        schema=head,
        known=known,
        scratch=settings_of(current_app).data_dir,
    )
    _restored()
    prepare_site()  # a backup of an older version is brought up to date
    statistics.learn()
    search.rebuild()
    _tell(found, f"Restored from {file}", as_json=as_json)


@click.command()
@as_json
@in_app
def check(*, as_json: bool) -> None:
    """Compare everything that is kept twice: sums and counts, flags and facts, index and database."""
    found = checks.run_all(db.session())
    breaches = [f"{slug}: {line}" for slug, lines in found.items() for line in lines]
    words = "\n".join(breaches) or f"All is well: {len(found)} checks."
    tell({"ok": not breaches, "checks": len(found), "breaches": breaches}, as_json=as_json, words=words)
    if breaches:
        click.get_current_context().exit(CHECK_FAILED)


def _restored() -> None:
    for look in current_app.extensions.get("huzhu_restored", []):
        look()


def _storage() -> Storage:
    return open_storage(settings_of(current_app).storage_url)


def _tell(found: Manifest, words: str, *, as_json: bool) -> None:
    rows = {
        name.removesuffix(".jsonl"): entry.rows
        for name, entry in found.files.items()
        if entry.rows is not None
    }
    uploaded = sum(name.startswith(f"{exports.UPLOADS}/") for name in found.files)
    what = f"{sum(rows.values())} rows" if rows else "the database"
    summary = f"{words}: {what} and {uploaded} uploaded files."
    told = {"kind": found.kind, "schema": found.schema, "rows": rows, "files": uploaded}
    tell(told, as_json=as_json, words=summary)
