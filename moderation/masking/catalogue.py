"""What each kind of covered data is called."""

from typing import Final

from community.kernel.masks import LISTED, WORDS
from community.kernel.words import N_

KINDS: Final = {
    "phone": N_("a phone number"),
    "email": N_("an e-mail address"),
    "card": N_("a card number"),
    "id_number": N_("an identity number"),
    "iban": N_("a bank account"),
    "order_number": N_("an order or customer number"),
    "contact": N_("a messenger name"),
    "plate": N_("a number plate"),
    WORDS: N_("words that a moderator covered"),
    LISTED: N_("a word that a list covers"),
}
