"""Whether a question that was found is worth showing to somebody who has not searched; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from community.search.analysis import IS_UNSPACED, Word, terms

FEW_WORDS: Final = 3  # of so many words one in common is a third of what is asked
ENOUGH: Final = 2
# Pairs that stand in questions about anything.
_SAY_LITTLE: Final = frozenset(
    "没有 不能 不了 无法 现在 今天 昨天 一直 已经 还是 以后 之后 时候 这个 那个 一个 一下 "
    "出现 使用 问题 情况 需要 知道".split()
)


def is_alike(words: Sequence[Word], texts: Iterable[str]) -> bool:
    """Whether `texts` have enough of `words`: two of them, or one of three or fewer.

    No more texts are read than needed. Two Chinese characters that stand together say as much as two words in Latin
    letters: among labelled pairs of customers' questions many share no more, and few share that by chance.
    """
    needed = ENOUGH if len(words) > FEW_WORDS else 1
    found: set[Word] = set()
    for text in texts:
        has = terms(text)
        for word in words:
            if _stands(word, has):
                found.add(word)
                if len(found) >= needed or IS_UNSPACED.match(word.text):
                    return True
    return False


def _stands(word: Word, has: Counter[str]) -> bool:
    if IS_UNSPACED.match(word.text):
        return any(pair in has for pair in word.terms if pair not in _SAY_LITTLE)
    return word.joined in has or all(term in has for term in word.terms)
