"""Is a text in a language that this site and its thread speak? Code, names and logs belong to none."""

import re
from typing import Final

from community.kernel.judging import Finding
from community.kernel.words import N_
from moderation.quality.rules import PostFacts, seen
from moderation.triage import lang

FEW_LETTERS: Final = 24
FEW_WORDS: Final = 12
FEW_TITLE_WORDS: Final = 5
FEW_HAN: Final = 6
HALF: Final = 0.5
_LETTER = re.compile(r"[^\W\d_]")
_STRANGE = re.compile("[\u0370-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
_LINK = re.compile(r"https?://\S+|^>.*$", re.MULTILINE)
_LITTLE: Final = frozenset(
    "the is are was to of and in it my i you that this not for on with have do how what".split()
)


def language(facts: PostFacts) -> Finding | None:
    """Could those who read here understand it?"""
    prose = _LINK.sub(" ", facts.prose)
    score = foreign(prose)
    if score:
        return seen(
            "language",
            score,
            N_("This seems to be in a language that few here read."),
            N_("Write in English or Chinese if you can; a short text from a translator is fine."),
        )
    if facts.kind != "comment" and _at_odds(facts.title, prose):
        return seen(
            "language",
            0.5,
            N_("The title and the text are in different languages.")
            if facts.kind == "question"
            else N_("The question is in another language than this."),
            N_("Those who read one of them may not read the other; use the same for both if you can."),
            where="title" if facts.kind == "question" else "body",
        )
    return None


def foreign(prose: str) -> float:
    """How sure it is that a text is in none of our languages; a foreign script is surer than foreign words."""
    letters = len(_LETTER.findall(prose))
    if letters < FEW_LETTERS:
        return 0.0
    strange = len(_STRANGE.findall(prose)) / letters
    if strange > HALF:
        return 0.5 + strange / 2
    words = len(_LATIN_WORD.findall(prose))
    if words >= FEW_WORDS and not _HAN.search(prose) and lang.detect(prose) == "other":
        return 0.6
    return 0.0


def _at_odds(title: str, prose: str) -> bool:
    """Whether title and text speak different languages, as far as both say enough to know."""
    words = _LATIN_WORD.findall(title.lower())
    in_title, in_prose = len(_HAN.findall(title)), len(_HAN.findall(prose))
    many = len(_LATIN_WORD.findall(prose))
    if in_title >= FEW_HAN and not in_prose and many >= FEW_WORDS:
        return True  # a Chinese title over an English text
    spoken = len(words) >= FEW_TITLE_WORDS and any(word in _LITTLE for word in words)
    return spoken and not in_title and in_prose >= FEW_LETTERS and in_prose > many
