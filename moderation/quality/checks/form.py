"""Checks of how a text looks: is there anything, is it shouted, does it repeat itself."""

import re
from collections import Counter
from typing import Final

from community.kernel.judging import Finding, Verdict
from community.kernel.text import display_length
from community.kernel.words import N_
from moderation.quality.rules import PostFacts

NOTHING: Final = 4  # display width; less than a word
LITTLE: Final = {"question": 40, "answer": 12, "comment": 2}
SHOUTED_SHARE: Final = 0.75
SHOUTED_LETTERS: Final = 30
SHOUTED_TITLE_LETTERS: Final = 14
SAME_CHARACTER: Final = 12
SAME_WORD: Final = 8
FEW_KINDS: Final = 0.15  # distinct words among all, in texts of at least MANY_WORDS
MANY_WORDS: Final = 40
SAME_LINE: Final = 5
_RUN = re.compile(r"([^\W\d_]|[!?！？。])\1{11,}")
_SYLLABLES = re.compile(r"([^\W\d_]{2,6}?)\1{9,}")  # lalalala…
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
_EMPTY_TITLE = re.compile(
    r"(?:(?:please|pls|urgent|very urgent|hi|hello|need)\W+)*"
    r"(?:help|problem|question|issue|urgent|not working|it does ?n.t work)\W*"
    r"(?:(?:please|me|needed|now|asap|with this|urgent)\W*)*"
    r"|(?:(?:求助|求救|急|在线等|帮帮我|出问题了|有问题|大神|请教|问题|怎么办|救命|各位|你好|请问)\W*)+",
    re.IGNORECASE,
)


def substance(facts: PostFacts) -> Finding | None:
    """Is there anything that others could answer or use?"""
    width = display_length(facts.prose.strip())
    if facts.has_code or "![" in facts.body:
        return None
    if width < NOTHING and facts.kind != "comment":
        return Finding(
            "substance",
            Verdict.REFUSE,
            N_("There is not enough here for anyone to work with."),
            N_("Add a sentence about what you see and what you tried."),
        )
    if width < LITTLE[facts.kind]:
        return Finding(
            "substance",
            Verdict.REVIEW,
            N_("This is very short."),
            N_("One more sentence often brings the answer sooner."),
        )
    return None


def title(facts: PostFacts) -> Finding | None:
    """Does the title say what it is about?"""
    if not re.search(r"\w", facts.title):
        return Finding(
            "title",
            Verdict.HOLD,
            N_("The title has no words."),
            N_("Say in one sentence what happens and where."),
            where="title",
        )
    if _EMPTY_TITLE.fullmatch(facts.title.strip()):
        return Finding(
            "title",
            Verdict.REVIEW,
            N_("The title does not say what it is about."),
            N_("Name the device and what it does."),
            where="title",
            evidence=(facts.title[:80],),
        )
    return None


def shouting(facts: PostFacts) -> Finding | None:
    """Is most of it in capitals?"""
    for text, where, least in (
        (facts.prose, "body", SHOUTED_LETTERS),
        (facts.title, "title", SHOUTED_TITLE_LETTERS),
    ):
        letters = _LATIN.findall(text)
        if len(letters) < len(_HAN.findall(text)):
            continue  # Chinese with acronyms in it: VLAN, IPTV
        if len(letters) >= least and sum(map(str.isupper, letters)) / len(letters) >= SHOUTED_SHARE:
            return Finding(
                "shouting",
                Verdict.HOLD if where == "body" else Verdict.REVIEW,
                N_("Most of this is in capitals, which reads like shouting."),
                N_("Write it in small letters; you will get friendlier answers."),
                where=where,
                evidence=(text.strip()[:80],),
            )
    return None


def repeated_text(facts: PostFacts) -> Finding | None:
    """Does it say one thing over and over?"""
    evidence = _repetition(facts)
    if evidence is None:
        return None
    return Finding(
        "repeated-text",
        Verdict.HOLD,
        N_("This repeats the same thing many times."),
        N_("Say it once, and add what you tried."),
        evidence=(evidence[:60],),
    )


def _repetition(facts: PostFacts) -> str | None:
    run = _RUN.search(facts.prose) or _SYLLABLES.search(facts.prose)
    if run:
        return run.group()
    words = [word.casefold() for word in facts.words]
    streak, last = 0, ""
    for word in words:
        streak = streak + 1 if word == last else 1
        last = word
        if streak >= SAME_WORD and len(word) > 1:
            return word
    if (
        len(words) >= MANY_WORDS
        and len(set(words)) / len(words) < FEW_KINDS
        and len(words) < len(set(words)) * 60
    ):
        return Counter(words).most_common(1)[0][0]
    lines = Counter(line.strip() for line in facts.prose.splitlines() if len(line.strip()) > SAME_CHARACTER)
    most = lines.most_common(1)
    return most[0][0] if most and most[0][1] >= SAME_LINE else None
