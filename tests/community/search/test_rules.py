"""The query language: every text is a query, and each part means one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search.rules import LONGEST_QUERY, MOST_WORDS, Query, StarBound, parse

PARTS = st.lists(
    st.sampled_from(
        "router 路由器 wi-fi tag:mesh -tag:x is:solved is:purple user:@lin stars>=4 stars<9 -stars>2 lang:zh "
        'tag: " "lost -"a -router 标签：路由器 “恢复” foo:bar https://a.b/c?d=e -- - : :: ＷｉＦｉ >=4'.split()
    )
)


def words(query: Query) -> list[str]:
    return [word.text for word in query.words]


@given(st.text(max_size=400))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert len(query.words) <= MOST_WORDS
    assert len(query.text) <= max(LONGEST_QUERY, 0)


@given(PARTS)
def test_any_mixture_of_parts_is_a_query_and_spaces_do_not_matter(parts: list[str]) -> None:
    assert parse(" ".join(parts)) == parse("  " + "   ".join(parts) + " ")


@given(PARTS)
def test_every_notice_is_a_whole_sentence(parts: list[str]) -> None:
    for notice in parse(" ".join(parts)).notices:
        sentence = notice.message % dict(notice.params)
        assert sentence.endswith(".")
        assert "%(" not in sentence


@given(st.sampled_from(["tag:mesh", "is:solved", "user:lin", "lang:zh", "stars>=4"]), st.text(max_size=50))
def test_a_filter_is_a_filter_wherever_it_stands(part: str, rest: str) -> None:
    rest = "".join(letter for letter in rest if letter.isalnum())
    alone, among = parse(part), parse(f"{rest} {part}"[:LONGEST_QUERY])
    assert set(alone.facets) <= set(among.facets) | set(among.without_facets)
    assert set(alone.bounds) <= set(among.bounds)


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("tag:wifi", [("tag", "wifi")]),
        ("TAG:WiFi", [("tag", "wifi")]),
        ("tag:#wifi", [("tag", "wifi")]),
        ('tag:"home network"', [("tag", "home network")]),
        ("user:@Lin", [("user", "lin")]),
        ("is:solved", [("is", "solved")]),
        ("is:answer", [("kind", "answer")]),
        ("is:open", [("is", "unanswered")]),
        ("lang:zh-Hans", [("lang", "zh-hans")]),
        ("标签：路由器 状态：已解决 语言:中文 用户:小梅",
         [("tag", "路由器"), ("is", "solved"), ("lang", "zh-hans"), ("user", "小梅")]),
    ],
)  # fmt: skip
def test_filters_in_both_languages(text: str, facets: list[tuple[str, str]]) -> None:
    query = parse(text)
    assert list(query.facets) == facets
    assert query.words == query.notices == ()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("stars>=4", [(">=", 4.0)]),
        ("stars:4.5", [(">=", 4.5)]),
        ("stars<3", [("<", 3.0)]),
        ("-stars<3", [(">=", 3.0)]),
        ("星级>=4", [(">=", 4.0)]),
        ("stars>=4 stars<=4.5", [(">=", 4.0), ("<=", 4.5)]),
    ],
)
def test_bounds_on_stars(text: str, bounds: list[tuple[str, float]]) -> None:
    assert [(bound.compare, bound.stars) for bound in parse(text).bounds] == bounds


@given(st.floats(1, 5), st.floats(0, 5), st.sampled_from([">=", "<=", ">", "<"]))
def test_a_bound_and_its_opposite_share_the_rated_posts_and_refuse_the_unrated(
    bound: float, stars: float, compare: str
) -> None:
    opposite = {">=": "<", "<=": ">", ">": "<=", "<": ">="}[compare]
    both = [StarBound(compare, bound).admits(stars), StarBound(opposite, bound).admits(stars)]
    assert both.count(True) == (1 if stars > 0 else 0)


@given(st.integers(0, 500), st.floats(1, 5))
def test_the_stars_shown_lie_between_the_ratings_and_the_mean_of_the_site(count: int, mean: float) -> None:
    query = Query(prior_mean=mean)
    assert query.shown_stars(0, 0) == 0
    for stars in range(1, 6):
        if count:
            assert (
                min(mean, stars) - 0.051
                <= query.shown_stars(count, stars * count)
                <= max(mean, stars) + 0.051
            )


def test_phrases_in_any_quotes() -> None:
    for text in ('"lost connection"', "“lost connection”", "「lost connection」", '"lost connection'):
        assert parse(text).phrases == (" lost connection ",)
    assert parse('-"lost connection" router').without_phrases == (" lost connection ",)


def test_words_that_say_nothing_are_dropped_only_beside_others() -> None:
    assert words(parse("how do I reset the router")) == ["reset", "router"]
    assert words(parse("how to")) == ["how", "to"]
    assert words(parse("怎么重置路由器的密码")) == ["重置路由器", "密码"]


def test_a_minus_excludes_only_at_the_beginning_of_a_word() -> None:
    query = parse("wi-fi -mesh router - x")
    assert words(query) == ["wi-fi", "router", "x"]
    assert [word.text for word in query.without] == ["mesh"]


@pytest.mark.parametrize(
    "text", ["is:purple", "stars>=9", "stars>=many", "tag:", "lang:xx", "label:x", "x" * 400]
)
def test_what_cannot_be_used_is_explained(text: str) -> None:
    assert len(parse(text).notices) == 1


def test_an_address_is_searched_as_words_without_a_lecture() -> None:
    query = parse("https://example.com/setup")
    assert query.notices == ()
    assert "setup" in " ".join(words(query))


def test_only_what_asks_for_something_is_a_search() -> None:
    assert parse("").is_empty
    assert parse("-router -tag:x").is_empty
    assert not parse("tag:x").is_empty
    assert not parse('"a b"').is_empty
