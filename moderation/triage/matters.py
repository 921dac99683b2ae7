"""Matters that staff alone can see to, sentence by sentence: danger, threats, goodbyes, somebody's own account.

A strong phrase speaks for itself; a weaker one needs a cue in its sentence. What is denied, supposed, quoted or told of
somebody else counts little.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderation.triage import lang, normalise, phrases
from moderation.triage.features import WORD
from moderation.triage.phrases import Found

KINDS = ("safety", "legal", "churn", "account")
_ALL_KINDS = frozenset(KINDS)
# What a weaker phrase of a kind needs beside it.
_CUES = {"safety": "hazardous thing", "legal": "threat", "churn": "intent", "account": "trouble"}
# Nobody denies that something is with an account; and whoever was hurt matters, whoever it was.
_DENIABLE = frozenset(["safety", "legal", "churn"])
_OF_OTHERS = frozenset(["legal", "churn"])
_STRONG, _CUED, _BARE = 3.0, 2.6, 0.8
_SUPPOSED, _OF_OTHER, _SPOKEN = 0.3, 0.35, 0.25
_NEAR, _NEAR_ZH = 5, 6
_SENTENCE = re.compile(r"[.!?;\u3002\uff01\uff1f\uff1b]+(?:\s|$)|[\u3002\uff01\uff1f\uff1b!?]")


@dataclass(frozen=True, slots=True)
class Matter:
    """How strongly a message is about one kind of matter, in points; 3 is one plain phrase. And its phrases."""

    points: float = 0.0
    phrases: tuple[str, ...] = ()


def heard(words: Sequence[str], folded: str) -> Mapping[str, Matter]:
    """Every kind, with how strongly a folded text is about it; `words` are those of the whole text."""
    if not _touched(words, folded):
        return dict.fromkeys(KINDS, Matter())
    spoken = normalise.quoted_speech(folded)
    best: dict[str, dict[str, float]] = {}
    for sentence in _SENTENCE.split(folded):
        for each, points in _weighed(sentence, WORD.findall(sentence)):
            worth = points * (_SPOKEN if spoken and each.phrase in spoken else 1.0)
            kept = best.setdefault(each.category, {})
            kept[each.phrase] = max(worth, kept.get(each.phrase, 0.0))
    return {kind: _matter(best[kind]) if kind in best else Matter() for kind in KINDS}


def _matter(weights: Mapping[str, float]) -> Matter:
    order = sorted(weights, key=lambda phrase: -weights[phrase])
    top, *others = [weights[phrase] for phrase in order]
    # A second phrase confirms; it does not count as much as the first.
    return Matter(
        top + 0.35 * sum(others[:3]), tuple(phrase for phrase in order if weights[phrase] > _BARE)[:4]
    )


def _touched(words: Sequence[str], folded: str) -> bool:
    """Whether any phrase of a matter stands in it; few texts have one, and only they are read more closely."""
    if words and phrases.in_words("matters_en", words, _ALL_KINDS):
        return True
    return bool(lang.han_count(folded) and phrases.in_characters("matters_zh", folded, _ALL_KINDS))


def _weighed(sentence: str, words: Sequence[str]) -> list[tuple[Found, float]]:
    """Every phrase of a matter in a sentence, with what it is worth there."""
    english = phrases.in_words("matters_en", words) if words else []
    chinese = phrases.in_characters("matters_zh", sentence) if lang.han_count(sentence) else []
    return _of_one_language(english, _NEAR, ()) + _of_one_language(
        chinese, _NEAR_ZH, tuple(_commas(sentence))
    )


def _commas(sentence: str) -> list[int]:
    return [at for at, character in enumerate(sentence) if character == ","]


def _of_one_language(found: Sequence[Found], near: int, commas: Sequence[int]) -> list[tuple[Found, float]]:
    harmless = [each for each in found if each.category == "innocent"]
    denials = [each for each in found if each.category == "deny" and not _part_of_more(each, found)]
    cues = {each.category for each in found}
    result = []
    for each in found:
        if each.category not in KINDS or any(_overlap(each, other) for other in harmless):
            continue
        cued = any(other.category == _CUES[each.category] and not _overlap(each, other) for other in found)
        points = _STRONG if each.weight >= _STRONG else _CUED if cued else _BARE
        if each.category in _DENIABLE and any(_denies(other, each, near, commas) for other in denials):
            points = 0.0
        if "suppose" in cues and each.category != "account":
            points *= _SUPPOSED
        if "other person" in cues and each.category in _OF_OTHERS and not cued:
            points *= _OF_OTHER
        result.append((each, points))
    return result


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _denies(denial: Found, each: Found, near: int, commas: Sequence[int]) -> bool:
    """Whether a word of denial stands shortly before, with no comma between."""
    between = any(denial.start < at < each.start for at in commas)
    return 0 < each.start - denial.start <= near and not between


def _part_of_more(denial: Found, found: Sequence[Found]) -> bool:
    """Whether a word of denial belongs to a longer phrase, as in "no choice but"."""
    return any(
        other.category != "deny"
        and other.start <= denial.start
        and denial.end <= other.end
        and other.end - other.start > denial.end - denial.start
        for other in found
    )
