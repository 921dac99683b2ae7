"""Templates lose their indents as they are compiled, and nothing that somebody wrote."""

import pytest
from jinja2 import DictLoader, Environment

from community.kernel.lean import Lean


def _made(template: str, name: str = "page.html", **values: str) -> str:
    return (
        Environment(loader=DictLoader({name: template}), extensions=[Lean], autoescape=True)
        .get_template(name)
        .render(values)
    )


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ('<p class="a"  >\n   one\n   two</p>\n  <div>x</div>', '<p class="a">\none\ntwo</p><div>x</div>'),
        (
            "<li>one</li>\n  <li>two <b>x</b>\n <i>y</i></li>",
            "<li>one</li>\n<li>two <b>x</b>\n<i>y</i></li>",
        ),
        ("<b>one</b>   <b>two</b>", "<b>one</b> <b>two</b>"),
    ],
)
def test_blanks_between_other_words_are_one(template: str, page: str) -> None:
    assert _made(template) == page


@pytest.mark.parametrize(
    "kept",
    [
        "<pre>a\n    b  c\n<div>\n</pre>",
        '<textarea name="x">\n  two\n\n  lines</textarea>',
        "<PRE>a\n    b</PRE>",
        '<script type="application/json">{"a":  1,\n\n  "b": 2}</script>',
    ],
)
def test_blanks_that_somebody_wrote_are_kept(kept: str) -> None:
    assert _made(f"<div>\n   {kept}\n   <div>") == f"<div>\n{kept}<div>"


def test_what_stands_between_values_inside_a_field_is_kept() -> None:
    template = "<textarea>\n  {{ one }}\n    {% if two %}  {{ two }}{% endif %}  </textarea>  \n  <b>x</b>"
    assert _made(template, one="1\n  1", two="2") == "<textarea>\n  1\n  1\n      2  </textarea>\n<b>x</b>"


def test_a_value_is_given_as_it_is() -> None:
    assert (
        _made('<p title="{{ one }}">\n  {{ one }}</p>', one="a  \n  b")
        == '<p title="a  \n  b">\na  \n  b</p>'
    )


def test_words_within_an_expression_are_no_html() -> None:
    assert _made('{{ "a   b" }}') == "a   b"


def test_a_letter_in_plain_text_keeps_its_lines() -> None:
    assert _made("one\n\n   two\n", "letter.txt") == "one\n\n   two"
