"""Jinja, tuned to pages of two hundred sentences and thirty imports: a fifth of what a page cost went there.

Sentences come from a table by language, in place of the callables of flask-babel, which look for language and
catalogue anew each time. Templates see one table of globals, where Jinja compares a chain of them at each import.
What is called and what is written goes by the short way wherever its kind says that this is right: `jinja_ways.py`.
"""

from collections.abc import MutableMapping
from typing import Any, Final

from flask import Flask, current_app, request
from flask.templating import Environment
from jinja2 import Template, pass_eval_context
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup

from community.kernel.jinja_ways import BY_EVAL_CONTEXT, ShortCalls, ShortWriting
from community.kernel.languages import catalogue, current_language, plural_form
from community.kernel.lean import Lean

# Macros whose words depend on nothing but what they are given and the language: no page, no moment, no reader.
ALWAYS_THE_SAME: Final = {
    "ui/icon.html": ("icon",),
    "ui/key.html": ("key",),
    "ui/chip.html": ("chip", "state_chip", "priority_chip"),
    "ui/tag.html": ("tag",),
    "ui/stars.html": ("star_brief",),
    "ui/facts.html": ("of_tags", "of_answers", "of_others"),
    "ui/frame.html": ("bottom_bar", "footer_ways", "words"),
    "ui/_navigation.html": ("side_nav", "work_strip"),
    "community/search/_help.html": ("help",),
}
MOST_SAID: Final = 2_000  # of one macro in one process
_known: dict[tuple[str, str], tuple[str, Markup]] = {}  # as many as the catalogues hold
# Without its proxy, since it is asked for each macro.
_request = request._get_current_object  # type: ignore[attr-defined]  # noqa: SLF001


class SaidOnce:
    """A macro that says the same for the same words in the same language, and so is asked once for them."""

    def __init__(self, macro: Macro) -> None:
        self.macro = macro
        self._said: dict[Any, str] = {}

    @pass_eval_context
    def __call__(self, context: EvalContext, *args: Any, **named: Any) -> str:
        """What the macro gives."""
        given = (*args, *named.values())
        # With the kinds of what is given: words that are HTML already are equal to the same words that are not.
        # And with where the site lies below, as addresses of pictures begin with it.
        key = (current_language(), _root(), context.autoescape, given, tuple(named), *map(type, given))
        try:
            found = self._said.get(key)
        except TypeError:  # of a list nobody knows whether it will be the same
            return self.macro(context, *args, **named)
        if found is None:
            found = self.macro(context, *args, **named)
            if len(self._said) >= MOST_SAID:
                self._said = {}
            self._said[key] = found
        return found


BY_EVAL_CONTEXT.add(SaidOnce)


def _root() -> str:
    """Where the site lies on its host; letters, which belong to no request, name whole addresses."""
    try:
        return str(_request().script_root)
    except RuntimeError:
        return ""


class Part(Template):
    """A template whose macros of one purpose are remembered where they are imported."""

    def make_module(self, *args: Any, **named: Any) -> TemplateModule:
        module = super().make_module(*args, **named)
        for name in () if current_app.debug else ALWAYS_THE_SAME.get(self.name or "", ()):
            setattr(module, name, SaidOnce(getattr(module, name)))
        return module


class Templates(Environment):
    """The templates of the house. Nobody gives a template globals of its own: they would be everybody's."""

    template_class = Part
    context_class = ShortCalls
    code_generator_class = ShortWriting

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


@pass_eval_context
def gettext(context: EvalContext, sentence: str, /, **values: Any) -> str:
    """The translation of `sentence`, its placeholders filled; values are escaped where the template escapes."""
    key = (current_language(), sentence)
    found = _known.get(key)
    if found is None:
        said = str(catalogue(key[0]).ugettext(sentence))
        found = _known[key] = said, Markup(said)  # noqa: S704 - words of the catalogue
    words = found[context.autoescape]
    return words % values if "%" in words else words


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The translation that fits the number `num`, its placeholders filled; plain text, not HTML."""
    return plural_form(one, many, num) % {"num": num, **values}


def init_app(app: Flask) -> None:
    """Give the templates their words, and take their indents."""
    app.jinja_env.add_extension(Lean)
    app.jinja_env.globals.update(gettext=gettext, _=gettext, ngettext=ngettext)
