"""The scores of one message, each worked out when it is first asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from moderation.triage import corrections
from moderation.triage.catalogue import DETECTORS
from moderation.triage.reading import Reading
from moderation.triage.records import Message, Score
from moderation.triage.wording import Wording


class Scores(Mapping[str, Score]):
    """Every detector of the catalogue by its slug, corrected as this site has learnt; three cost three."""

    def __init__(self, message: Message) -> None:
        self.reading = Reading(message)
        self._wording = Wording(self.reading.whole)
        self._found: dict[str, Score] = {}

    def __getitem__(self, slug: str) -> Score:
        if slug not in self._found:
            score = self._as_written(DETECTORS[slug](self.reading))
            correction = corrections.in_use().get(slug)
            self._found[slug] = correction.applied(score, self.reading.features) if correction else score
        return self._found[slug]

    def _as_written(self, score: Score) -> Score:
        """The score with its evidence in the author's own spelling."""
        return replace(score, evidence=tuple(map(self._wording.as_written, score.evidence)))

    def __iter__(self) -> Iterator[str]:
        return iter(DETECTORS)

    def __len__(self) -> int:
        return len(DETECTORS)
