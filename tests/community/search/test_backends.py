"""What both engines promise: finding, filtering, ordering, forgetting, suggesting."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from community.search.backend import Document, SearchBackend
from community.search.rules import parse
from tests.community.search.documents import answer, question

ROUTER = question(
    1, "How do I reset my router?", "The light blinks red.", tags=("router", "reset"), author="Lin"
)
MESH = question(
    2,
    "Mesh node drops Wi-Fi at night",
    "The second node loses its connection every night.",
    tags=("mesh", "wifi"),
    author="Alice",
    states=frozenset({"solved", "answered"}),
    rating_count=20,
    rating_total=98,
)
MESH_ANSWER = answer(
    3,
    MESH,
    "Update the firmware to 4.2 and set a fixed channel.",
    author="Bob",
    states=frozenset({"solved", "answered", "accepted"}),
    rating_count=20,
    rating_total=98,
)
CHINESE = question(
    4, "路由器怎么恢复出厂设置", "忘记密码了,想重置。", tags=("路由器",), language="zh-Hans", author="小梅"
)
SWITCH = question(
    5, "Switch port is slow", "Only 100 Mbit on port 3.", tags=("switch",), rating_count=9, rating_total=14
)
POSTS = (ROUTER, MESH, MESH_ANSWER, CHINESE, SWITCH)


@pytest.fixture
def filled(backend: SearchBackend) -> SearchBackend:
    backend.update(POSTS)
    return backend


def found(backend: SearchBackend, text: str) -> list[int]:
    """The ids of the posts that `text` finds when all its words are asked for."""
    hits = backend.search(parse(text))
    return [] if hits.relaxed else [hit.post_id for hit in hits.items]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("router", [1]),
        ("resetting routers", [1]),
        ("how do I reset the router", [1]),
        ("wifi", [2]),
        ("Wi-Fi", [2]),
        ("ＷｉＦｉ", [2]),
        ("firmware 4.2", [3]),
        ("mesh firmware", [3]),
        ("路由器", [4]),
        ("路由器 密码", [4]),
        ("路由器重置密码", [4]),
        ("怎么重置路由器的密码", [4]),
        ("路由器恢復出廠設置", [4]),
        ("tag:mesh", [3]),
        ("tag:mesh is:question", [2]),
        ("is:solved", [3]),
        ("node -firmware", [2]),
        ("port -slow", []),
        ("user:bob", [3]),
        ("user:@小梅", [4]),
        ("lang:zh 重置", [4]),
        ("标签：路由器", [4]),
        ("stars>=4", [3]),
        ("stars<3", [5]),
        ("-tag:mesh -lang:zh stars>=1", [5]),
        ('"loses its connection"', [2]),
        ('"its loses connection"', []),
        ('"恢复出厂"', [4]),
        ('node -"fixed channel"', [2]),
        ("zebra", []),
    ],
)
def test_a_query_finds_what_it_means(filled: SearchBackend, text: str, posts: list[int]) -> None:
    assert found(filled, text) == posts


def test_each_question_is_shown_once_by_its_best_post(filled: SearchBackend) -> None:
    hits = filled.search(parse("mesh node night"))
    assert [(hit.post_id, hit.question_id) for hit in hits.items] == [(2, 2)]
    assert hits.total == 1


def test_when_no_post_has_all_words_those_with_some_follow_and_are_announced(filled: SearchBackend) -> None:
    hits = filled.search(parse("router switch zebra"))
    assert hits.relaxed
    assert {hit.post_id for hit in hits.items} == {1, 5}
    assert hits.total == 2


def test_posts_with_all_words_stand_before_those_with_some(backend: SearchBackend) -> None:
    many = [question(number, "router router router", "router") for number in range(10, 30)]
    backend.update([question(1, "cable", "somewhere a router " + "far away " * 50), *many])
    hits = backend.search(parse("router cable"))
    assert hits.items[0].post_id == 1
    assert hits.relaxed
    assert hits.total == 21


def test_a_title_counts_more_than_a_body(backend: SearchBackend) -> None:
    backend.update(
        [question(1, "Blue lamp", "about a printer here"), question(2, "Printer jam", "about a blue lamp")]
    )
    assert [hit.post_id for hit in backend.search(parse("printer")).items] == [2, 1]


def test_a_solved_thread_with_good_stars_stands_above_its_twin(backend: SearchBackend) -> None:
    twin = question(2, "Printer jam", "paper", states=frozenset({"solved"}), rating_count=4, rating_total=20)
    backend.update([twin, question(3, "Printer jam", "paper")])
    assert [hit.post_id for hit in backend.search(parse("printer")).items] == [2, 3]


def test_a_solved_question_stands_above_an_open_one_that_fits_as_well(backend: SearchBackend) -> None:
    """Who searches wants an answer, though the open one is newer, shorter and liked; what fits badly stays last."""
    words = " ".join(f"word{number}" for number in range(8))
    solved = question(2, "Printer jam", words, states=frozenset({"solved", "answered"}))
    liked = question(
        3, "Printer jam", "The paper", states=frozenset({"answered"}), rating_count=20, rating_total=100
    )
    weak = question(4, "Torn", "by the printer", states=frozenset({"solved", "answered"}))
    backend.update([solved, liked, weak])
    assert [hit.post_id for hit in backend.search(parse("printer")).items] == [2, 3, 4]


def test_a_rare_word_weighs_more_than_a_common_one(backend: SearchBackend) -> None:
    common = [question(number, "router", "words about a router") for number in range(10, 40)]
    backend.update([*common, question(1, "router zigbee", ""), question(2, "zigbee", "")])
    assert {hit.post_id for hit in backend.search(parse("zigbee router")).items[:2]} == {1, 2}


def test_pages_do_not_overlap_and_count_the_same(backend: SearchBackend) -> None:
    backend.update(question(number, f"router {number}", "") for number in range(1, 26))
    pages = [backend.search(parse("router"), offset=offset, limit=10) for offset in (0, 10, 20)]
    assert [page.total for page in pages] == [25, 25, 25]
    assert sorted(hit.post_id for page in pages for hit in page.items) == list(range(1, 26))
    assert backend.search(parse("router"), offset=100).total == 25


def test_without_words_the_newest_come_first(backend: SearchBackend) -> None:
    backend.update(question(number, "router", "", tags=("x",)) for number in (3, 1, 2))
    assert found(backend, "tag:x") == [3, 2, 1]


def test_an_empty_query_finds_nothing(filled: SearchBackend) -> None:
    assert filled.search(parse("  ")).total == 0
    assert filled.search(parse("-router")).total == 0


def test_a_changed_post_is_found_by_its_new_words_only(filled: SearchBackend) -> None:
    filled.update([question(1, "Zebra stripes", "")])
    assert found(filled, "zebra") == [1]
    assert found(filled, "router") == []
    assert filled.count() == len(POSTS)


def test_what_is_no_longer_in_a_thread_is_gone(filled: SearchBackend) -> None:
    filled.update([MESH], threads=[2, 99])
    assert found(filled, "firmware") == []
    assert filled.count() == len(POSTS) - 1
    assert set(filled.stamps()) == {1, 2, 4, 5}


def test_the_last_word_in_a_batch_counts(backend: SearchBackend) -> None:
    backend.update([question(1, "first", ""), question(1, "second", "")])
    assert (found(backend, "first"), found(backend, "second"), backend.count()) == ([], [1], 1)


def test_a_thread_may_vanish_as_a_whole(filled: SearchBackend) -> None:
    filled.update([], threads=[2])
    assert found(filled, "mesh") == []
    assert filled.count() == len(POSTS) - 2


def test_an_answer_may_move_to_another_thread(filled: SearchBackend) -> None:
    filled.update([ROUTER, answer(3, ROUTER, "Update the firmware.")], threads=[1, 2])
    assert [(hit.post_id, hit.question_id) for hit in filled.search(parse("firmware")).items] == [(3, 1)]
    assert found(filled, "mesh") == []


def test_stars_are_those_that_readers_see(backend: SearchBackend) -> None:
    backend.update([question(1, "cable", rating_count=1, rating_total=5)])
    assert found(backend, "stars>=4") == []
    assert found(backend, "stars>3.7") == [1]
    generous = replace(parse("stars>=4"), prior_mean=4.0)
    assert backend.search(generous).total == 1


def test_stamps_are_those_of_the_documents(filled: SearchBackend) -> None:
    assert filled.stamps() == {document.post_id: document.stamp for document in POSTS}


def test_a_rebuild_replaces_everything_and_tells_its_progress(filled: SearchBackend) -> None:
    told: list[int] = []
    assert filled.rebuild([ROUTER, SWITCH], told.append) == 2
    assert filled.count() == 2
    assert found(filled, "wifi") == []
    assert told[-1] == 2


def test_the_old_index_answers_while_the_new_one_is_made(filled: SearchBackend) -> None:
    seen: list[list[int]] = []

    def documents() -> Iterable[Document]:
        yield SWITCH
        seen.append(found(filled, "router"))

    filled.rebuild(documents())
    assert seen == [[1]]
    assert found(filled, "router") == []


def test_similar_questions_share_telling_words(filled: SearchBackend) -> None:
    similar = filled.similar("My mesh node loses the Wi-Fi connection", limit=3)
    assert similar[0].question_id == 2
    assert [hit.question_id for hit in filled.similar("路由器密码忘记了怎么办")] == [4]
    assert filled.similar("My mesh node", exclude=2) == ()
    assert filled.similar("???") == ()


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("ruoter", "router"),
        ("routr reset", "router reset"),
        ("Frimware tag:mesh", "firmware tag:mesh"),
        ("firmwareupdate", "firmware update"),
        ("恢夏出厂", "恢复出厂"),
        ("路器由", "路由器"),
        ("router", None),
        ("xyzzyplugh", None),
    ],
)
def test_misspelt_words_are_put_right(filled: SearchBackend, text: str, better: str | None) -> None:
    assert filled.suggest(parse(text)) == better


def test_a_quote_or_a_backslash_is_only_text(backend: SearchBackend) -> None:
    backend.update(
        [question(1, "it's a \\ test", "l'heure d'été & co | ! :* <->", tags=("o'brien",), author="O'Neil\\")]
    )
    assert found(backend, "l'heure d'été") == [1]
    assert found(backend, "user:O'Neil\\") == [1]
    assert found(backend, "tag:o'brien") == [1]
    assert backend.search(parse("& | ! :* <->")).total == 0


def test_an_engine_that_was_filled_is_healthy(filled: SearchBackend) -> None:
    assert filled.healthy()
