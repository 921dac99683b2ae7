"""Colouring code in posts: a few languages that customers paste, short pieces only, in classes not styles."""

from functools import cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

# A lexer's regular expressions may take quadratic time on hostile text, so only named, tried
# languages are coloured, and only pieces short enough for the worst of them.
LONGEST = 5_000
_LONGEST_LINE = 500
LANGUAGES = {
    "bash": "bash", "sh": "bash", "shell": "bash", "console": "console",
    "c": "c", "cpp": "cpp", "c++": "cpp", "csharp": "csharp", "c#": "csharp", "cs": "csharp",
    "css": "css", "diff": "diff", "dockerfile": "docker", "go": "go", "html": "html",
    "ini": "ini", "conf": "ini", "java": "java", "javascript": "javascript", "js": "javascript",
    "json": "json", "kotlin": "kotlin", "lua": "lua", "php": "php", "powershell": "powershell",
    "py": "python", "python": "python", "r": "r", "ruby": "ruby", "rb": "ruby", "rust": "rust",
    "sql": "sql", "swift": "swift", "toml": "toml", "ts": "typescript", "typescript": "typescript",
    "xml": "xml", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip


def coloured(code: str, language: str) -> str | None:
    """`code` as HTML with Pygments' short classes, or None where it is left plain."""
    known = LANGUAGES.get(language.lower())
    if known is None or len(code) > LONGEST or _has_long_line(code):
        return None
    return highlight(code, _lexer(known), _FORMATTER)


def _has_long_line(code: str) -> bool:
    return any(len(line) > _LONGEST_LINE for line in code.split("\n"))


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
