"""The query language: words, "phrases", -without, tag:, user:, is:, lang: and stars>=."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from community.kernel.text import fold
from community.kernel.words import N_
from community.search.analysis import Word, phrase_word, query_words, stream

LONGEST_QUERY: Final = 300
MOST_WORDS: Final = 16
FEWEST_STARS: Final = 1
MOST_STARS: Final = 5
STATES: Final = ("solved", "unanswered", "answered", "accepted")
KINDS: Final = ("question", "answer", "article")
LANGUAGES: Final = {
    "en": "en",
    "english": "en",
    "英文": "en",
    "zh": "zh-hans",
    "zh-hans": "zh-hans",
    "中文": "zh-hans",
}

# What Chinese readers may type instead.
_KEYS: Final = {"标签": "tag", "用户": "user", "作者": "user", "语言": "lang", "状态": "is", "星级": "stars"}
_STATE_WORDS: Final = {"已解决": "solved", "未回答": "unanswered", "已回答": "answered", "已采纳": "accepted",
                       "问题": "question", "回答": "answer", "文章": "article", "open": "unanswered"}  # fmt: skip

_QUOTES: Final = str.maketrans("“”„‟「」『』«»", '"' * 10)
_TOKEN: Final = re.compile(
    r"""(?P<minus>(?<!\S)-)?"""
    r"""(?:(?P<star>(?:stars?|星级)(?P<compare>>=|<=|>|<|=|:)(?P<bound>\S*))"""
    r"""|(?P<key>[a-z]{2,12}|标签|用户|作者|语言|状态):(?P<value>"[^"]*"|[^\s"]+)"""
    r"""|(?P<empty>(?:tag|user|is|lang|标签|用户|作者|语言|状态):(?=\s|$))"""
    r"""|"(?P<phrase>[^"]*)"?"""
    r"""|(?P<word>[^\s"]+))"""
)
_ADDRESS: Final = frozenset({"http", "https", "ftp", "mailto", "ssh", "rtsp", "file"})
_COMPARE: Final = {">=": ">=", "<=": "<=", ">": ">", "<": "<", "=": ">=", ":": ">="}
_OPPOSITE: Final = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence about a part of the query that could not be used; `params` fill its placeholders."""

    message: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StarBound:
    """A bound on the stars shown: `compare` is one of >= <= > <."""

    compare: str
    stars: float

    def admits(self, stars: float) -> bool:
        """Whether a post of `stars` (0 when unrated) is within the bound; unrated posts never are."""
        if stars <= 0:
            return False
        match self.compare:
            case ">=":
                return stars >= self.stars
            case "<=":
                return stars <= self.stars
            case ">":
                return stars > self.stars
            case _:
                return stars < self.stars


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. A facet is a pair of key and value, folded: ("tag", "wifi")."""

    text: str = ""
    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    without_facets: tuple[tuple[str, str], ...] = ()
    bounds: tuple[StarBound, ...] = ()
    notices: tuple[Notice, ...] = ()
    prior_mean: float = 3.5  # the stars shown lean towards this mean,
    prior_weight: float = 5.0  # as if so many ratings had given it

    def shown_stars(self, count: int, total: int) -> float:
        """The stars that a reader sees on a post with `count` ratings that add up to `total`; 0 without any.

        Rounded to tenths by steps that a database takes alike: a half goes to the even tenth.
        """
        if count <= 0:
            return 0.0
        mean = (total + self.prior_weight * self.prior_mean) / (count + self.prior_weight)
        return round(10 * mean) / 10

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, so that nothing should be shown."""
        return not (self.words or self.phrases or self.facets or self.bounds)


@dataclass(slots=True)
class _Draft:
    words: list[Word] = field(default_factory=list)
    without: list[Word] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without_phrases: list[str] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)
    without_facets: list[tuple[str, str]] = field(default_factory=list)
    bounds: list[StarBound] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def parse(text: str) -> Query:
    """The query that `text` means. Any text is a query: what cannot be used becomes a notice."""
    draft = _Draft()
    line = " ".join(text.split())
    if len(line) > LONGEST_QUERY:
        draft.notices.append(Notice(N_("Only the beginning of a long search is used.")))
        line = line[:LONGEST_QUERY]
    plain: list[str] = []
    for match in _TOKEN.finditer(fold(line.translate(_QUOTES))):
        _take(match, draft, plain)
    # Words are cut together, so that empty ones are dropped only when others remain.
    draft.words.extend(query_words(" ".join(plain)))
    if len(draft.words) > MOST_WORDS:
        draft.notices.append(Notice(N_("Only the first words of a long search are used.")))
    return Query(
        text=line,
        words=tuple(dict.fromkeys(draft.words))[:MOST_WORDS],
        without=tuple(dict.fromkeys(draft.without))[:MOST_WORDS],
        phrases=tuple(dict.fromkeys(draft.phrases)),
        without_phrases=tuple(dict.fromkeys(draft.without_phrases)),
        facets=tuple(dict.fromkeys(draft.facets)),
        without_facets=tuple(dict.fromkeys(draft.without_facets)),
        bounds=tuple(draft.bounds),
        notices=tuple(draft.notices),
    )


def _take(match: re.Match[str], draft: _Draft, plain: list[str]) -> None:
    negated = match["minus"] is not None
    if match["star"]:
        _take_bound(match, draft, negated=negated)
    elif match["empty"]:
        draft.notices.append(
            Notice(N_("Write a value directly after “%(filter)s”."), {"filter": match["empty"]})
        )
    elif match["key"]:
        _take_filter(match, draft, plain, negated=negated)
    elif match["phrase"] is not None:
        _take_phrase(match["phrase"], draft, negated=negated)
    elif negated:
        draft.without.extend(_strict(word) for word in query_words(match["word"]))
    else:
        plain.append(match["word"])


def _take_phrase(phrase: str, draft: _Draft, *, negated: bool) -> None:
    tokens = stream(phrase)
    if not tokens:
        return
    if negated:
        draft.without_phrases.append(tokens)
    else:
        draft.phrases.append(tokens)
        draft.words.append(phrase_word(phrase))


def _strict(word: Word) -> Word:
    """A word that is not wanted must be there as a whole to count."""
    return Word(word.text, word.terms, len(word.terms), word.joined)


def _take_bound(match: re.Match[str], draft: _Draft, *, negated: bool) -> None:
    try:
        stars = float(match["bound"])
    except ValueError:
        stars = 0.0
    if not FEWEST_STARS <= stars <= MOST_STARS:  # also refuses "nan"
        draft.notices.append(Notice(N_("Stars go from 1 to 5: write for example stars>=4.")))
        return
    compare = _COMPARE[match["compare"]]
    draft.bounds.append(StarBound(_OPPOSITE[compare] if negated else compare, stars))


def _take_filter(match: re.Match[str], draft: _Draft, plain: list[str], *, negated: bool) -> None:
    key = _KEYS.get(match["key"], match["key"])
    value = match["value"].strip('"').strip()
    found = _facet(key, value)
    if isinstance(found, Notice):
        draft.notices.append(found)
    elif found is not None:
        (draft.without_facets if negated else draft.facets).append(found)
    else:
        if key not in _ADDRESS:
            draft.notices.append(
                Notice(
                    N_("There is no filter “%(filter)s”, so it was searched as words."), {"filter": f"{key}:"}
                )
            )
        plain.append(f"{match['key']} {value}")


def _facet(key: str, value: str) -> tuple[str, str] | Notice | None:
    match key:
        case "tag":
            return ("tag", value.lstrip("#"))
        case "user":
            return ("user", value.lstrip("@"))
        case "is":
            return _state(_STATE_WORDS.get(value, value))
        case "lang":
            if value in LANGUAGES:
                return ("lang", LANGUAGES[value])
            return Notice(N_("“lang:” knows en and zh."))
        case _:
            return None


def _state(value: str) -> tuple[str, str] | Notice:
    if value in STATES:
        return ("is", value)
    if value in KINDS:
        return ("kind", value)
    return Notice(
        N_(
            "“is:%(value)s” is not known. Try is:solved, is:unanswered, is:answered, is:question or is:answer."
        ),
        {"value": value},
    )
