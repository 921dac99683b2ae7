"""Asking the trained models about a message, and which of its words swayed them."""

from collections.abc import Sequence

from moderation.triage import features, hidden, linear, stacked
from moderation.triage.reading import Reading

# In a language nobody trained, a model stays silent: clearly below its threshold.
SILENT = -2.5
_SHOWN = 3
_SPAN = 3
# What stands in a folded text for a link, a name, code: nobody wrote these words.
_STANDINGS = frozenset({"weblink", "usermention", "codespan"})


def margin(reading: Reading, name: str, langs: Sequence[str] = ("en", "zh")) -> float:
    """The margin of model `name` for the message's language; SILENT where there is no such model."""
    if reading.lang not in langs or not reading.size:
        return SILENT
    known = reading.margins
    if name not in known:
        known[name] = linear.load(f"{name}_{reading.lang}").margin(reading.features)
    return known[name]


def stacked_margin(reading: Reading, name: str, *, in_full: bool = True) -> float:
    """The margin of English model `name` in two steps; SILENT in other languages."""
    if reading.lang != "en" or not reading.size:
        return SILENT
    return stacked.load(f"{name}_en").margin(reading, in_full=in_full)


def forget() -> None:
    """Give back the memory that the models take; they are loaded again when next asked."""
    linear.forget()
    hidden.load.cache_clear()
    stacked.load.cache_clear()


def telling(reading: Reading, name: str) -> tuple[str, ...]:
    """The few words or runs of characters that spoke most for yes."""
    model = linear.load(f"{name}_en_words" if name == "spam" else f"{name}_{reading.lang}")
    if reading.lang == "zh":
        text = reading.shape.folded
        parts = {text[at : at + _SPAN] for at in range(max(1, len(text) - _SPAN + 1))}
        weighed = {part: model.weight_of(features.of_characters(part)) for part in parts if part.strip()}
    else:
        words = {word for word in reading.words if word.isalpha() and word not in _STANDINGS}
        weighed = {word: model.weight_of(features.of_words([word])) for word in words}
    best = sorted((part for part in weighed if weighed[part] > 0), key=lambda part: (-weighed[part], part))
    return tuple(best[:_SHOWN])
