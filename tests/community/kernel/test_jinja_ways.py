"""The short ways through Jinja come to the same words as its own."""

import pytest
from flask import Flask
from jinja2 import pass_context, pass_eval_context
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context
from markupsafe import Markup

from community.kernel.jinja import Templates
from community.kernel.jinja_ways import ShortCalls


class Html:
    """What makes HTML of itself."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


class Louder(Markup):
    """Safe words of a kind of their own."""


@pass_context
def seen(context: Context, name: str) -> str:
    return f"{name}: {context.get(name)}"


@pass_eval_context
def safe(context: object, words: str) -> str:
    return f"{words} {context.autoescape}"  # type: ignore[attr-defined]


class Called:
    """A thing that can be called and wants the context."""

    @pass_context
    def __call__(self, context: Context, name: str) -> str:
        return seen(context, name)

    def plainly(self, *words: str, **more: str) -> str:
        return " ".join([*words, *(f"{name}={each}" for name, each in sorted(more.items()))])


def plainly(*words: str, **more: str) -> str:
    return Called().plainly(*words, **more)


def rendered(app: Flask, source: str, **given: object) -> str:
    with app.test_request_context("/"):
        return app.jinja_env.from_string(source).render(**given)


def test_the_templates_of_the_house_go_the_short_ways(app: Flask) -> None:
    assert isinstance(app.jinja_env, Templates)
    assert app.jinja_env.context_class is ShortCalls
    assert "written(" in app.jinja_env.compile("{{ each }}", raw=True, name="a.html")
    assert "written(" not in app.jinja_env.compile("{{ each }}", raw=True, name="a.txt")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
        (Markup("<i>&amp;</i>"), "<i>&amp;</i>"),
        (Louder("<i>x</i>"), "<i>x</i>"),
        (Html(), "<b>&amp;</b>"),
        (7, "7"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_what_is_safe_stays_and_all_else_is_escaped(app: Flask, value: object, shown: str) -> None:
    assert rendered(app, "{{ each }}", each=value) == shown
    assert rendered(app, "{% macro one(it) %}{{ it }}{% endmacro %}{{ one(each) }}", each=value) == shown
    assert rendered(app, "{% set it %}{{ each }}{% endset %}{{ it }}", each=value) == shown
    assert rendered(app, "{% filter upper %}{{ each }}{% endfilter %}", each="<") == "&LT;"


def test_words_that_are_no_page_are_written_as_they_are(app: Flask) -> None:
    source = "{% autoescape false %}{{ each }}{% endautoescape %}{{ each }}"
    assert rendered(app, source, each="<&") == "<&&lt;&amp;"


def test_whoever_wants_the_context_gets_it(app: Flask) -> None:
    source = "{% for name in ('first', 'second') %}{% set own = name %}{{ seen('own') }}|{{ it('own') }};{% endfor %}"
    assert rendered(app, source, seen=seen, it=Called()) == ("own: first|own: first;own: second|own: second;")
    assert rendered(app, "{{ safe('it is') }}", safe=safe) == "it is True"


def test_whoever_wants_none_gets_only_what_is_given(app: Flask) -> None:
    source = "{% for it in 'a' %}{{ one(it, called='x', context='y') }}|{{ other.plainly(it, obj='z') }}{% endfor %}"
    assert rendered(app, source, one=plainly, other=Called()) == "a called=x context=y|a obj=z"


def test_a_macro_knows_who_calls_it(app: Flask) -> None:
    source = "{% macro box(a, b='<') %}{{ a }}{{ b }}{{ caller(a) }}{% endmacro %}"
    source += "{% call(it) box('>', b='&') %}({{ it }}){% endcall %}"
    assert rendered(app, source) == "&gt;&amp;(&gt;)"


def test_what_there_is_not_is_told(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        rendered(app, "{{ nothing }}")
    with pytest.raises(UndefinedError):
        rendered(app, "{{ nothing('x') }}")
