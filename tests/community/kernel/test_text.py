"""What folding, words, slugs, excerpts, lengths and language detection promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import text

ANY = st.text(max_size=200)


@pytest.mark.parametrize("empty", ["\u200b", "\ufeff \u2060", "\u202e\u2066", "\u3164\u3000\xad"])
def test_what_nobody_sees_is_nothing(empty: str) -> None:
    assert text.seen(empty) == ""


@pytest.mark.parametrize("full", ["", "  ", "a\u200b", "\u200b.", "\u202e路由器", "👩\u200d🔧", "-"])
def test_what_somebody_sees_stays_as_it_is(full: str) -> None:
    assert text.seen(full) == full


def test_what_is_far_too_long_is_not_taken_for_nothing() -> None:
    bomb = "\u202e" * 50_000
    assert text.seen(bomb) == bomb


@given(ANY)
def test_folding_what_is_folded_changes_nothing(sample: str) -> None:
    assert text.fold(text.fold(sample)) == text.fold(sample)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＷｉＦｉ", "wifi"),
        ("重置密碼", "重置密码"),
        ("STRASSE", "straße"),
        ("ﾙｰﾀ", "ルータ"),
        ("体温㎞", "体温KM"),
        ("設定", "设定"),
    ],
)
def test_width_case_and_script_fold_together(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_words_are_latin_runs_and_chinese_characters_with_their_pairs() -> None:
    assert text.words("Don't reset Wi-Fi 密碼页!") == [
        "dont", "reset", "wi", "fi", "密", "码", "页", "密码", "码页",
    ]  # fmt: skip


def test_names_of_programming_languages_are_words() -> None:
    assert text.words("C++ and c# or B2B#") == ["c++", "and", "c#", "or", "b2b"]


@given(ANY)
def test_words_are_never_empty_and_never_hold_spaces(sample: str) -> None:
    assert all(word and not word.isspace() and " " not in word for word in text.words(sample))


@given(ANY)
def test_a_slug_is_never_empty_and_safe_in_an_address(sample: str) -> None:
    slug = text.slug(sample)
    assert slug
    assert len(slug) <= text.SLUG_LENGTH
    assert not set(slug) & set("/?#%&. \n\\\"'<>")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How do I reset the router?", "how-do-i-reset-the-router"),
        ("Café won't connect: 5 GHz", "cafe-wont-connect-5-ghz"),
        ("忘记了路由器密码,怎么办?", "忘记了路由器密码-怎么办"),
        ("X100 重置密碼", "x100-重置密码"),
        ("???", "question"),
        ("привет", "question"),
    ],
)
def test_slugs_of_titles(title: str, slug: str) -> None:
    assert text.slug(title) == slug


def test_a_long_title_makes_a_slug_of_whole_words() -> None:
    slug = text.slug("supercalifragilistic " * 10)
    assert set(slug.split("-")) == {"supercalifragilistic"}


@given(ANY, st.integers(1, 80))
def test_an_excerpt_is_one_line_within_its_limit(sample: str, limit: int) -> None:
    excerpt = text.excerpt(sample, limit)
    assert text.display_length(excerpt) <= limit
    assert len(excerpt) <= limit
    assert "\n" not in excerpt


def test_an_excerpt_of_html_is_its_words() -> None:
    html = "<p>Use <code>a &lt; b</code>,\n<strong>then</strong> restart.</p><ul><li>One</li></ul>"
    assert text.excerpt(html) == "Use a < b, then restart. One"


def test_an_excerpt_of_text_keeps_what_only_looks_like_a_tag() -> None:
    assert text.excerpt("if a <b and c> d") == "if a <b and c> d"


def test_an_excerpt_ends_between_words_and_says_that_it_goes_on() -> None:
    assert text.excerpt("The router restarts every night at three", 22) == "The router restarts…"
    assert text.excerpt("路由器每天晚上三点都会自动重启", 11) == "路由器每天…"


def test_an_excerpt_of_hostile_markup_is_quick() -> None:
    for unit in ("<a", '<a"', "<p '", "&#", "&a"):
        assert len(text.excerpt("<p>" + unit * 100_000)) <= 160


def test_chinese_counts_double_and_accents_nothing() -> None:
    assert text.display_length("ab") == 2
    assert text.display_length("密码") == 4
    assert text.display_length("e\u0301") == 1
    assert text.display_length("Ｗ") == 2


@pytest.mark.parametrize(
    ("sample", "language"),
    [
        ("Why does my router restart?", "en"),
        ("路由器为什么重启?", "zh-Hans"),
        ("我的 iPhone 14 Pro 连不上 WiFi", "zh-Hans"),
        ("What does 互助 mean in this menu?", "en"),
        ("為什麼連不上", "zh-Hans"),
        ("", "en"),
        ("12345", "en"),
        (
            "怎么解决这个报错?\n```\nTraceback most recent call last in module main of the file\n```",
            "zh-Hans",
        ),
        ("看这里 https://example.com/a/very/long/address/with/words", "zh-Hans"),
    ],
)
def test_the_language_is_that_of_the_prose(sample: str, language: str) -> None:
    assert text.detect_language(sample) == language


@pytest.mark.parametrize(
    ("real", "fake"),
    [
        ("Carol", "CaroI"),
        ("carol", "саrоl"),
        ("admin", "аdmіn"),
        ("admin", "adrnin"),
        ("Huzhu Team", "huzhu_team"),
        ("bob", "b0b"),
        ("Zoë", "zoe"),
        ("alice", "al\u200bice"),
        ("陈晨", "陳晨"),
        ("mod", "ｍｏｄ"),
    ],
)
def test_look_alike_names_share_a_skeleton(real: str, fake: str) -> None:
    assert text.skeleton(real) == text.skeleton(fake)


def test_different_names_have_different_skeletons() -> None:
    names = ["alice", "bob", "carol", "dave", "erin", "林晓", "王芳", "小周"]
    assert len({text.skeleton(name) for name in names}) == len(names)


@given(ANY)
def test_a_skeleton_has_itself_for_a_skeleton(sample: str) -> None:
    assert text.skeleton(text.skeleton(sample)) == text.skeleton(sample)


def test_hidden_characters_go_and_visible_ones_stay() -> None:
    assert text.strip_controls("a\u202eb\u200bc\x00d\ufeff") == "abcd"
    assert text.strip_controls("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"
    assert (
        text.strip_controls("\U0001f468\u200d\U0001f469\u200d\U0001f467")
        == "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    )
    assert text.strip_controls("x\u200dy") == "xy"
    assert text.strip_controls("\ud800ok") == "ok"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=100))
def test_what_is_stripped_can_be_stored_as_utf8(sample: str) -> None:
    stripped = text.strip_controls(sample)
    assert "\x00" not in stripped
    assert stripped.encode("utf-8").decode("utf-8") == stripped
