"""Judging messages away from the database, so that other processes can do it."""

from dataclasses import dataclass, replace

from community.channels.rules import InboundMessage, Lane
from community.channels.services import Judged
from community.kernel.ports import Mask
from community.kernel.text import detect_language
from moderation.triage import pii
from moderation.triage.analyse import analyse
from moderation.triage.records import Analysis, Message, Score


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is kept of an analysis, and what the rules of escalation look at."""

    judged: Judged
    scores: dict[str, Score]

    @property
    def advertises(self) -> bool:
        """Whether it looks like advertising."""
        return self.scores["spam"].fired

    def to_the_team(self) -> "Opinion":
        """The same about what was written to the team itself: whatever it is about, somebody waits for an answer."""
        if self.judged.lane != Lane.DROP or self.advertises:
            return self
        return replace(self, judged=replace(self.judged, lane=str(Lane.CROWD)))


def judge(messages: list[InboundMessage]) -> list[Opinion]:
    """An opinion about each message, in their order."""
    return [opinion_on(each, analyse(read(each))) for each in messages]


def judge_as(read: InboundMessage, whole: InboundMessage) -> Opinion:
    """An opinion about `whole` from a part of it that is `read`; what is private is covered in all of it."""
    said, covered = judge([read, whole])
    judged = replace(said.judged, masked=covered.judged.masked, private=covered.judged.private)
    return Opinion(judged, said.scores)


def read(message: InboundMessage) -> Message:
    """A message as triage reads it."""
    return Message(text=message.text, lang=message.lang, channel=message.channel, followers=message.followers)


def opinion_on(message: InboundMessage, analysis: Analysis) -> Opinion:
    """The part of an analysis that is kept."""
    return Opinion(
        Judged(
            lane=str(analysis.route),
            priority=str(analysis.priority),
            lang=detect_language(message.text),
            anger=round(analysis["anger"].value, 4),
            masked=pii.mask(message.text, analysis.pii) if analysis.pii else message.text,
            private=tuple(Mask(span.kind, span.start, span.end, "body") for span in analysis.pii),
        ),
        dict(analysis.detectors),
    )
