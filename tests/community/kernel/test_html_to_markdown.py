"""Clean HTML that becomes Markdown, to be edited and rendered again."""

import gzip
import re
import time
from xml.etree.ElementTree import iterparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import markup
from tests.machine import data_folder

HEAD = "<thead><tr><th>a|b</th></tr></thead>"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <strong>b</strong> <em>c</em> <del>d</del></p>", "a **b** *c* ~~d~~"),
        ("<p>one<br>two</p><p>three</p>", "one\ntwo\n\nthree"),
        ('<p><a href="https://example.com/x" title="t">a</a></p>', '[a](https://example.com/x "t")'),
        ('<p><a href="https://example.com/x">https://example.com/x</a></p>', "<https://example.com/x>"),
        ('<p><img src="https://example.com/a b.png" alt="x"></p>', "![x](https://example.com/ab.png)"),
        ("<h1>a</h1><h2>b</h2>", "# a\n\n## b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n    - b\n- c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<pre class="lang-js"><code>a\n  b\n</code></pre>', "```js\na\n  b\n```"),
        ("<pre><code>```\n</code></pre>", "````\n```\n````"),
        ("<p><code>a `b</code> x<sup>2</sup></p>", "``a `b`` x<sup>2</sup>"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        (f"<table>{HEAD}<tbody><tr><td>c</td></tr></tbody></table>", "| a\\|b |\n| --- |\n| c |"),
        ("<p>1. a</p><p># b</p><p>- c</p><p>&gt; d</p>", "1\\. a\n\n\\# b\n\n\\- c\n\n\\> d"),
        ("<p>2*3*4, a_b_c, [x](y), &lt;b&gt;, &amp;lt;</p>", "2\\*3\\*4, a_b_c, \\[x](y), &lt;b>, &amp;lt;"),
        ("loose <b>text</b>", "loose **text**"),
        ("", ""),
    ],
)
def test_elements_become_the_marks_people_type(html: str, markdown: str) -> None:
    clean = markup.sanitize_html(html).html
    assert markup.html_to_markdown(clean) == markdown
    assert _normal(markup.render(markdown).html) == _normal(clean)


TYPED = st.text(alphabet="ab1 *_`[]()<>&#~-+=.|!\\>\n中。", max_size=60)


@given(TYPED)
def test_text_survives_being_written_as_markdown_and_read_again(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    clean = markup.sanitize_html(f"<p>{escaped}</p>")
    again = markup.render(markup.html_to_markdown(clean.html))
    assert "".join(again.text.split()) == "".join(clean.text.split())


def _bodies() -> list[str]:
    found: list[str] = []
    for file in sorted((data_folder() / "qa_dumps").glob("*/Posts.xml.gz")):
        with gzip.open(file) as posts:
            found += [row.get("Body", "") for _, row in iterparse(posts) if row.tag == "row"]  # noqa: S314 - our own data
    return found


def _normal(html: str) -> str:
    """`html` without what reads the same: white space, the older names of elements, loose list items."""
    blocks = "p|div|ul|ol|li|blockquote|pre|h[1-6]|hr|br|table|tr|td|th|thead|tbody"
    html = re.sub(r"\s+", " ", html.replace("</code></pre>", " </code></pre>"))
    html = re.sub(rf" ?(</?(?:{blocks})\b[^>]*>) ?", r"\1", html)
    for old, new in (("i", "em"), ("b", "strong"), ("strike", "del"), ("s", "del")):
        html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    html = re.sub(r"<li><p>(.*?)</p>", r"<li>\1", html)
    return html if html.startswith("<") or not html else f"<p>{html}</p>"


@pytest.mark.data
@pytest.mark.slow
def test_real_posts_come_back_as_they_were() -> None:
    clean = [markup.sanitize_html(body, "https://example.com") for body in _bodies()[::4]]
    assert len(clean) > 1_000
    start = time.process_time()
    written = [markup.html_to_markdown(body.html) for body in clean]
    rate = len(clean) / (time.process_time() - start)
    again = [markup.render(body, longest=100_000) for body in written]
    same_words = sum(
        "".join(a.text.split()) == "".join(b.text.split()) for a, b in zip(clean, again, strict=True)
    )
    same_html = sum(_normal(a.html) == _normal(b.html) for a, b in zip(clean, again, strict=True))
    print(f"{rate:.0f} bodies/s; same words {same_words}, same HTML {same_html} of {len(clean)}")  # noqa: T201
    assert rate >= 300
    assert same_words >= 0.99 * len(clean)
    assert same_html >= 0.93 * len(clean)
