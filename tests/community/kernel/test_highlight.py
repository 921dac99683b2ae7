"""Evidence is marked in text alone: nothing else of the page changes, and nothing can be smuggled in."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from community.kernel import markup
from community.kernel.highlight import Passage, marked

TEXTS = st.text(st.sampled_from("ab <>&\"'`*_\n你好x"), max_size=60)
MARK = re.compile(r'<mark class="found[^"]*" title="[^"]*">|</mark>')


def passage(quote: str, kind: str = "spam", why: str = "advertising") -> Passage:
    return Passage(quote, kind, why)


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_without_its_marks_the_page_is_what_it_was(text: str, quotes: list[str]) -> None:
    html = markup.render(text).html
    shown = marked(html, [passage(each) for each in quotes])
    assert unescape(MARK.sub("", shown)) == unescape(html)
    assert re.sub(r"[^<>]", "", MARK.sub("", shown)) == re.sub(r"[^<>]", "", html)


def test_words_are_marked_wherever_they_stand_in_one_piece() -> None:
    html = markup.render("Buy **cheap pills** now. CHEAP pills, & more.").html
    shown = marked(html, [passage("cheap pills"), passage("& more", "other")])
    assert shown.count('<mark class="found found--spam" title="advertising">') == 2
    assert '<mark class="found found--other" title="advertising">&amp; more</mark>' in shown


def test_code_and_addresses_are_left_alone() -> None:
    html = markup.render("`token` and [token](https://example.com/token)\n\n    token\n").html
    shown = marked(html, [passage("token")])
    assert shown.count("<mark") == 1
    assert 'href="https://example.com/token"' in shown


def test_neither_quote_nor_reason_can_open_an_element() -> None:
    evil = '"><img src=x onerror=alert(1)>'
    shown = marked(markup.render("I say `x` " + evil.replace("<", "&lt;")).html, [passage(evil, why=evil)])
    assert "<img" not in shown


def test_marks_have_an_end() -> None:
    shown = marked(f"<p>{'spam ' * 5000}</p>", [passage("spam")])
    assert shown.count("<mark") == 200
