"""The tags of a grown community: topics, aspects, and topics with their aspects, in both languages."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from community.imports.growth.chance import Chance, Weighted, zipf
from community.imports.growth.words_en import ENGLISH
from community.imports.growth.words_zh import CHINESE


@dataclass(frozen=True, slots=True)
class Subject:
    """A tag, and what a text about it is about."""

    id: int
    name: str
    topic: str
    aspect: str


class Subjects:
    """All tags; the first ones are on very many questions, the last ones on few."""

    def __init__(self, count: int, chance: Chance) -> None:
        topics, aspects = list(ENGLISH.topics), list(ENGLISH.aspects)
        chance.shuffle(topics)
        chance.shuffle(aspects)
        alone = [(topic, "") for topic in topics] + [("", aspect) for aspect in aspects]
        pairs = list(product(topics, aspects))
        chance.shuffle(alone)
        chance.shuffle(pairs)
        wanted = [*alone, *pairs][:count]
        self.all = [
            Subject(
                number,
                "-".join(filter(None, pair)),
                pair[0] or topics[number % len(topics)],
                pair[1] or aspects[number % len(aspects)],
            )
            for number, pair in enumerate(wanted, 1)
        ]
        self._draw = Weighted(zipf(len(self.all)), chance)
        self._chance = chance

    def some(self) -> tuple[Subject, ...]:
        """One to four tags of one question, the first the one that it is about."""
        wanted = 1 + int(self._chance.random() * 2.4) + self._chance.hits(0.2)
        found = {self.all[self._draw.draw()]: None for _turn in range(wanted)}
        return tuple(found)

    def rows(self, since: datetime) -> list[dict[str, Any]]:
        """The rows of tags; how many questions each has is counted at the end."""
        return [
            {
                "id": each.id,
                "name": each.name,
                "label_zh": _of(each, CHINESE.topics, CHINESE.aspects, ""),
                "excerpt": f"Questions about {_of(each, ENGLISH.topics, ENGLISH.aspects, ' and its ')}.",
                "excerpt_zh": f"与{_of(each, CHINESE.topics, CHINESE.aspects, '的')}有关的问题。",
                "created_at": since,
            }
            for each in self.all
        ]


def _of(subject: Subject, topics: Any, aspects: Any, joint: str) -> str:
    if subject.name == subject.topic:
        return str(topics[subject.topic])
    if subject.name == subject.aspect:
        return str(aspects[subject.aspect])
    return f"{topics[subject.topic]}{joint}{aspects[subject.aspect]}"
