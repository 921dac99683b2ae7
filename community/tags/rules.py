"""What a tag may be called, and how many a question may carry."""

import re

from community.kernel.errors import Invalid
from community.kernel.text import fold
from community.kernel.words import N_

LONGEST = 35
_SEPARATORS = re.compile(r"[,;，；、\s]+")
_NAME = re.compile(r"[^\W_][\w.+#-]*\Z")


def split(text: str) -> list[str]:
    """The names in what was typed, in order, without repetitions."""
    return list(dict.fromkeys(normalised(name) for name in _SEPARATORS.split(fold(text)) if name.strip("#")))


def normalised(name: str) -> str:
    """The stored spelling: folded, hyphens for underscores, no leading mark."""
    return fold(name.strip().lstrip("#")).replace("_", "-")


def checked(names: list[str], *, most: int) -> list[str]:
    """The names, or Invalid with the one that cannot be."""
    names = list(dict.fromkeys(normalised(name) for name in names))
    if not names:
        raise Invalid(N_("Add at least one tag, so that the right people find your question."), field="tags")
    if len(names) > most:
        raise Invalid(
            N_("%(most)s tags are the most; leave the least fitting ones out."), field="tags", most=most
        )
    for name in names:
        if len(name) > LONGEST or not _NAME.match(name):
            raise Invalid(
                N_("“%(name)s” cannot be a tag: use up to 35 letters, digits and hyphens."),
                field="tags",
                name=name,
            )
    return names
