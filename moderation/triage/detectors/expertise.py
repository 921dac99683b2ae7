"""Whether it takes a specialist: technical depth decides, what a question demands orders what lies below."""

from moderation.triage.demand import demand
from moderation.triage.depth import depth
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Kind, Score

# From here on fewer than one question in eight of any community measured is called expert; a long post gathers more.
_DEEP, _DEEPER, _LONG = 0.6, 1.3, 80.0
_STEEP = 1.2
_SHOWN = 6
# In a short message its depth tells most; a long post has room for rare words and sources.
_SHORT, _SHARE_OF_DEPTH = 30.0, 0.8
_POST = 20
_BELOW = 1.5
_UNFIRED = THRESHOLD - 1e-4


def detect(reading: Reading) -> Score:
    """Whether a specialist is needed."""
    found = depth(reading)
    needed = _DEEP if reading.lang == "zh" else _DEEP + _DEEPER * min(1.0, reading.size / _LONG)
    if found.points >= needed:
        return Score(sigmoid(_STEEP * (found.points - needed)), found.evidence[:_SHOWN])
    share = min(_SHARE_OF_DEPTH, _SHORT * _SHARE_OF_DEPTH / max(1.0, reading.size))
    asked = reading.message.kind is Kind.QUESTION or reading.size >= _POST
    tells = asked and reading.lang != "zh"
    lies = share * found.points + demand(reading) if tells else 2 * found.points
    value = _UNFIRED * sigmoid(0.8 * (lies - _BELOW))
    return Score(value, found.evidence[:_SHOWN])
