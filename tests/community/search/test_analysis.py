"""Text and query meet in the same terms, whatever the spelling, the form or the script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search.analysis import phrase_word, query_words, stream, terms
from community.search.stemming import stem

MIXED = st.text(alphabet="abcdeXYZ019 -_.'路由器重置密碼ＷｉＦéß#+/", max_size=60)


def meets(query: str, text: str) -> bool:
    """Whether a post with `text` has every word of `query`."""
    held = terms(text)
    return all(
        (word.joined and word.joined in held) or sum(term in held for term in word.terms) >= word.need
        for word in query_words(query)
    )


@given(MIXED)
def test_every_text_has_the_words_of_itself(text: str) -> None:
    assert meets(text, text)


@given(MIXED, MIXED)
def test_a_longer_text_still_has_them(text: str, more: str) -> None:
    assert meets(text, f"{text}\n{more}")


@given(MIXED, MIXED, MIXED)
def test_a_phrase_is_found_where_it_stands(before: str, phrase: str, after: str) -> None:
    if stream(phrase):
        assert stream(phrase) in stream(f"{before}\n{phrase}\n{after}")


@given(MIXED)
def test_a_text_with_a_phrase_has_its_terms(text: str) -> None:
    assert set(phrase_word(text).terms) <= set(terms(text))


@given(st.text(max_size=100))
def test_no_text_is_too_strange(text: str) -> None:
    for term in terms(text):
        assert term.strip() == term != ""


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("reset", "resetting it resets everything"),
        ("connections", "the connection was lost"),
        ("disconnected", "disconnecting"),
        ("configure", "the configuration"),
        ("tried", "try again"),
        ("wifi", "Wi-Fi 6"),
        ("Wi-Fi", "my wifi"),
        ("wi fi", "Wi-Fi"),
        ("don't", "I dont know"),
        ("don’t", "don't"),
        ("c++", "written in C++"),
        ("802.11ax", "supports 802.11ax only"),
        ("error_code", "ERROR CODE 5"),
        ("路由", "路由器"),
        ("路由器", "我的路由器坏了"),
        ("重置密码", "密码怎么重置"),
        ("繁體", "繁体"),
        ("ＡＰＩ", "api"),
        ("網路設定", "网路设定"),
        ("7", "Windows 7"),
        ("机", "手机"),
    ],
)
def test_other_spellings_and_forms_meet(query: str, text: str) -> None:
    assert meets(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("router", "route"), ("路由", "由路"), ("重置密码", "密码"), ("string", "strung"), ("news", "new")],
)
def test_different_words_stay_different(query: str, text: str) -> None:
    assert not meets(query, text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_a_stem_is_never_empty_and_begins_like_its_word(word: str) -> None:
    assert bool(stem(word)) == bool(word)
    assert stem(word)[:2] == word[:2]


@pytest.mark.parametrize(
    "forms",
    [
        "reset resets resetting",
        "connect connects connected connecting connection connections",
        "configure configures configured configuring configuration",
        "drop drops dropped dropping",
        "try tries tried trying",
        "use uses used using",
        "update updates updated updating",
        "install installs installed installing installation",
        "switch switches switched switching",
        "quick quickly",
    ],
)
def test_the_forms_of_a_word_share_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "word", "speed need string wireless access this bus status 5ghz wifi thing ring".split()
)
def test_words_that_only_look_like_forms_are_kept(word: str) -> None:
    assert stem(word) == word
