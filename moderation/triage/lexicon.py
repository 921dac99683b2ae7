"""Words known by heart: finding them in a text, and minding what stands before them (not, very, a bit)."""

from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).with_name("lexicons")
_SHORTENED = (
    "isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't wouldn't shouldn't ain't".split()
)
_NEGATORS = frozenset(
    ["not", "no", "never", "n't", "without", "hardly", "barely", "cannot", "nothing", *_SHORTENED]
    + [word.replace("'", "") for word in _SHORTENED]
)
_STRONG = frozenset(
    "very so really extremely absolutely totally completely utterly incredibly fucking freaking beyond truly such "
    "super damn bloody too".split()
)
_WEAK = frozenset("slightly somewhat little bit fairly kinda rather mildly".split())
_ZH_NEGATORS = ("不是", "没有", "并不", "不会", "不算", "从不", "毫不", "别", "不", "没", "未", "无")
_ZH_STRONG = ("非常", "特别", "极其", "十分", "简直", "实在", "超级", "太", "超", "极", "真", "很", "好")
_ZH_WEAK = ("有点", "有些", "稍微", "略", "不太")
# Only what is felt or claimed can be denied; a swear word stays one after "not".
_DENIABLE = frozenset(
    {"anger", "complaint", "praise", "safety", "legal", "churn", "urgent", "sarcasm", "fury", "delight"}
)
# How a mood sounds, from files of their own: the trained models were fitted without these and never see them.
MOODS = frozenset({"fury", "scorn", "trouble", "delight", "distance"})
_INNOCENT = "innocent"  # the last section of a file
_NEGATION_WINDOW = 3
_STRONG_FACTOR = 1.3
_WEAK_FACTOR = 0.6


class Hit(NamedTuple):
    """A known phrase in a text: what it speaks for, how strongly after its neighbours had their say, and where."""

    category: str
    phrase: str
    weight: float
    position: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and the weight it has in each category."""

    phrase: str
    parts: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]

    @property
    def is_innocent(self) -> bool:
        """Whether it only looks like one of the others: what lies inside it is not counted."""
        return self.weights[-1][0] == _INNOCENT


class Known(NamedTuple):
    """Phrases of one word (or character), and longer ones by their first two, the longest first."""

    short: dict[str, tuple[Entry, ...]]
    long: dict[tuple[str, str] | str, tuple[Entry, ...]]


@cache
def entries(lang: str) -> Known:
    """The phrases of `en` or `zh`."""
    weights: dict[str, dict[str, float]] = {}
    category = ""
    for line in _lines(lang):
        if line.startswith("[") and line.rstrip().endswith("]"):
            category = line.strip()[1:-1]
        elif line and not line.startswith("#"):
            weight, _, phrases = line.partition(" ")
            for phrase in phrases.split(","):
                weights.setdefault(phrase.strip(), {}).setdefault(category, float(weight))
    short: dict[str, list[Entry]] = {}
    long: dict[tuple[str, str] | str, list[Entry]] = {}
    for phrase, categories in weights.items():
        parts = tuple(phrase.split()) if lang == "en" else tuple(phrase)
        entry = Entry(phrase, parts, tuple(categories.items()))
        if len(parts) == 1:
            short.setdefault(phrase, []).append(entry)
        else:
            long.setdefault((parts[0], parts[1]) if lang == "en" else phrase[:2], []).append(entry)
    return Known(
        {key: tuple(found) for key, found in short.items()}, {k: _longest_first(v) for k, v in long.items()}
    )


def _lines(lang: str) -> list[str]:
    # The innocent words stand at the end of the second file: an entry is known by its last category.
    files = (f"moods_{lang}.txt", f"{lang}.txt")
    return [line for name in files for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()]


def _longest_first(found: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(found, key=lambda entry: -len(entry.phrase)))


def in_words(words: list[str]) -> list[Hit]:
    """Known English phrases in a list of folded words."""
    short, long = entries("en")
    hits: list[Hit] = []
    taken: dict[str, int] = {}
    harmless = 0
    for position, pair in enumerate(zip_longest(words, words[1:], fillvalue="")):
        for entry in (*long.get(pair, ()), *short.get(pair[0], ())):
            size = len(entry.parts)
            if size > 2 and tuple(words[position : position + size]) != entry.parts:  # noqa: PLR2004 -- two are looked up
                continue
            if position + size <= harmless:
                continue
            harmless = max(harmless, position + size if entry.is_innocent else 0)
            _keep(hits, taken, entry, position, size, _before_word(words, position))
    return hits


def in_characters(text: str) -> list[Hit]:
    """Known Chinese phrases in a folded text."""
    short, long = entries("zh")
    hits: list[Hit] = []
    taken: dict[str, int] = {}
    harmless = 0
    known = _beginnings()
    for position, character in enumerate(text):
        if character not in known:
            continue
        for entry in (*long.get(text[position : position + 2], ()), *short.get(character, ())):
            end = position + len(entry.phrase)
            if text.startswith(entry.phrase, position) and end > harmless:
                harmless = max(harmless, end if entry.is_innocent else 0)
                _keep(hits, taken, entry, position, len(entry.phrase), _before_character(text, position))
    return hits


@cache
def _beginnings() -> frozenset[str]:
    """The characters that Chinese phrases begin with."""
    short, long = entries("zh")
    return frozenset([*short, *(pair[0] for pair in long)])


def _keep(
    hits: list[Hit], taken: dict[str, int], entry: Entry, position: int, size: int, mood: tuple[bool, float]
) -> None:
    denied, factor = mood
    for category, weight in entry.weights:
        if category == _INNOCENT:
            continue
        if taken.get(category, 0) > position:
            continue
        taken[category] = position + size
        if not denied or category not in _DENIABLE:
            hits.append(Hit(category, entry.phrase, weight * factor, position))
        elif category == "praise":
            hits.append(Hit("complaint", f"not {entry.phrase}", weight * 0.8, position))


def _before_word(words: list[str], position: int) -> tuple[bool, float]:
    if position == 0:
        return False, 1.0
    near = words[max(0, position - _NEGATION_WINDOW) : position]
    factor = _STRONG_FACTOR if near[-1] in _STRONG else _WEAK_FACTOR if near[-1] in _WEAK else 1.0
    return not _NEGATORS.isdisjoint(near), factor


def _before_character(text: str, position: int) -> tuple[bool, float]:
    near = text[max(0, position - 3) : position]
    if near.endswith(_ZH_WEAK):
        return False, _WEAK_FACTOR
    if near.endswith(_ZH_STRONG):
        return near[:-1].endswith(_ZH_NEGATORS) or near[:-2].endswith(_ZH_NEGATORS), _STRONG_FACTOR
    return near.endswith(_ZH_NEGATORS), 1.0
