"""Laws of articles: the ways between states, doubt, gaps for what is private, likeness."""

from hypothesis import given
from hypothesis import strategies as st

from community.articles import likeness, rules
from community.articles.rules import ArticleState, Move
from community.kernel import masks

TEXTS = st.text(max_size=120)


def test_every_state_can_be_left_and_every_move_begins_somewhere() -> None:
    for state in ArticleState:
        assert any(rules.may_move(move, state, live=True) for move in Move), state
    for move in Move:
        assert any(rules.may_move(move, state, live=True) for state in ArticleState), move


def test_changes_are_dropped_only_where_readers_see_something() -> None:
    assert rules.may_move(Move.DROP, ArticleState.DRAFT, live=True)
    assert not rules.may_move(Move.DROP, ArticleState.DRAFT, live=False)


@given(st.integers(0, 200), st.integers(0, 200))
def test_one_more_unhappy_reader_never_ends_a_doubt(helpful: int, unhelpful: int) -> None:
    before = rules.is_doubted(helpful, unhelpful, least=20, share=0.3)
    after = rules.is_doubted(helpful, unhelpful + 1, least=20, share=0.3)
    assert after or not before


def test_doubt_begins_above_thirty_per_cent_of_twenty() -> None:
    assert not rules.is_doubted(14, 6, least=20, share=0.3)  # exactly thirty
    assert rules.is_doubted(13, 7, least=20, share=0.3)
    assert not rules.is_doubted(0, 19, least=20, share=0.3)


@given(TEXTS, TEXTS, st.sampled_from(sorted(masks.KINDS)), st.sampled_from(["en", "zh-Hans"]))
def test_no_token_survives_and_the_words_around_it_do(before: str, after: str, kind: str, lang: str) -> None:
    text = f"{before} {masks.token(kind, 7, lang)} {after}"
    public = rules.without_private(text)
    assert masks.TOKEN.search(public) is None
    assert masks.BAR.join(masks.token(kind, 7, lang).split(masks.BAR)) not in public
    if masks.BAR not in before + after:
        assert public == f"{before} {rules.GAP} {after}"


def test_parts_that_look_private_become_gaps_even_where_they_overlap() -> None:
    assert rules.without_private("call 555 1234 now", [(5, 13), (9, 13)]) == "call … now"


@given(TEXTS, TEXTS)
def test_a_score_is_never_negative_and_bounded(text: str, other: str) -> None:
    looked = likeness.looked_for(text)
    has = likeness.terms_of(other, "")
    points = likeness.score(looked, has, dict.fromkeys(has, 1), 10, tags=5)
    assert 0 <= points <= 1 + likeness.TAG_WORTH * likeness.MOST_TAGS + 1e-9


@given(TEXTS)
def test_a_text_shares_all_its_words_with_itself(text: str) -> None:
    looked = likeness.looked_for(text)
    has = dict.fromkeys(looked.terms, 1)
    shared = "".join(likeness.shared_words(looked, has))
    for word in looked.words:
        if len(word.text) > 1:
            assert word.text in shared or word.terms == (word.text,)


def test_shared_words_are_said_as_people_write_them() -> None:
    looked = likeness.looked_for("固件升级后路由器总是断线, and it restarts")
    has = likeness.terms_of("路由器断线", "restarting after an update")
    assert likeness.shared_words(looked, has) == ("路由器", "断线", "restarts")


def test_one_word_alone_suggests_nothing_without_a_tag() -> None:
    assert not likeness.is_alike(("mesh",), 0.9, 0)
    assert likeness.is_alike(("mesh",), 0.9, 1)
    assert likeness.is_alike(("mesh", "night"), 0.9, 0)
    assert not likeness.is_alike(("断线",), 0.9, 0)
    assert likeness.is_alike(("路由器断线",), 0.9, 0)
