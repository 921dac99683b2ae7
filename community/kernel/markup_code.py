"""Colouring code in posts: a few languages that customers paste, short pieces only, in classes not styles."""

from collections.abc import Iterator
from functools import cache
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType

from community.kernel.markup_guard import Meter

# A lexer's regular expressions may take the square of the length, so only languages that were
# tried with hostile text are coloured (C, C++, C# and Java failed), and only short pieces.
LONGEST = 3_000
_LONGEST_LINE = 500
SECONDS = 0.06  # CPU for all the code in one post; what is left then stays plain
_TOKENS_PER_CHECK = 64
LANGUAGES = {
    **dict.fromkeys(("bash", "sh", "shell", "zsh"), "bash"),
    **dict.fromkeys(("ini", "conf", "cfg"), "ini"),
    **dict.fromkeys(("javascript", "js"), "javascript"),
    **dict.fromkeys(("python", "py"), "python"),
    **dict.fromkeys(("ruby", "rb"), "ruby"),
    **dict.fromkeys(("typescript", "ts"), "typescript"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **{name: name for name in ("console", "css", "diff", "go", "html", "json", "kotlin", "lua", "php")},
    **{name: name for name in ("powershell", "r", "rust", "sql", "swift", "toml", "xml")},
    "dockerfile": "docker",
}


def coloured(code: str, language: str, meter: Meter) -> str | None:
    """`code` as HTML with Pygments' short classes, or None where it is left plain."""
    known = LANGUAGES.get(language.lower())
    if known is None or len(code) > LONGEST or _has_long_line(code):
        return None
    written = StringIO()
    try:
        _FORMATTER.format(_metered(_lexer(known).get_tokens(code), meter), written)
    except TimeoutError:
        return None
    return written.getvalue()


def _metered(tokens: Iterator[tuple[_TokenType, str]], meter: Meter) -> Iterator[tuple[_TokenType, str]]:
    for number, token in enumerate(tokens):
        if number % _TOKENS_PER_CHECK == 0 and meter.is_used_up():
            raise TimeoutError
        yield token


def _has_long_line(code: str) -> bool:
    return any(len(line) > _LONGEST_LINE for line in code.split("\n"))


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
