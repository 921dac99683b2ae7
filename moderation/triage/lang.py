"""Which language a text is in, as far as the detectors care: English, Chinese or another."""

import re

_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile("[a-z\u00e0-\u017f']+")
_OTHER_SCRIPT = re.compile("[\u0370-\u06ff\u0900-\u0e7f]")
# A Han character says about as much as half a word, so a Chinese text full of product names is still Chinese.
_HAN_PER_WORD = 2.0
_SAMPLE = 2000
# So many words of one script and none of the other say more than what was declared.
_ENOUGH = 4
_FUNCTION_WORDS = {
    "en": frozenset(
        "the is are was to of and in it my i you that this not for on with have do how what can be but if or me "
        "from at your we so just when which there would has".split()
    ),
    "other": frozenset(
        "le les des est une et je vous que pour pas dans qui sur avec ce au il elle nous du la el los las es un y en "
        "que por con no una para como mi der die das und ist nicht ich ein eine mit auf zu den von il lo gli che di "
        "non per sono os uma não het een van niet".split()
    ),
}


def han_count(text: str) -> int:
    """How many Chinese characters a text holds."""
    return len(_HAN.findall(text))


def detect(text: str) -> str:
    """`zh`, `en` or `other`, from the scripts used and, for Latin letters, from the little words."""
    sample = text[:_SAMPLE].lower()
    han = len(_HAN.findall(sample))
    words = _LATIN_WORD.findall(sample)
    if han and not _KANA_OR_HANGUL.search(sample):
        return "zh" if han / _HAN_PER_WORD >= len(words) * 0.5 else _latin(words)
    foreign = len(_OTHER_SCRIPT.findall(sample)) + len(_KANA_OR_HANGUL.findall(sample))
    if foreign > sum(map(len, words)):
        return "other"
    return _latin(words)


def _latin(words: list[str]) -> str:
    english = sum(word in _FUNCTION_WORDS["en"] for word in words)
    foreign = sum(word in _FUNCTION_WORDS["other"] for word in words)
    return "other" if foreign > english + 1 and foreign > len(words) * 0.15 else "en"


def settle(declared: str | None, text: str) -> str:
    """The declared language if it is one of ours and the script does not belie it; else what the text looks like."""
    start = (declared or "").strip().lower()[:2]
    if start not in {"en", "zh"}:
        return detect(text)
    han, words = len(_HAN.findall(text[:_SAMPLE])), len(_LATIN_WORD.findall(text[:_SAMPLE].lower()))
    belied = han == 0 and words >= _ENOUGH if start == "zh" else han >= _ENOUGH and words == 0
    return detect(text) if belied else start
