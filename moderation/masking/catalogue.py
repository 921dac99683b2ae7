"""What each kind of covered data is called."""

from typing import Final

from community.kernel.masks import LISTED, WORDS
from community.kernel.words import N_
from moderation.quality.checks.meaning import PRIVATE

KINDS: Final = {
    **PRIVATE,
    WORDS: N_("words that a moderator covered"),
    LISTED: N_("a word that a list covers"),
}
