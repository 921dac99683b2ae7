"""Texts that have cost Markdown engines, sanitisers or regular expressions dearly, at any length."""

import random
from collections.abc import Callable, Iterator
from itertools import product

Shape = Callable[[int], str]


def _repeated(unit: str) -> Shape:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _opened_and_closed(opening: str, closing: str, core: str = "x") -> Shape:
    def shape(size: int) -> str:
        count = (size - len(core)) // (len(opening) + len(closing))
        return opening * count + core + closing * count

    return shape


def _numbered(line: str) -> Shape:
    def shape(size: int) -> str:
        lines, length = [], 0
        while length < size:
            lines.append(line.replace("N", str(len(lines))))
            length += len(lines[-1]) + 1
        return "\n".join(lines)[:size]

    return shape


def _growing(unit: str, lead: str) -> Shape:
    """Lines, each more indented or quoted than the last."""

    def shape(size: int) -> str:
        lines, length = [], 0
        while length < size:
            lines.append(lead * len(lines) + unit)
            length += len(lines[-1]) + 1
        return "\n".join(lines)[:size]

    return shape


def _table(columns: int) -> Shape:
    row = "|a" * columns + "|\n"
    rule = "|-" * columns + "|\n"
    return lambda size: (row + rule + row * (size // len(row) + 1))[:size]


def _ticks(size: int) -> str:
    runs, length = [], 0
    while length < size:
        runs.append("`" * (len(runs) % 170 + 1) + "a")
        length += len(runs[-1])
    return "".join(runs)[:size]


def _noise(alphabet: str, seed: int) -> Shape:
    def shape(size: int) -> str:
        return "".join(random.Random(seed).choices(alphabet, k=size))

    return shape


def _tag_noise(tags: str, seed: int) -> Shape:
    names = tags.split()

    def shape(size: int) -> str:
        chance = random.Random(seed)
        made = (f"<{chance.choice(['', '', '/'])}{chance.choice(names)}>" for _ in range(size // 3))
        return "".join(made)[:size]

    return shape


_UNITS = (
    # emphasis and other runs of markers
    "*", "_", "**a", "*a _b ", "*a_ ", "_a*", "**a*", "***a b", "***a b** c* ", "_a __b ", "*a **b ***c ",
    "~~a", "~~a ~b ", "~", "a**bc* ", "*_", "_*_ ", "**_a_ ", "* a *", "__a__b", "=", "+", "^a^ ",
    # links, images, references
    "[", "]", "[]", "[a", "[a](", "[a](b", "![", "![a](", "![a][", "[a][b]", "[a]: b\n", "[a]:\n", "[[a]](b) ",
    "[a](<b", '[a](b "c', "[a](b 'c ", "](", "[](", "[x](y) ", "![x](y) ", "(", "[a](()", "[\\]",
    "http://a.b ", "https://", "http://a.b(((", "http://a.b)))", "www.a.b ", "a@b.c ", "@a ", "@", "a@",
    "mailto:a@b.c ",
    "<http://a", "<http://a>", "<a@b.c>", "<a@", '[a]: <b> "c\n',
    # code
    "`", "`a", "``a`", "` `` ", "```\n", "```a\n", "~~~\n", "    a\n", "\t", "    a\n\n", "```\na\n```\n",
    "> ```\n", "- ```\n",
    '``` a="b" ', "```{a=b ", "~~~~\n~~~\n", "\\`",
    # quotes and lists
    ">", "> ", "> a\n", ">\n\n", "> a\n\n", ">>> a\n\n", "- ", "- a\n", "* a\n\n", "1. a\n", "1. ", "1) a\n",
    "- - - a\n", "+ a\n  ",
    "    - a\n", "- a\n\n    b\n\n", "* * * *\n", "---\n", "- -\n", "a\n---\n", "a\n===\n", "> - 1. ", "- > ",
    "1. > - ", "9" * 40 + ". a\n",
    # headings
    "#", "# ", "# a\n", "#\n", "a #", "# a # ", "\\#", "###### a\n\n",
    # raw HTML, comments, instructions, entities
    "<", ">", "<a", "<a ", "<a>", "</a>", "<b>", "<i><b>", "<div>", "<div>\n", "<div>\n\n", "</div>", "<p>",
    "<table>", "<tr><td>",
    "<table><tr><td>", "<li>", "<ul><li>", '<span class="', '<a href="', "<a href='x' ", "<!--", "<!-- a -->",
    "<!", "<!a", "<?", "<? a ?>",
    "<![CDATA[", "<![CDATA[a]]>", "-->", "<a b=c ", "<a/", "<a//", "</", "<br>", "<hr>\n", "<pre>",
    "<pre><code>", "<code>", "<script>",
    "<style>", "<title>", "<textarea>", "<svg>", "<math>", "<template>", "<svg><a>", "<font>", "<a><b><i><u>",
    "<b></i>", "<h1>", "<form>",
    "<select>", "<option>", "<details>", "<sup><sub>", "<em><strong>", "<img>", "<img src=x>", "<math><mi>",
    "<a><table>", "<p><a>", "<dl><dt>",
    "&", "&amp;", "&#", "&#x", "&a", "&#999999999;", "&lt;", "&lt;b&gt;", "<b>\n\n", "<div>a</div>\n",
    "<div markdown=1>", "<p><div>",
    # tables
    "|", "| ", "|a", "|-", "|-\n", "a|b\n", "|a|\n|-|\n", "\\|", "`|`", "|:-:", "-|-\n",
    # white space, escapes, specials of the engine itself
    " ", "\n", "a\n", "  \n", " \n", "\\", "\\\\", "\\*", "\\\n", "a  \n", "\u00a0", "\u3000", "\x02", "\x03",
    "\x02wzxhzdk:0\x03", "\x02amp\x03",
    "\x02klzzwxh:0000\x03", "klzzwxh:", "\r", "\r\n", "\x00", "\u200b", "\u2028", "a", "中", "中 ", "。",
    "😀", "é", "e\u0301", "\u202e",
    "!", "!!!", "'", '"', "'a\"", "--", "...", "(c)", "{", "{: a", "{: #a .b}\n", "{{", "{%", "$", "$$",
    "$a$ ", ":::", "::: a\n", "==a==",
    "[^a]", "[^a]: b\n", "*[a]: b\n", "a\n: b\n", "- [ ] a\n", "[toc]\n", '--8<-- "a"\n', ";--8<--\n",
    '=== "a"\n',
)  # fmt: skip


def _shapes() -> Iterator[tuple[str, Shape]]:
    for unit in _UNITS:
        yield f"repeated {unit!r}", _repeated(unit)
    for opening, closing in (
        ("*", "*"), ("**", "**"), ("***", "***"), ("*a ", " a*"), ("_a ", " a_"), ("**a *b ", " b* a**"),
        ("~~", "~~"), ("~~a ", " a~~"),
        ("[", "]"), ("[", "](a)"), ("![", "](a)"), ("[a](", ")"), ("(", ")"), ("`", "`"), ("<", ">"),
        ("<b>", "</b>"), ("<div>", "</div>"),
        ("<i><b>", "</b></i>"), ("<b>", "</i>"), ("<ul><li>", "</li></ul>"), ("<div>\n\n", "</div>\n\n"),
        ("<div>\n", "</div>\n"),
        ("<blockquote>", "</blockquote>"), ("<table><tr><td>", "</td></tr></table>"), ("<span>", "</span>"),
        ("<a href=x>", "</a>"),
        ("[![a](b)", "](c)"), ('"', '"'), ("{", "}"), ("<!--", "-->"), ("<?", "?>"), ("\\[", "\\]"),
        ("<a ", ">"), ("<", ""), ("<details>", "</details>"),
        ("<font>", "</p>"), ("<b><p>", "</b>"), ("<a><p>", "</a>"), ("<i><div>", "</i>"),
        ("<b><table>", "</table></b>"),
    ):  # fmt: skip
        yield f"nested {opening!r} {closing!r}", _opened_and_closed(opening, closing)
    for unit, lead in product(
        ("> a", "- a", "1. a", "a", "```", "# a", "|a|", "<b>", "* * a"),
        (">", "> ", "  ", "    ", " ", "- ", "*"),
    ):
        yield f"growing {lead!r} {unit!r}", _growing(unit, lead)
    for line in (
        "[N]: http://a/N", "[a][N]", "[N]", "[N]: N", "<aN>", "<aN", "&N;", "&#N;", "`N", "*N", "# N", "- N",
        "N. N", "> N", "@aN", "|N|",
        "http://aN.b", "<div id=N>", "<bN a=N>", "[^N]: N", "[^N]", "![N][N]", "[N](N)", "```N", "<!-- N -->",
        "**N** _N_ `N` ~~N~~ [N](N)",
        "<b>N</b>", "<div>N</div>", "<div>N", "[N][]", "| N | N |", "N  ", "*N _N **N __N",
        "\x02wzxhzdk:N\x03", "N\n---", "N\n",
    ):  # fmt: skip
        yield f"numbered {line!r}", _numbered(line)
    for columns in (1, 3, 100, 1_000, 5_000):
        yield f"table of {columns} columns", _table(columns)
    yield "runs of backticks, all lengths", _ticks
    for seed, alphabet in enumerate(
        (
            "*_ a",
            "*_a\n",
            "[]()! a",
            "<>/ ab=\"'",
            "`~ \na",
            "> -1.\n a",
            "#=-\n a",
            "|-:\n a",
            "&#;xa1",
            "*_[]()<>`~#|>\n -a!\\",
            "\\*_`[a ",
            "*a中。 ",
            "<b/>i \n",
            "\x02\x03:0w",
        )
    ):
        yield f"noise of {alphabet!r}", _noise(alphabet, seed)
    for seed, tags in enumerate(
        (
            "b i u p",
            "a b div",
            "table tr td b a",
            "ul li p b",
            "svg math a p",
            "div p span em strong",
            "h1 h2 pre code",
        )
    ):
        yield f"tags at random: {tags}", _tag_noise(tags, seed)


SHAPES: dict[str, Shape] = dict(_shapes())
