"""Known attacks, sent through every door that text has."""

import gzip
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel import markup
from community.kernel.errors import Invalid
from tests.community.kernel.inert import live_parts
from tests.machine import data_folder

DOORS: dict[str, Callable[[str], str]] = {
    "typed": lambda text: text,
    "as the target of a link": lambda text: f"[x]({text})",
    "as the target of a picture": lambda text: f"![x](<{text}>)",
    "as an automatic link": lambda text: f"<{text}>",
    "as a reference": lambda text: f"[x][a]\n\n[a]: {text} '{text}'",
    "as the language of code": lambda text: f"```{text}\n{text}\n```",
    "in a quoted list": lambda text: f"> - {text}",
    "in a table": lambda text: f"|a|\n|-|\n|{text}|",
    "in an attribute": lambda text: f'<a href="{text}" title="{text}">x</a><img alt="{text}" src="{text}">',
    "unquoted in an attribute": lambda text: f"<a href={text} id={text}>x</a>",
    "in a block": lambda text: f"<div>\n{text}\n</div>",
    "in a folding block": lambda text: f"<details><summary>{text}</summary>\n\n{text}\n\n</details>",
}


def _payloads() -> list[str]:
    folder = data_folder() / "security"
    found: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["payload"] for line in lines]
    return found


def _seen(text: str) -> list[str]:
    """What a browser would get of `text`: typed, imported, and edited after import."""
    shown = []
    for show in (markup.render, markup.sanitize_html):
        try:
            html = show(text).html
        except Invalid:
            continue
        shown += [html, markup.render(markup.html_to_markdown(html)).html]
    return shown


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_no_known_payload_comes_alive(door: str) -> None:
    payloads = _payloads()
    assert len(payloads) > 3_900
    if door != "typed":
        payloads = payloads[[*DOORS].index(door) :: len(DOORS) // 2]
    alive = [
        (payload, html, live_parts(html))
        for payload in payloads
        for html in _seen(DOORS[door](payload))
        if live_parts(html)
    ]
    assert alive == []


PIECES = st.sampled_from(
    "< > </ /> <a <img <svg <script> </script> <style> <math> <b> <!-- --> <![CDATA[ ]]> & &lt; &#60; &colon;".split()
    + "\" ' ` = / \\ href= src= onerror= style= javascript: data:text/html alert(1) ( ) [ ] ![ ]( * _ ~~ |".split()
    + ["---", "```", "> -", "1. ", "# @a", "x", "\n", "\n\n", "    ", " ", "\t", "\x00", "\x02", "\u2028"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_put_together_from_pieces_of_attacks_comes_alive(text: str) -> None:
    for html in _seen(text):
        assert live_parts(html) == []


def test_the_reader_of_these_tests_sees_what_is_alive() -> None:
    for html in (
        "<script>",
        "<p onclick=x>",
        "<a href='java\tscript:x'>",
        "<img src=data:x>",
        "<p style=x>",
        "<!-- -->",
    ):
        assert live_parts(html)
    assert not live_parts('<p>a <a href="https://example.com" rel="nofollow">b</a></p>')
