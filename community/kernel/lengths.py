"""How much may be written into a field: what is longer is refused with a sentence, never cut in silence."""

from community.kernel.errors import Invalid
from community.kernel.forms import without_nul
from community.kernel.words import N_


def fitting(text: str, longest: int, field: str) -> str:
    """The text without spaces at its ends. Raises Invalid that names the field when it is too long."""
    text = str(without_nul(text)).strip()
    if len(text) > longest:
        raise Invalid(N_("Please use at most %(longest)s characters."), field=field, longest=longest)
    return text


def one_line(text: str, longest: int, field: str) -> str:
    """The same for a text that is kept on one line."""
    return fitting(" ".join(text.split()), longest, field)
