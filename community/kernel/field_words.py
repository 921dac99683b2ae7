"""What is wrong with a field that a program sent, in the reader's language.

The library that reads the fields says it in English, with the numbers already filled in; nobody can translate that. So
each of its sentences is known here by its form, and said again in words that stand in the catalogues.
"""

import re
from collections.abc import Sequence
from typing import Final

from community.kernel.languages import said
from community.kernel.words import N_

NEEDED: Final = N_("This is needed.")
NOT_NULL: Final = N_("This may not be null.")
NOT_TEXT: Final = N_("This must be text.")
NOT_WHOLE: Final = N_("This must be a whole number.")
NOT_A_MOMENT: Final = N_("This must be a moment such as 2026-05-01T00:00:00Z.")
NOT_AN_OBJECT: Final = N_("This must be a JSON object.")
UNKNOWN: Final = N_("There is no such field here.")
_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_FORMS: Final[Sequence[tuple[str, str]]] = (
    (r"Missing data for required field\.", NEEDED),
    (r"Field may not be null\.", NOT_NULL),
    (r"Unknown field\.", UNKNOWN),
    (r"Not a valid (?:utf-8 )?string\.", NOT_TEXT),
    (r"Not a valid integer\.", NOT_WHOLE),
    (r"Not a valid number\.|Number too large\.|Special numeric values .*", N_("This must be a number.")),
    (r"Not a valid boolean\.", N_("This must be true or false.")),
    (r"Not a valid list\.", N_("This must be a list.")),
    (r"Not a valid mapping type\.|Invalid type\.|Invalid input type\.", NOT_AN_OBJECT),
    (r"Not a valid (?:\w+ )?datetime\.", NOT_A_MOMENT),
    (r"Not a valid date\.", N_("This must be a day such as 2026-05-01.")),
    # An empty one among them stands for none, which leaving the field out says as well.
    (r"Must be one of: (?:, )?(?P<choices>.*)\.", N_("This must be one of these: %(choices)s.")),
    (r"Shorter than minimum length (?P<least>\d+)\.", N_("Its length must be at least %(least)s.")),
    (r"Longer than maximum length (?P<most>\d+)\.", N_("Its length must be at most %(most)s.")),
    (
        r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
        N_("Its length must be between %(least)s and %(most)s."),
    ),
    (r"Length must be (?P<length>\d+)\.", N_("Its length must be %(length)s.")),
    (
        rf"Must be greater than or equal to (?P<least>{_NUMBER}) and less than or equal to (?P<most>{_NUMBER})\.",
        N_("This must be between %(least)s and %(most)s."),
    ),
    (rf"Must be greater than or equal to (?P<least>{_NUMBER})\.", N_("This must be at least %(least)s.")),
    (rf"Must be less than or equal to (?P<most>{_NUMBER})\.", N_("This must be at most %(most)s.")),
    (r"String does not match expected pattern\.", N_("This is not written in the form that is needed here.")),
    (r"Invalid value\.", N_("This value is not possible here.")),
)
_KNOWN: Final = tuple((re.compile(form, re.DOTALL), sentence) for form, sentence in _FORMS)


def in_words(sentence: str) -> str:
    """A sentence of the library, or one of our own, as its reader understands it."""
    for form, ours in _KNOWN:
        found = form.fullmatch(sentence)
        if found is not None:
            return said(ours, found.groupdict() or None)
    return said(sentence)
