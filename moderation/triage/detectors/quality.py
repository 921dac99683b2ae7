"""Whether there is enough here, said well enough, to be of use: 1 is best, below 0.5 a person should look."""

from moderation.triage import linear
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Score

_ENOUGH = {Kind.QUESTION: 6, Kind.ANSWER: 4, Kind.COMMENT: 2, Kind.MESSAGE: 2}


def _substance(reading: Reading) -> float:
    said = reading.size + len(reading.shape.code) / 12
    return 1.1 * (said - _ENOUGH[reading.message.kind]) if said < 12 else 6.0  # noqa: PLR2004 -- a full sentence or two


def _shouted(prose: str) -> bool:
    letters = [character for character in prose if character.isascii() and character.isalpha()]
    return len(letters) > 20 and sum(map(str.isupper, letters)) > 0.7 * len(letters)  # noqa: PLR2004


def detect(reading: Reading) -> Score:
    """Substance, and for English questions and answers how they would please a reader."""
    substance = _substance(reading)
    kind = reading.message.kind
    margin = substance
    if kind in {Kind.QUESTION, Kind.ANSWER} and reading.lang == "en":
        margin = min(substance, linear.load(f"quality_{kind}_en").margin(reading.features))
    evidence: tuple[str, ...] = ("very short",) if substance < 0 else ()
    if _shouted(reading.shape.prose):
        margin, evidence = min(margin, -0.3), (*evidence, "all in capitals")
    return Score(sigmoid(margin), evidence)
