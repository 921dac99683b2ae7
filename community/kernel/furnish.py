"""The bare application: settings, database, languages, templates, guards; features come after."""

from datetime import timedelta

from flask import Flask, current_app
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from community.kernel import (
    aside,
    assets,
    broker,
    crowding,
    jinja,
    languages,
    lines,
    logs,
    packing,
    page_cache,
    replica,
    templating,
    throttle,
    web,
)
from community.kernel.bus import Bus
from community.kernel.config import Settings
from community.kernel.db import db, engine_options, take_sqlite_in_hand
from community.kernel.job_kinds import Registry
from community.kernel.ports import Ports
from community.kernel.schema import MIGRATIONS
from community.kernel.thresholds import values_of

LARGEST_REQUEST = 8 * 1024 * 1024  # a picture of 5 MB with its form around it
LARGEST_FORM = 1_000_000


def make_app(import_name: str, settings: Settings) -> web.Huzhu:
    """An application without features; `app.extensions["huzhu_settings"]` holds its settings."""
    logs.init(settings.log_format)
    app = web.Huzhu(import_name, title="Huzhu", version="v1", docs_path=None, spec_path=None)
    app.config.update(_config(settings))
    app.extensions["huzhu_settings"] = settings
    app.extensions["huzhu_own_address"] = settings.own_address
    app.extensions["huzhu_bus"] = Bus()
    app.extensions["huzhu_ports"] = Ports()
    app.extensions["huzhu_jobs"] = Registry()
    broker.init_app(app, settings.queue_url)
    aside.init_app(app)
    app.extensions["huzhu_thresholds"] = values_of(settings.preset, settings.thresholds)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    with app.app_context():
        (take_sqlite_in_hand if settings.on_sqlite else lines.mind)(db.engine)
    languages.init_app(app)
    templating.init_app(app)
    jinja.init_app(app)
    app.jinja_env.globals["site_name"] = settings.site_name
    assets.init_app(app)
    packing.init_app(app)
    page_cache.init_app(app)
    crowding.init_app(app)
    web.init_app(app)
    replica.init_app(app, settings.database_replica_url)
    throttle.init_app(app, on=settings.rate_limits == "on", redis_url=settings.redis_url)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.https,
        "REMEMBER_COOKIE_DURATION": timedelta(days=60),
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as the session: long texts take long to write
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": 200,
        "JSON_SORT_KEYS": False,
    }


def _trust_proxies(app: Flask, hops: int) -> None:
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def settings_of(app: Flask) -> Settings:
    """The settings that `app` was made with."""
    found: Settings = app.extensions["huzhu_settings"]
    return found


def site_settings() -> Settings:
    """The settings of the running application, for packages that know no web."""
    return settings_of(current_app)
