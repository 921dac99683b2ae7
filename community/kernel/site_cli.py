"""Commands that make, show and serve the site as a whole."""

import json
from functools import partial

import click
import structlog
from flask import current_app

from community.kernel import advice, clock, picture_places, schema
from community.kernel import server as serving
from community.kernel import worker as background
from community.kernel.cli import fail, in_app, in_app_as_it_is, tell
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.furnish import settings_of

log = structlog.get_logger(__name__)

# At the ends of the calendar nothing can be reckoned back or ahead from.
FIRST_YEAR, LAST_YEAR = 1970, 9000
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def prepare_site() -> bool:
    """Create or upgrade database, folders and index; returns whether the database was changed."""
    settings = settings_of(current_app)
    for folder in (settings.data_dir, settings.index_dir):
        folder.mkdir(parents=True, exist_ok=True)
    changed = schema.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    for prepare in current_app.extensions.get("huzhu_prepare", []):
        prepare()
    return changed


@click.command()
@as_json
@in_app_as_it_is
def init(*, as_json: bool) -> None:
    """Create or upgrade the database, the folders and the index; safe to repeat."""
    changed = prepare_site()
    if not changed:
        picture_places.mend(db.engine)
    words = "The site is ready." if changed else "The site was ready already."
    tell({"ready": True, "changed": changed}, as_json=as_json, words=words)


@click.command()
@as_json
def config(*, as_json: bool) -> None:
    """Print every setting; secrets are masked."""
    settings = Settings.from_env()
    for said in advice.heard(settings):
        click.echo(f"huzhu: {said}", err=True)
    shown = settings.shown()
    click.echo(
        json.dumps(shown) if as_json else "\n".join(f"{name}={value}" for name, value in shown.items())
    )


def _serving(name: str, *, with_worker: bool) -> click.Command:
    @click.command(name, help="Serve the site" + (" with background work inside." if with_worker else "."))
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
    @click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
    @click.option("--no-worker", is_flag=True, help="Leave background work to `huzhu worker`.")
    @click.option("--demonstration", is_flag=True, help="Fill an empty site with a made-up community first.")
    @click.pass_context
    def command(
        ctx: click.Context, host: str, port: int, workers: int, *, no_worker: bool, demonstration: bool
    ) -> None:
        serving.ensure_free(host, port)
        app = ctx.obj.load_app() if hasattr(ctx.obj, "load_app") else ctx.obj()
        settings_of(app).serves_at(host, port)
        with app.app_context():
            schema.once_there(prepare_site)
            if demonstration:
                app.extensions["huzhu_fill"]()
        settings = settings_of(app)
        _advise(settings)
        serving.serve(
            lambda: app,
            settings.data_dir,
            host=host,
            port=port,
            workers=workers,
            with_worker=with_worker and not no_worker,
            on_ready=partial(_greet, app, f"http://{host}:{port}"),
        )

    return command


def _advise(settings: Settings) -> None:
    for said in advice.heard(settings):
        log.warning("settings", said=said)


def _greet(app: object, address: str) -> None:
    click.echo(f"Huzhu is ready on {address}")
    for greeting in getattr(app, "extensions", {}).get("huzhu_greetings", []):
        if words := greeting():
            click.echo(words)


serve = _serving("serve", with_worker=True)
web = _serving("web", with_worker=False)


@click.command()
@click.option(
    "--concurrency",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many jobs at once, where a queue wakes the workers.",
)
@in_app_as_it_is
def worker(*, concurrency: int) -> None:
    """Do background work in this process, until stopped."""
    schema.once_there(prepare_site)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    _advise(settings_of(app))
    serving.work(app, settings_of(app).data_dir, at_once=concurrency)


@click.command()
@click.option("--at", "moment", help="Believe it is this moment, for example 2026-05-04T10:00Z.")
@as_json
@in_app
def tick(moment: str | None, *, as_json: bool) -> None:
    """Run everything that is due once: timers, ladder, mail, index."""
    try:
        now = clock.parse(moment) if moment else None
    except (ValueError, OverflowError):
        fail(f"--at: {moment!r} is no moment; write it like 2026-05-04T10:00Z")
    if now and not FIRST_YEAR <= now.year < LAST_YEAR:
        fail(f"--at: the year must be from {FIRST_YEAR} to {LAST_YEAR - 1}")
    done = background.tick(now)
    tell(done, as_json=as_json, words=f"{done['ticks']} timers looked at, {done['jobs']} jobs done.")
