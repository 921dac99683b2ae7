"""When a known problem is probably the one that somebody describes, and for whom an announcement is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.curation.rules import Audience, Reader, is_for, matches

TITLES = ("Firmware 4.2 drops the 5 GHz band", "固件 4.2 会掉 5 GHz 频段")


@pytest.mark.parametrize(
    ("text", "tags", "found"),
    [
        ("Since firmware 4.2 the fast band is gone", (), True),
        ("升级固件之后频段没了", (), True),
        ("My Wren Mesh 3 shows a red light", (), True),
        ("The band disappears in the evening", ("firmware",), True),
        ("How do I set up a printer?", (), False),
        ("How do I set up a printer?", ("firmware",), False),
        ("", ("printer",), False),
    ],
)
def test_whoever_has_it_is_told(text: str, tags: tuple[str, ...], *, found: bool) -> None:
    assert matches(TITLES, "Wren Mesh 3", ("firmware",), text=text, asked_tags=tags) is found


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_may_be_asked(text: str, tags: list[str]) -> None:
    assert matches(TITLES, "", ("firmware",), text=text, asked_tags=tags) in {True, False}


@given(
    st.sampled_from(Audience),
    st.booleans(),
    st.sampled_from(["en", "zh-Hans"]),
    st.sampled_from(["", "mesh"]),
)
def test_an_announcement_of_a_tag_stands_on_its_page_alone(
    audience: Audience, signed_in: bool, lang: str, tag: str
) -> None:
    of = {Audience.TAG: "mesh", Audience.LANGUAGE: "en"}.get(audience, "")
    shown = is_for(audience, of, Reader(signed_in, lang, tag))
    assert (
        shown
        is {
            Audience.TAG: tag == "mesh",
            Audience.EVERYBODY: not tag,
            Audience.MEMBERS: signed_in and not tag,
            Audience.LANGUAGE: lang == "en" and not tag,
        }[audience]
    )
