"""How a writer sounds by known words alone: fury, scorn, loudness; rough delight and others' anger against it."""

import re

from moderation.triage.reading import Reading

_SHOUTING_SHARE = 0.6
_SHOUTING_LETTERS = 12
_MOST = 9.0
_SCORN = 1.5
_ANY_TROUBLE = 2.0
_LOUD = 1.2
_MARKS = 0.6
_CAPITAL = 0.4
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
# Where praise, rough delight or a report of someone else's words stands, anger must be plainer.
_DELIGHT = 0.8
_DISTANCE = 1.0
_MOST_AGAINST = 4.0
_FROM = 3.0
_BY_LENGTH = 0.02
_LONGEST = 400
_PER_EXTRA = 0.5
_BITTER = 4.0
# Thanks and praise for a harm done: whoever says that is not pleased.
_THANKS_FOR_HARM = re.compile(
    r"\b(?:thanks?(?: you)?|cheers|congrat\w*|(?:great|good|nice) job|nice work|well done|bravo|kudos|love how)\b"
    r"[^.!?]{0,30}\b(?:(?:losing|breaking|ruining|wasting|charging|overcharging|canceling|cancelling|deleting"
    r"|ignoring|destroying|disconnecting|crashing|wiping|messing|hanging)"
    r"|nothing|making me wait|keeping me waiting|letting me down)\b"
    r"|\b(?:great|oh great|wonderful|fantastic|perfect|lovely|brilliant|nice)[,.!]? (?:yet )?another\b"
    "[^.!?]{0,40}(?:break|broke|crash|fail|outage|delay|down|bug|error)"
)
# Someone else is quoted, and it is no one of the company's.
_OTHERS = 3.0
_OTHERS_SAID = re.compile(
    r"\b(?:neighbou?r|friend|colleague|boss|husband|wife|brother|sister|mum|mom|dad|mother|father|customer|client"
    r"|user|someone|somebody)s?\b[^.!?\"]{0,12}\b(?:said|says|wrote|writes|shout|shouted|scream|screamed|yelled|told)\b"
    '[^.!?"]{0,20}"'
    '|(?:邻居|朋友|同事|老板|老公|老婆|爸|妈|客户|顾客|用户|有人|别人)[^，。！？"]{0,4}(?:喊|说|骂|吼|写|留言)[^。！？"]{0,6}"'
)
_THANKS_FOR_HARM_ZH = re.compile(
    "(?:谢谢|感谢|多谢|多亏|恭喜|真棒|太棒|好棒|真好|真厉害|厉害|佩服|干得漂亮|了不起|真行)[^。！？!?]{0,16}"
    "(?:弄丢|弄坏|搞坏|搞丢|搞砸|毁|害我|断了|崩了|丢了|丢两|取消|涨价|弄没|白等|送错|扣了|删了|清空|冻|糊)"
)


def is_shouting(reading: Reading) -> bool:
    """Whether most letters are capitals."""
    letters, capitals = reading.letters_and_capitals
    return letters >= _SHOUTING_LETTERS and capitals > _SHOUTING_SHARE * letters


def _weight(reading: Reading, mood: str) -> float:
    """The strongest phrase counts in full, the others half: two words are more than one, not twice as much."""
    weights = sorted((hit.weight for hit in reading.moods.get(mood, ())), reverse=True)
    return min(_MOST, sum(weights[:1]) + _PER_EXTRA * sum(weights[1:])) if weights else 0.0


def is_scornful(reading: Reading) -> bool:
    """Whether praise stands beside trouble: sarcasm, as far as words show it."""
    if not reading.moods.get("scorn") and not reading.sums.get("sarcasm"):
        return False
    trouble = _weight(reading, "trouble")
    return trouble >= _ANY_TROUBLE


def _tells_of_others(reading: Reading) -> bool:
    return bool(_OTHERS_SAID.search(reading.shape.folded))


def _is_bitter(reading: Reading) -> bool:
    if not reading.moods.get("scorn") and not reading.sums.get("praise") and not reading.sums.get("calm"):
        return False
    pattern = _THANKS_FOR_HARM_ZH if reading.lang == "zh" else _THANKS_FOR_HARM
    return bool(pattern.search(reading.shape.folded))


def margin(reading: Reading) -> float:
    """0 where the known words just amount to anger; higher the angrier, never more than a few."""
    known = reading.margins
    if "tone" not in known:  # several detectors ask
        known["tone"] = _margin(reading)
    return known["tone"]


def _margin(reading: Reading) -> float:
    said = _weight(reading, "fury") + 0.2 * min(4.0, reading.sums.get("complaint", 0.0))
    bitter, scornful = _is_bitter(reading), is_scornful(reading)
    if bitter:
        said += _BITTER
    elif scornful:
        said += _SCORN
    folded = reading.shape.folded
    if said:
        said += _LOUD * is_shouting(reading) + _MARKS * min(2, folded.count("!!") + folded.count("?!"))
        said += _CAPITAL * min(3, len(_CAPITALS.findall(reading.shape.prose)))
    against = _DELIGHT * _weight(reading, "delight") + _DISTANCE * _weight(reading, "distance")
    against += 0.3 * min(5.0, reading.sums.get("praise", 0.0) if not scornful else 0.0)
    against += 0.3 * min(5.0, reading.sums.get("calm", 0.0) if not bitter else 0.0)
    against += _OTHERS * _tells_of_others(reading)
    # In a long text a strong word or two is colour; in a short one it is the message.
    return said - min(_MOST_AGAINST, against) - _FROM - _BY_LENGTH * min(_LONGEST, reading.size)


def evidence(reading: Reading) -> tuple[str, ...]:
    """The words that sounded most like it: of fury first, then of scorn where there is trouble, at most five."""
    found = sorted(reading.moods.get("fury", ()), key=lambda hit: -hit.weight)
    if _is_bitter(reading) or is_scornful(reading):
        found += [*reading.moods.get("scorn", ())]
    return tuple(dict.fromkeys((*(hit.phrase for hit in found), *reading.phrases("sarcasm"))))[:5]
