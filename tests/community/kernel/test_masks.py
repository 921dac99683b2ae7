"""Covering and restoring: laws that hold for any text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from community.kernel import markup, masks
from community.kernel.judging import Mask
from moderation.triage import pii

NUMBERS = ["13812345679", "+49 30 9018 2734", "anna.berg@post-service.se", "4539578763621486", "HZ-20931177"]
PIECES = st.sampled_from(
    [
        *NUMBERS,
        *(
            "my order number is ",
            "电话",
            " call me at ",
            "\n",
            " ",
            "▒phone-1▒",
            "▒",
            "**",
            "`",
            "```\n",
            "<",
            ">",
        ),
        *(
            "| a | b |\n|---|---|\n| ",
            " |\n",
            "[mail](mailto:",
            ")",
            "https://wa.me/",
            "- ",
            "x",
            "，",
            "\n\n",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def cover(text: str, known: list[masks.Hidden] | None = None) -> tuple[str, list[masks.Hidden]]:
    found = [Mask(span.kind, span.start, span.end) for span in pii.find(text)]
    shown, fresh = masks.covered(text, found, known or [], lang="en")
    return shown, [*(known or []), *fresh]


@given(TEXTS)
@example("▒phone-1▒ call me at 13812345679")
def test_restoring_gives_back_what_was_covered(text: str) -> None:
    shown, hidden = cover(text)
    assert masks.restored(shown, hidden) == text


@given(TEXTS)
def test_a_covered_text_holds_no_original_and_covering_it_again_changes_nothing(text: str) -> None:
    shown, hidden = cover(text)
    for each in hidden:
        assert not masks.holds(shown, each.original)
    assert cover(shown, hidden) == (shown, hidden)


@given(TEXTS, TEXTS)
def test_what_is_known_is_covered_wherever_it_comes_back(first: str, second: str) -> None:
    _shown, hidden = cover(first)
    again, more = cover(f"{second}{first}", hidden)
    assert all(not masks.holds(again, each.original) for each in more)
    assert masks.restored(again, more) == masks.restored(f"{second}{first}", hidden)


@given(TEXTS)
def test_the_page_shows_no_digit_of_it(text: str) -> None:
    shown, hidden = cover(text)
    html = markup.render(shown).html
    for each in hidden:
        if len(each.original) >= 8:
            assert each.original not in html


@given(st.sampled_from(NUMBERS), st.integers(0, 12), st.text(alphabet="xyz ▒", max_size=40))
def test_a_quote_is_scrubbed_of_all_that_tells(original: str, cut: int, around: str) -> None:
    quote = masks.scrubbed(f"{around}{original[cut:]}{around}{original}", [original])
    assert original not in quote
    assert not any(original[at : at + 5] in quote for at in range(len(original) - 4))


def test_tables_fences_and_links_stay_what_they_are() -> None:
    text = (
        "| name | phone |\n|---|---|\n| Jo | 13812345679 |\n\n```\nlog 4539578763621486 ok\n```\n\n"
        "- call [me](tel:+13125550847)\n- <anna.berg@post-service.se>\n"
    )
    shown, _hidden = cover(text)
    before, after = markup.render(text).html, markup.render(shown).html
    for tag in ("<table", "<td", "<pre", "<li", "<ul"):
        assert before.count(tag) == after.count(tag)
    assert not re.search(r"\d{4}", after)
    assert "[phone number, hidden]" in after


def test_a_link_to_what_is_covered_leads_nowhere() -> None:
    shown, _hidden = cover("[write](mailto:anna.berg@post-service.se) to me")
    assert "href" not in markup.render(shown).html


def test_numbers_that_stand_in_the_text_are_not_taken_twice() -> None:
    shown, hidden = cover("▒phone-7▒ and 13812345679")
    assert [each.number for each in hidden] == [8]
    assert masks.restored(shown, hidden) == "▒phone-7▒ and 13812345679"
