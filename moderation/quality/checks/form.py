"""Checks of how a text looks: is there anything, is it shouted, does it repeat itself."""

import re
from collections import Counter
from typing import Final

from community.kernel.judging import Finding
from community.kernel.text import display_length
from community.kernel.words import N_
from moderation.quality.rules import PostFacts, seen

ENOUGH: Final = {"question": 40, "answer": 12, "comment": 2}  # display width
NOTHING: Final = 0.9  # so much of that is missing: less than a word
SHOUTED_LETTERS: Final = 30
SHOUTED_TITLE_LETTERS: Final = 14
TITLE_WEIGHT: Final = 0.74  # a shouted title alone is never a reason to hold
SAME_CHARACTER: Final = 16  # so many of one sign in a row are a repetition beyond doubt
SAME_WORD: Final = 10
SAME_LINE: Final = 6
FEW_KINDS: Final = 0.15  # distinct words among all, in texts of at least MANY_WORDS
MANY_WORDS: Final = 40
LINE: Final = 12  # shorter lines may well come again: "}", "- yes"
_RUN = re.compile(r"([^\W\d_]|[!?！？。])\1{7,}")
_SYLLABLES = re.compile(r"([^\W\d_]{2,6}?)\1{5,}")  # lalalala…
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
_SAYS = re.compile(r"[\w\u2600-\u27bf\U0001f300-\U0001faff]")  # letters, numbers, emoji
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]+\)")
_EMPTY_TITLE = re.compile(
    r"(?:(?:please|pls|urgent|very urgent|hi|hello|need)\W+)*"
    r"(?:help|problem|question|issue|urgent|not working|it does ?n.t work)\W*"
    r"(?:(?:please|me|needed|now|asap|with this|urgent)\W*)*"
    r"|(?:(?:求助|求救|急|在线等|帮帮我|出问题了|有问题|大神|请教|问题|怎么办|救命|各位|你好|请问)\W*)+",
    re.IGNORECASE,
)


def substance(facts: PostFacts) -> Finding | None:
    """Is there anything that others could answer or use?"""
    if facts.has_code or _PICTURE.search(facts.body):
        return None
    prose = facts.prose.strip()
    width = display_length(prose) if _SAYS.search(prose) else 0
    enough = ENOUGH[facts.kind]
    if width >= enough:
        return None
    missing = 1 - width / enough
    return seen(
        "substance",
        missing,
        N_("There is not enough here for anyone to work with.")
        if missing >= NOTHING
        else N_("This is very short."),
        N_("Add a sentence about what you see and what you tried.")
        if facts.kind == "question"
        else N_("One more sentence often helps more than you think."),
        evidence=(prose[:40],) if prose else (),
    )


def title(facts: PostFacts) -> Finding | None:
    """Does the title say what it is about?"""
    if not re.search(r"\w", facts.title):
        return seen(
            "title",
            1.0,
            N_("The title has no words."),
            N_("Say in one sentence what happens and where."),
            where="title",
        )
    if _EMPTY_TITLE.fullmatch(facts.title.strip()):
        return seen(
            "title",
            0.6,
            N_("The title does not say what it is about."),
            N_("Name the device and what it does."),
            where="title",
            evidence=(facts.title[:80],),
        )
    return None


def shouting(facts: PostFacts) -> Finding | None:
    """Is most of it in capitals?"""
    loud = [
        (share * weight, where, text)
        for text, where, least, weight in (
            (facts.prose, "body", SHOUTED_LETTERS, 1.0),
            (facts.title, "title", SHOUTED_TITLE_LETTERS, TITLE_WEIGHT),
        )
        if (where == "body" or facts.kind == "question") and (share := _capitals(text, least))
    ]
    if not loud:
        return None
    score, where, text = max(loud)
    return seen(
        "shouting",
        score,
        N_("Most of this is in capitals, which reads like shouting."),
        N_("Write it in small letters; you will get friendlier answers."),
        where=where,
        evidence=(text.strip()[:80],),
    )


def _capitals(text: str, least: int) -> float:
    """The share of capitals among Latin letters; 0 where there are few, or in Chinese with acronyms."""
    letters = _LATIN.findall(text)
    if len(letters) < least or len(letters) < len(_HAN.findall(text)):
        return 0.0
    return sum(map(str.isupper, letters)) / len(letters)


def repeated_text(facts: PostFacts) -> Finding | None:
    """Does it say one thing over and over?"""
    score, evidence = max(_repetitions(facts), default=(0.0, ""))
    if not evidence:
        return None
    return seen(
        "repeated-text",
        min(1.0, score),
        N_("This repeats the same thing many times."),
        N_("Say it once, and add what you tried."),
        evidence=(evidence[:60],),
    )


def _repetitions(facts: PostFacts) -> list[tuple[float, str]]:
    """What comes again and again, and how much: from 1 on it is beyond doubt."""
    found = [(len(run.group()) / SAME_CHARACTER, run.group()) for run in _RUN.finditer(facts.prose)]
    found += [
        (len(run.group()) / len(run.group(1)) / SAME_WORD, run.group())
        for run in _SYLLABLES.finditer(facts.prose)
    ]
    words = [word.casefold() for word in facts.words]
    streak, last = 0, ""
    for word in words:
        streak = streak + 1 if word == last else 1
        last = word
        if streak * 2 >= SAME_WORD and len(word) > 1:
            found.append((streak / SAME_WORD, word))
    kinds = len(set(words))
    if len(words) >= MANY_WORDS and kinds / len(words) < FEW_KINDS and len(words) < kinds * 60:
        found.append((FEW_KINDS / (kinds / len(words)) * 0.75, Counter(words).most_common(1)[0][0]))
    lines = Counter(line.strip() for line in facts.prose.splitlines() if len(line.strip()) > LINE)
    return found + [(count / SAME_LINE, line) for line, count in lines.most_common(1)]
