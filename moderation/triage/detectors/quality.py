"""Whether there is enough here, said well enough, to be of use: 1 is best, below 0.5 a person should look."""

from community.kernel.words import N_
from moderation.triage import rated
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Score

_ENOUGH = {Kind.QUESTION: 3.0, Kind.ANSWER: 2.0, Kind.COMMENT: 1.0, Kind.MESSAGE: 1.0}
_SENTENCE = 12
# A model may ask for a second look; only want of substance keeps a post back.
_LOWEST_BY_MODEL = -1.2


def _substance(reading: Reading) -> float:
    said = reading.size + len(reading.shape.code) / 12 + 3 * (reading.shape.link_count + reading.has_picture)
    return 1.1 * (said - _ENOUGH[reading.message.kind]) if said < _SENTENCE else 6.0


def _shouted(reading: Reading) -> bool:
    letters, capitals = reading.letters_and_capitals
    return letters > 20 and capitals > 0.7 * letters  # noqa: PLR2004


def detect(reading: Reading) -> Score:
    """Substance, and for English questions and answers how they would please a reader."""
    substance = _substance(reading)
    kind = reading.message.kind
    margin = substance
    if kind in {Kind.QUESTION, Kind.ANSWER} and reading.lang == "en":
        margin = min(substance, max(_LOWEST_BY_MODEL, rated.load(f"quality_{kind}_en").margin(reading)))
    evidence: tuple[str, ...] = (N_("very short"),) if substance < 0 else ()
    if _shouted(reading):
        margin, evidence = min(margin, -0.3), (*evidence, N_("all in capitals"))
    return Score(sigmoid(margin), evidence)
