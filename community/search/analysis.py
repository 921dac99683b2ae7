"""How text becomes search terms: one analysis for what is indexed and for what is asked."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from community.kernel.text import fold
from community.search.stemming import stem

ANALYSIS_VERSION: Final = 1  # an index made by another analysis is rebuilt
LONGEST_TERM: Final = 40
SHORTEST_SURFACE: Final = 3  # nobody guesses at shorter words
MOST_PARTS: Final = 6  # of a compound that is also kept in one piece; an address of a page has more

# Scripts written without spaces: Chinese characters, kana, Hangul.
UNSPACED: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
IS_UNSPACED: Final = re.compile(rf"[{UNSPACED}]")
_LETTER: Final = rf"[^\W_{UNSPACED}]"
_WORD: Final = re.compile(
    rf"(?P<run>[{UNSPACED}]+)"
    rf"|(?P<symbol>(?<![^\W_])[a-z](?:\+\+|\#)(?![^\W_]))"
    rf"|(?P<word>{_LETTER}+(?:[-._/:]{_LETTER}+)*)"
)
_PART: Final = re.compile(rf"{_LETTER}+")
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")

# Words that say nothing about the matter. They are indexed, but a query need not match them.
_EMPTY_ENGLISH: Final = frozenset(
    "a am an and are as at be been but by can could did do does dont for from get had has have how i "
    "if im in into is it its ive me my of on or our please should so than that the their them then "
    "there these they this to was we were what when where which who why will with would you your".split()
)
_EMPTY_CHINESE: Final = re.compile(
    "怎么样|怎么办|怎么|怎样|如何|为什么|为何|什么|请问|请教|求助|能不能|可不可以|可以|是不是|有没有|是否|大家|谢谢|吗|呢|吧|啊|的"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query: a post has it when it has `joined`, or `need` of `terms`."""

    text: str
    terms: tuple[str, ...]
    need: int
    joined: str = ""

    @property
    def all_terms(self) -> tuple[str, ...]:
        """Every term that counts towards the score."""
        return (*self.terms, self.joined) if self.joined and self.joined not in self.terms else self.terms


def folded(text: str) -> str:
    """`text` in the one spelling that terms are cut from."""
    return _APOSTROPHE.sub("", fold(text))


def terms(text: str) -> Counter[str]:
    """Every term of `text` and how often it occurs: stems, compounds, Chinese characters and pairs."""
    found: Counter[str] = Counter()
    for match in _WORD.finditer(folded(text)):
        if run := match["run"]:
            found.update(run)
            found.update(first + second for first, second in pairwise(run))
        elif symbol := match["symbol"]:
            found[symbol] += 1
        else:
            found.update(_compound(match["word"]))
    return found


@lru_cache(maxsize=2_048)
def _compound(word: str) -> tuple[str, ...]:
    parts = _PART.findall(word)
    cut = tuple(stem(part)[:LONGEST_TERM] for part in parts)
    if len(parts) == 1 or len(parts) > MOST_PARTS:
        return cut
    return (*cut, _joined(parts))


def _joined(parts: list[str]) -> str:
    return stem("".join(parts))[:LONGEST_TERM]


def query_words(text: str) -> tuple[Word, ...]:
    """The words a post should have for the query `text`, without empty ones unless there are no others."""
    full: list[Word] = []
    empty: list[Word] = []
    for match in _WORD.finditer(folded(text)):
        if run := match["run"]:
            pieces = [piece for piece in _EMPTY_CHINESE.split(run) if piece]
            full.extend(_run(piece) for piece in pieces)
            if not pieces:
                empty.append(_run(run))
        elif symbol := match["symbol"]:
            full.append(Word(symbol, (symbol,), 1))
        else:
            (empty if match["word"] in _EMPTY_ENGLISH else full).append(_latin(match["word"]))
    return tuple(dict.fromkeys(full or empty))


def _run(run: str) -> Word:
    pairs = tuple(dict.fromkeys(first + second for first, second in pairwise(run))) or (run,)
    # Pairs across a word's border need not occur: of three pairs two suffice, of six four.
    return Word(run, pairs, len(pairs) - len(pairs) // 3)


def _latin(word: str) -> Word:
    parts = _PART.findall(word)
    cut = tuple(dict.fromkeys(stem(part)[:LONGEST_TERM] for part in parts))
    joined = _joined(parts) if 1 < len(parts) <= MOST_PARTS else ""
    return Word(word, cut, len(cut), joined)


def phrase_word(text: str) -> Word:
    """One word that a post must have entirely before it can have the phrase `text`."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(folded(text)):
        if run := match["run"]:
            found.update(dict.fromkeys(_run(run).terms))
        elif symbol := match["symbol"]:
            found[symbol] = None
        else:
            found.update(dict.fromkeys(stem(part)[:LONGEST_TERM] for part in _PART.findall(match["word"])))
    return Word(text, tuple(found), len(found))


def surfaces(text: str) -> set[str]:
    """The spaced words of `text` as written (folded, not stemmed): what a misspelt word is compared with."""
    return {
        part
        for match in _WORD.finditer(folded(text))
        if (word := match["word"])
        for part in _PART.findall(word)
        if SHORTEST_SURFACE <= len(part) <= LONGEST_TERM and not part.isdigit()
    }


def stream(text: str) -> str:
    """`text` as a line of tokens with a space around each, in which a phrase is found as it stands."""
    tokens: list[str] = []
    for match in _WORD.finditer(folded(text)):
        if run := match["run"]:
            tokens.extend(run)
        elif symbol := match["symbol"]:
            tokens.append(symbol)
        else:
            tokens.extend(_PART.findall(match["word"]))
    return f" {' '.join(tokens)} " if tokens else ""
