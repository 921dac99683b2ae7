"""Whether somebody only says thank you; pure. Such a word opens nothing again."""

import re
from typing import Final

LONGEST: Final = 80  # more than that is never only thanks
_THANKS: Final = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|many thanks|much appreciated|appreciate)\b"
    r"|谢谢|感谢|多谢|谢了|辛苦了|非常感激",
    re.IGNORECASE,
)
# A word of thanks that goes on like this wants something, or tells that it is not over.
_MORE: Final = re.compile(
    r"[?？]"
    r"|\b(?:but|however|still|not|no|again|never|yet|another|fails?|failed|broken|problem|issue|wrong|back|when|why"
    r"|how|can|could|would|please|(?:do|does|did|is|wo|ca)n.?t)\b"
    r"|但|可是|不过|还是|仍然|又|再|没|不|吗|呢|怎么|为什么|什么时候|请|问题|坏|失败|麻烦",
    re.IGNORECASE,
)
# "No problem any more" is good news.
_GOOD_NEWS: Final = re.compile(
    r"\b(?:no (?:more )?(?:problems?|issues?)(?: any ?more)?|not? longer (?:a|an) (?:problem|issue))\b"
    r"|没事了?|没(?:有)?问题了?|不客气|不用了|问题解决了?|解决了",
    re.IGNORECASE,
)


def is_only_thanks(text: str) -> bool:
    """Whether a short text thanks and neither asks nor reports anything."""
    text = text.strip()
    rest = _GOOD_NEWS.sub(" ", text)
    return 0 < len(text) <= LONGEST and bool(_THANKS.search(text)) and not _MORE.search(rest)
