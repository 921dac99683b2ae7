"""The scores of one message, each worked out when it is first asked for."""

from collections.abc import Iterator, Mapping

from moderation.triage import corrections
from moderation.triage.catalogue import DETECTORS
from moderation.triage.reading import Reading
from moderation.triage.records import Message, Score


class Scores(Mapping[str, Score]):
    """Every detector of the catalogue by its slug, corrected as this site has learnt; three cost three."""

    def __init__(self, message: Message) -> None:
        self.reading = Reading(message)
        self._found: dict[str, Score] = {}

    def __getitem__(self, slug: str) -> Score:
        if slug not in self._found:
            score = DETECTORS[slug](self.reading)
            correction = corrections.in_use().get(slug)
            self._found[slug] = correction.applied(score, self.reading.features) if correction else score
        return self._found[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(DETECTORS)

    def __len__(self) -> int:
        return len(DETECTORS)
