"""What a member types, and what others then see."""

import pytest

from community.kernel import markup
from community.kernel.errors import Invalid


def html_of(source: str) -> str:
    return markup.render(source).html


def test_paragraphs_keep_their_line_breaks() -> None:
    assert html_of("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>"


def test_emphasis_works_beside_chinese_punctuation() -> None:
    assert html_of("**重要：**请先备份，~~不要~~再重启") == (
        "<p><strong>重要：</strong>请先备份，<del>不要</del>再重启</p>"
    )


def test_underscores_inside_a_name_are_no_emphasis() -> None:
    assert html_of("set wifi_band_mode here") == "<p>set wifi_band_mode here</p>"


def test_headings_stay_below_those_of_the_page() -> None:
    assert html_of("# One\n## Two\n###### Six") == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>"


def test_a_tag_at_the_beginning_of_a_line_is_no_heading() -> None:
    assert html_of("#wifi is slow") == "<p>#wifi is slow</p>"


def test_lists_may_follow_a_sentence_and_nest_by_two_spaces() -> None:
    flat = html_of("I tried:\n- restart\n  - twice\n- reset").replace("\n", "")
    assert flat == "<p>I tried:</p><ul><li>restart<ul><li>twice</li></ul></li><li>reset</li></ul>"


def test_numbered_lists_may_use_brackets_and_keep_their_start() -> None:
    assert html_of("3) c\n4) d").replace("\n", "") == '<ol start="3"><li>c</li><li>d</li></ol>'


def test_a_number_in_a_sentence_is_no_list() -> None:
    assert html_of("It was made in\n1986. A good year.").startswith("<p>It was made in<br>")


def test_code_in_a_list_item_stays_in_it() -> None:
    flat = html_of("- a\n\n  ```\n  x = 1\n  ```\n- b").replace("\n", "")
    assert flat == (
        '<ul><li><p>a</p><pre class="highlight"><code>x = 1</code></pre></li><li><p>b</p></li></ul>'
    )


def test_code_of_a_known_language_is_coloured_by_class() -> None:
    html = html_of("```python\nprint('<b>')\n```")
    assert '<code class="language-python">' in html
    assert '<span class="nb">print</span>' in html
    assert "&lt;b&gt;" in html


def test_code_of_an_unknown_language_is_left_plain() -> None:
    assert html_of("```klingon\na < b\n```") == (
        '<pre class="highlight"><code class="language-klingon">a &lt; b</code></pre>'
    )


def test_nothing_in_code_is_markup_or_mention() -> None:
    rendered = markup.render("`**a** @bob <i>`\n\n    @carol http://example.com\n")
    assert "<code>**a** @bob &lt;i&gt;</code>" in rendered.html
    assert rendered.mentions == ()
    assert rendered.links == ()


def test_tables_are_tables() -> None:
    html = html_of("| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<th>a</th>" in html
    assert "<td>2</td>" in html


def test_a_bare_address_becomes_a_link_without_the_mark_after_it() -> None:
    rendered = markup.render("请看https://example.com/a_(b)?c=1，谢谢。(see http://example.org/x).")
    assert rendered.links == ("https://example.com/a_(b)?c=1", "http://example.org/x")
    assert '<a href="http://example.org/x" rel="nofollow ugc noopener">' in rendered.html


def test_only_links_that_lead_away_are_marked() -> None:
    rendered = markup.render("[in](/questions/1) [out](https://example.com) [mail](mailto:a@example.com)")
    assert rendered.links == ("https://example.com",)
    assert rendered.html.count("nofollow") == 1


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "java&#10;script:x",
    ],
)
def test_links_of_other_schemes_lead_nowhere(target: str) -> None:
    rendered = markup.render(f"[x]({target}) <a href='{target}'>y</a>")
    assert "href" not in rendered.html
    assert rendered.links == ()


def test_a_link_without_scheme_to_another_host_is_made_safe() -> None:
    assert markup.render("[x](//example.com/a)").links == ("https://example.com/a",)


def test_pictures_come_from_the_web_or_from_our_own_uploads() -> None:
    rendered = markup.render(
        "![a](/uploads/0.png) ![b](https://example.com/b.png) ![c](/other/c.png) ![d](data:image/png;base64,AA)"
    )
    assert rendered.images == ("/uploads/0.png", "https://example.com/b.png")
    assert rendered.html.count("<img") == 2
    assert rendered.text == "a b c d"


def test_mentions_are_marked_and_listed_once() -> None:
    rendered = markup.render("@alice and @林晓, thanks @alice. mail me: bob@example.com")
    assert rendered.mentions == ("alice", "林晓")
    assert '<span class="mention">@alice</span>' in rendered.html


def test_raw_html_is_cleaned_not_run() -> None:
    html = html_of(
        '<kbd>Ctrl</kbd> <script>alert(1)</script><img src=x onerror=alert(1)> <b style="x" onclick="y">b</b>'
    )
    assert html == "<p><kbd>Ctrl</kbd>  <b>b</b></p>"


def test_markdown_works_inside_a_folding_block() -> None:
    html = html_of("<details>\n<summary>Log</summary>\n\n**bold**\n\n</details>")
    assert html.replace("\n", "") == "<details><summary>Log</summary><p><strong>bold</strong></p></details>"


def test_what_is_no_html_element_is_shown_as_typed() -> None:
    assert html_of("use vector<int> or <your name>") == "<p>use vector&lt;int&gt; or &lt;your name&gt;</p>"


def test_ids_never_meet_those_of_the_page() -> None:
    html = markup.sanitize_html('<h2 id="answers">a</h2><p><a href="#answers">b</a></p>').html
    assert html == '<h4 id="said-answers">a</h4><p><a href="#said-answers">b</a></p>'
    assert markup.sanitize_html(html.replace("h4", "h2")).html == html


def test_classes_are_ours_alone() -> None:
    html = html_of('<span class="button">a</span> <code class="flash">b</code> <p class="modal">c</p>')
    assert "button" not in html
    assert "flash" not in html
    assert "modal" not in html


def test_hidden_characters_are_dropped() -> None:
    assert html_of("a\u202eb\u200bc\x00") == "<p>abc</p>"


def test_the_plain_words_come_line_by_line() -> None:
    assert (
        markup.render("# Title\n\n- one\n- two **bold**\n\n> quote\n").text == "Title\none\ntwo bold\nquote"
    )


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\x00", "<!-- -->", "[a]: b"])
def test_nothing_renders_to_nothing(empty: str) -> None:
    assert html_of(empty) == ""


def test_a_text_too_long_is_refused_with_both_numbers() -> None:
    with pytest.raises(Invalid) as refusal:
        markup.render("a" * 30_001)
    assert refusal.value.params == {"length": 30_001, "longest": 30_000}
    assert refusal.value.field == "body"


def test_an_engine_that_gave_up_does_not_spoil_the_next_text() -> None:
    before = html_of("- a\n\n> b *c*")
    for hostile in ("[" * 20_000, "> " * 10_000, "1. " * 10_000, "<b>" * 9_000):
        with pytest.raises(Invalid):
            markup.render(hostile)
        assert html_of("- a\n\n> b *c*") == before


def test_foreign_html_keeps_code_pictures_and_tables_and_its_links_lead_home() -> None:
    source = (
        '<p onclick="x">See <a href="/q/1">this</a> and <a href="a/b">that</a>.</p>'
        '<pre class="lang-py prettyprint-override"><code>x = 1 &lt; 2\n</code></pre>'
        '<p><img src="//i.example.com/a.png" alt="a"><iframe src="x"></iframe></p>'
        "<table><tr><th>h</th></tr><tr><td colspan=2>d</td></tr></table>"
    )
    rendered = markup.sanitize_html(source, "https://ask.example.com/questions/9")
    assert rendered.links == ("https://ask.example.com/q/1", "https://ask.example.com/questions/a/b")
    assert rendered.images == ("https://i.example.com/a.png",)
    assert '<code class="language-py">' in rendered.html
    assert '<td colspan="2">d</td>' in rendered.html
    assert "onclick" not in rendered.html
    assert "iframe" not in rendered.html


def test_clean_html_stays_as_it_is() -> None:
    html = html_of("**a** `b` [c](https://example.com)\n\n- d\n- e\n\n> f @g\n\n| h |\n|---|\n| i |")
    assert markup.sanitize_html(html).html == html
