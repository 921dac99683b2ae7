"""Jinja, tuned to pages of two hundred sentences and thirty imports: a fifth of what a page cost went there.

Sentences come from a table by language, in place of the callables of flask-babel, which look for language and
catalogue anew each time. Templates see one table of globals, where Jinja compares a chain of them at each import.
"""

from collections.abc import MutableMapping
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask.templating import Environment
from flask_babel import force_locale, get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from community.kernel.languages import current_language

_known: dict[tuple[str, str], str] = {}  # as many as the catalogues hold
_catalogues: dict[str, NullTranslations] = {}  # one for each language


class Templates(Environment):
    """The templates of the house. Nobody gives a template globals of its own: they would be everybody's."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


@pass_eval_context
def gettext(context: EvalContext, sentence: str, /, **values: Any) -> str:
    """The translation of `sentence`, its placeholders filled; values are escaped where the template escapes."""
    key = (current_language(), sentence)
    found = _known.get(key)
    if found is None:
        found = _known[key] = str(_catalogue(key[0]).ugettext(sentence))
    if context.autoescape:
        found = Markup(found)  # noqa: S704 - words of the catalogue
    return found % values if "%" in found else found


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The translation that fits the number `num`, its placeholders filled; plain text, not HTML."""
    lang = current_language()
    catalogue = _catalogues.get(lang)
    if catalogue is None:
        catalogue = _catalogues[lang] = _catalogue(lang)
    return str(catalogue.ungettext(one, many, num)) % {"num": num, **values}


def _catalogue(lang: str) -> NullTranslations:
    with force_locale(lang.replace("-", "_")):  # what flask-babel remembers may be of an earlier moment
        found: NullTranslations = get_domain().get_translations()
        return found


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(gettext=gettext, _=gettext, ngettext=ngettext)
