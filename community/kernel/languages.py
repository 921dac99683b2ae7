"""Which language a visitor reads: the address (now or earlier in this visit), the account, the browser's wish."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.dates import get_timezone
from babel.support import NullTranslations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, force_locale, format_date, format_datetime, get_domain, get_locale

from community.kernel import catalogues

DEFAULT: Final = "en"  # what the sentences in the code are written in
LANGUAGES: Final = catalogues.spoken(DEFAULT)  # each in its own name: there is one for every catalogue
COOKIE: Final = "lang"
UTC: Final = "UTC"
_YEAR: Final = 365 * 24 * 3600
# What programs fetch says nothing about what a person chose.
_UNREMEMBERED: Final = ("/api/", "/static/", "/widget/v1/", "/manifest.webmanifest")

babel = Babel()
_catalogues: dict[str, NullTranslations] = {}  # one for each language
# A page asks hundreds of times, and the way through the proxy takes four times as long as what it leads to.
_noted = g._get_current_object  # noqa: SLF001 - how werkzeug's proxies are opened


def normalised(tag: str | None) -> str | None:
    """The language of ours that a tag such as zh_CN or en-GB means; None when we have none."""
    if not tag:
        return None
    wanted = tag.replace("_", "-").lower()
    known = {slug.lower(): slug for slug in LANGUAGES}
    if wanted in known:
        return known[wanted]
    # Whoever asks for another script or country of a language of ours reads ours better than none.
    spoken = wanted.split("-")[0]
    return next((slug for low, slug in known.items() if low.split("-")[0] == spoken), None)


def current_language() -> str:
    """The language of the running request, such as zh-Hans; outside one, what `speaking` set."""
    known: str | None = _noted().get("huzhu_language")
    if known is not None:  # nearly always
        return known
    if not has_request_context():
        return DEFAULT
    found = (
        normalised(request.args.get("lang"))
        or normalised(request.cookies.get(COOKIE))
        or normalised(g.get("huzhu_account_language"))
        or _wished()
        or DEFAULT
    )
    g.huzhu_language = found
    return found


def catalogue(lang: str) -> NullTranslations:
    """The sentences of a language. Kept: flask-babel looks for language and catalogue anew each time."""
    found = _catalogues.get(lang)
    if found is None:
        with force_locale(lang.replace("-", "_")):  # what flask-babel remembers may be of an earlier moment
            found = _catalogues[lang] = get_domain().get_translations()
    return found


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Write everything inside in `lang`: messages to somebody who is not the visitor of this request."""
    before = g.get("huzhu_language")
    g.huzhu_language = lang
    try:
        with force_locale(lang.replace("-", "_")):
            yield
    finally:
        g.huzhu_language = before
        if before is None:
            g.pop("huzhu_language")


def wished_language() -> str:
    """What the browser of the running request asks for, whatever was chosen."""
    return _wished() or DEFAULT


def _wished() -> str | None:
    for tag, quality in request.accept_languages:
        found = normalised(tag)
        if found and quality > 0:  # 0 says which one they do not want
            return found
    return None


def locale_code() -> str:
    """The catalogue's name for the current language: en or zh_Hans."""
    return current_language().replace("-", "_")


def zone_now() -> tzinfo:
    """The time zone of whoever reads; flask-babel would look for it anew for each moment of a list."""
    return _zone(str(_noted().get("huzhu_timezone", UTC)))


@lru_cache(maxsize=600)  # as many as the world has
def _zone(name: str) -> tzinfo:
    return get_timezone(name)


@cache
def direction(lang: str) -> str:
    """Which way a language is written: ltr or rtl."""
    return str(Locale.parse(lang, sep="-").text_direction)


def language_word(lang: str) -> str:
    """What the reader calls a language: Chinese, 中文."""
    spoken = get_locale() or Locale(DEFAULT)
    return str(spoken.languages.get(lang.split("-", maxsplit=1)[0], LANGUAGES.get(lang, lang)))


def said(message: str, params: Mapping[str, object] | None = None) -> str:
    """Translate a sentence that rules or catalogues hold, and fill its placeholders.

    Among `params`, lists hold words to translate, and mappings one text for each language.
    """
    translated = str(catalogue(current_language()).ugettext(message)) if message else ""
    return translated % {name: filled(value) for name, value in params.items()} if params else translated


def plural_form(one: str, many: str, number: int) -> str:
    """The translation that fits `number`, its placeholders still open."""
    return str(catalogue(current_language()).ungettext(one, many, number))


def filled(value: object) -> object:
    """What stands for a placeholder.

    Lists hold words to translate, mappings one text for each language; days are written as the reader writes them.
    """
    if isinstance(value, datetime):
        return str(format_datetime(value, "medium"))
    if isinstance(value, date):
        return str(format_date(value, "medium"))
    if isinstance(value, Mapping):
        return value.get(current_language()) or next((text for text in value.values() if text), "")
    if not isinstance(value, list | tuple):
        return value
    return said(", ").join(said(str(each)) for each in value)


def _remember(response: Response) -> Response:
    """Say that the answer goes by language; keep one that was chosen in the address for the rest of this visit."""
    if "huzhu_language" in g:  # what was kept of it is right for this wish and this choice only
        response.vary.update(("Accept-Language", "Cookie"))
    chosen = normalised(request.args.get("lang"))
    if chosen and request.method == "GET" and not request.path.startswith(_UNREMEMBERED):
        response.set_cookie(
            COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def forget_choice(response: Response) -> Response:
    """End what an address chose earlier in this visit: from now on the account's language counts."""
    response.delete_cookie(COOKIE, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def init_app(app: Flask) -> None:
    """Let flask-babel ask us, and find the catalogues."""
    babel.init_app(
        app,
        default_locale=DEFAULT,
        default_translation_directories=";".join(str(each) for each in catalogues.folders()),
        locale_selector=locale_code,
        timezone_selector=lambda: g.get("huzhu_timezone", UTC),
    )
    app.after_request(_remember)
