"""Finding in a text, as its author spelt it, what a detector saw in the folded text."""

from moderation.triage.normalise import fold


def as_written(quote: str, text: str) -> str:
    """The stretch of `text` that folds to `quote`; the quote itself where no stretch does."""
    if not quote or quote in text:
        return quote
    folded: list[str] = []
    stretches: list[list[int]] = []  # where each folded sign begins and ends in the text
    for at, sign in enumerate(text):
        for each in fold(sign):
            shown = " " if each.isspace() else each
            if folded and _runs_on(folded, shown):
                stretches[-1][1] = at + 1
            else:
                folded.append(shown)
                stretches.append([at, at + 1])
    found = "".join(folded).find(quote)
    if found < 0:
        return quote
    return text[stretches[found][0] : stretches[found + len(quote) - 1][1]]


def _runs_on(folded: list[str], sign: str) -> bool:
    """Whether folding drops this sign: a further blank, or the third of the same letters."""
    if sign == " ":
        return folded[-1] == " "
    return sign.isalpha() and folded[-2:] == [sign, sign]
