"""What is shown of a found post: the place with the most hits, marked as it was written."""

from hypothesis import given
from hypothesis import strategies as st

from community.search.analysis import query_words
from community.search.snippets import Piece, marked, snippet

LONG = "Nothing of interest here. " * 40


def whole(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def hits(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.hit]


@given(st.text(max_size=200), st.text(max_size=30))
def test_marking_changes_no_letter(text: str, query: str) -> None:
    assert whole(marked(text, query_words(query))) == text


@given(
    st.text(alphabet="ab 路由器.\n", max_size=600),
    st.text(alphabet="ab 路由器", max_size=10),
    st.integers(60, 300),
)
def test_a_snippet_is_a_part_of_the_text_and_not_too_long(text: str, query: str, limit: int) -> None:
    found = snippet(text, query_words(query), limit)
    assert whole(found).strip("…") in text
    assert len(whole(found)) <= limit + 2 + 40


def test_forms_and_scripts_are_marked_as_written() -> None:
    assert hits(marked("Resetting the ROUTER", query_words("reset router"))) == ["Resetting", "ROUTER"]
    assert hits(marked("我的路由器壞了,重設密碼", query_words("路由器 密码"))) == ["路由器", "密碼"]
    assert hits(marked("Wi-Fi and wifi and ＷｉＦｉ", query_words("wifi"))) == ["Wi-Fi", "wifi", "ＷｉＦｉ"]
    assert hits(marked("nothing", query_words("router"))) == []


def test_a_snippet_shows_where_most_words_stand() -> None:
    text = f"One firmware here. {LONG} The firmware update fixed the mesh. {LONG}"
    found = snippet(text, query_words("firmware mesh"))
    assert hits(found) == ["firmware", "mesh"]
    assert found[0] == found[-1] == Piece("…")


def test_without_a_hit_the_beginning_is_shown() -> None:
    found = snippet(f"First words. {LONG}", query_words("router"))
    assert whole(found).startswith("First words.")
    assert hits(found) == []
    assert snippet("", query_words("router")) == ()
