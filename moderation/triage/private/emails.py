"""E-mail addresses of people, also when they are written so that machines shall not find them."""

import re
from collections.abc import Iterator
from typing import Final

from moderation.triage.private.ground import Ground

_EMAIL = re.compile(
    r"(?<![\w.+@-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@-])", re.ASCII
)
_TLD = "com|net|org|de|cn|edu|io|co|uk|fr|eu|ch|at|info|me|ru|jp|in|es|it|nl|pl|se|be|ca|au|us"
_PROVIDER = (
    r"(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|proton|protonmail|gmx|web|aol|qq|163|126|foxmail|sina|sohu"
    r"|yandex|mail)"
)
# With the words "at" and "dot" for the marks, in brackets or bare.
_SPOKEN = re.compile(
    rf"(?<![\w.])[A-Za-z0-9][\w.+-]{{1,40}}\s?(?:[(\[{{<]\s?(?:at|@|艾特|圈a)\s?[)\]}}>]|艾特)\s?[A-Za-z0-9-]{{2,40}}\s?"
    rf"(?:\.|[(\[{{<]\s?(?:dot|\.|点)\s?[)\]}}>]|\sdot\s|点)\s?(?:{_TLD})\b"
    rf"|(?<![\w.])[A-Za-z0-9][\w.+-]{{1,40}} at [A-Za-z0-9-]{{2,40}} dot (?:{_TLD})\b"
    rf"|(?<![\w.])[A-Za-z0-9][\w.+-]{{2,40}} ?(?:at|#|\*|艾特) ?{_PROVIDER}"
    r"(?: ?\. ?| dot |点)(?:com|net|de|cn|ru|me)\b",
    re.IGNORECASE | re.ASCII,
)
_SPOKEN_SIGN = re.compile(
    r"\bdot\b|[(\[{<]\s?(?:at|@|dot)\s?[)\]}>]|艾特|#\w+\.|\bat " + _PROVIDER, re.IGNORECASE
)
_WRITING = re.compile(r"(?i)\b(?:e-?mail|mail|write|contact|reach|address)\b|邮箱|邮件")
_SAMPLE_DOMAINS: Final = (
    *(
        "example.com",
        "example.org",
        "example.net",
        "example.edu",
        "example.de",
        ".example",
        ".invalid",
        ".test",
    ),
    *(
        "domain.com",
        "domain.tld",
        "mydomain.com",
        "yourdomain.com",
        "company.com",
        "yourcompany.com",
        "localhost",
    ),
    *(
        "test.com",
        "foo.com",
        "bar.com",
        "abc.com",
        "email.com",
        "xyz.com",
        "server.com",
        "host.com",
        "site.com",
    ),
)
# Nobody's own: the open desk of a firm, the account of a program.
_ROLES: Final = frozenset(
    "abuse admin administrator bugs careers contact feedback hello help helpdesk hostmaster hr info infos inquiries "
    "kontakt mailer-daemon marketing media news newsletter no-reply noreply donotreply do-not-reply office orders "
    "postmaster press privacy root sales security service services spam staff support team webmaster kefu "
    "community billing legal jobs customerservice customercare customersupport customer.service bot git ssh user "
    "username name yourname your.name you me someone somebody foo bar test abc email mail myemail youremail".split()
)
_FILES: Final = (
    ".py",
    ".js",
    ".ts",
    ".png",
    ".jpg",
    ".gif",
    ".css",
    ".md",
    ".txt",
    ".sh",
    ".so",
    ".json",
    ".html",
    ".local",
)


def find(ground: Ground) -> Iterator[tuple[int, int]]:
    """Where addresses stand, in code and in the queries of links as well."""
    text = ground.narrow
    if "@" in text:
        for found in _EMAIL.finditer(text):
            if _is_personal(found[0], text[found.end() : found.end() + 1]) and not _in_path(ground, found):
                yield found.span()
    if _SPOKEN_SIGN.search(text):
        for found in _SPOKEN.finditer(ground.prose):
            if _names_somebody(ground.prose, found):
                yield found.span()


_VERBS: Final = frozenset(
    "look looking looked arrive arrived stay available hosted here there found it is work".split()
)


def _names_somebody(prose: str, found: re.Match[str]) -> bool:
    """A plain word before "at gmail.com" may be any verb: it counts where the text speaks of writing."""
    name = found[0].split(maxsplit=1)[0].lower()
    if name in _ROLES:
        return False
    plain = name.isalpha() and " at " in found[0].lower()
    return (
        not plain
        or _WRITING.search(prose, max(0, found.start() - 30), found.start()) is not None
        or (" dot " in found[0] and name not in _VERBS)
    )


def _is_personal(address: str, after: str) -> bool:
    low = address.lower()
    local, _at, domain = low.partition("@")
    if (
        low.endswith((*_SAMPLE_DOMAINS, *_FILES))
        or local in _ROLES
        or local.startswith(("no-reply", "noreply", "xxx"))
    ):
        return False
    if set(local) <= {"x", ".", "*"} or domain.startswith("xxx"):
        return False
    return after != ":" or local not in {"git", "ssh", "root", "admin", "user"}


def _in_path(ground: Ground, found: re.Match[str]) -> bool:
    """Whether it is part of a link that only looks like an address, such as a page of a member."""
    before = ground.narrow[max(0, found.start() - 1) : found.start()]
    return before != "=" and any(start <= found.start() < end for start, end in ground.urls)
