"""The parts of sentences of one language, and how they become titles and texts."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.imports.growth.chance import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What members of one language say. `topics` and `aspects` name tags as they stand in a sentence."""

    lang: str
    topics: Mapping[str, str]
    aspects: Mapping[str, str]
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    facts: tuple[str, ...]
    tried: tuple[str, ...]
    asks: tuple[str, ...]
    diagnoses: tuple[str, ...]
    steps: tuple[str, ...]
    reasons: tuple[str, ...]
    closings: tuple[str, ...]
    remarks: tuple[str, ...]
    edits: tuple[str, ...]
    joint: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its two forms: what somebody typed, and what the site makes of it."""

    markdown: str
    html: str

    def and_then(self, paragraph: str) -> "Words":
        """The same with a paragraph after it."""
        return Words(f"{self.markdown}\n\n{paragraph}", f"{self.html}\n{_paragraph(paragraph)}")


class Author:
    """Somebody who writes about one matter: the same topic, version and numbers in all that they say."""

    __slots__ = ("_chance", "_said", "_slots")

    def __init__(self, said: Vocabulary, topic: str, aspect: str, chance: Chance) -> None:
        self._said, self._chance = said, chance
        draw = chance.random
        self._slots = {
            "thing": said.topics[topic],
            "part": said.aspects[aspect],
            "model": f"{topic[0].upper()}{int(draw() * 90) * 10 + 100}",
            "version": f"{int(draw() * 9) + 1}.{int(draw() * 12)}.{int(draw() * 20)}",
            "code": f"E-{int(draw() * draw() * 9000) + 100}",
            "number": str(int(draw() * 38) + 2),
        }

    def title(self) -> str:
        said = self._one(self._said.titles)
        return said[0].upper() + said[1:]

    def question(self) -> Words:
        """An opening, what was seen, often what was tried, and what is asked."""
        said, draw = self._said, self._chance.random
        parts = [self._joined(self._one(said.openings), *self._some(said.facts, 1 + int(draw() * 3)))]
        tried = self._some(said.tried, 2 + int(draw() * 3)) if self._chance.hits(0.5) else []
        return _text([*parts, tried, self._joined(*self._some(said.asks, 1 + int(draw() * 2)))])

    def answer(self) -> Words:
        """What it is, the steps, and why they help; short ones only say what it is."""
        said, draw = self._said, self._chance.random
        begins = self._joined(*self._some(said.diagnoses, 1 + int(draw() * 2)))
        if self._chance.hits(0.25):
            return _text([begins])
        steps = self._some(said.steps, 2 + int(draw() * 4))
        ends = self._joined(*self._some(said.reasons, 1 + int(draw() * 2)), self._one(said.closings))
        return _text([begins, steps, ends])

    def remark(self) -> Words:
        """A sentence or two."""
        return _text([self._joined(*self._some(self._said.remarks, 1 + int(self._chance.random() * 1.4)))])

    def edit(self) -> str:
        """What somebody adds later."""
        return self._one(self._said.edits)

    def _one(self, parts: tuple[str, ...]) -> str:
        return parts[int(self._chance.random() * len(parts))].format_map(self._slots)

    def _some(self, parts: tuple[str, ...], count: int) -> list[str]:
        first, step = int(self._chance.random() * len(parts)), 1 + int(self._chance.random() * 4)
        found = dict.fromkeys((first + step * turn) % len(parts) for turn in range(count))
        return [parts[place].format_map(self._slots) for place in found]

    def _joined(self, *sentences: str) -> str:
        return self._said.joint.join(sentences)


def _text(parts: Iterable[str | list[str]]) -> Words:
    """Paragraphs, and numbered lists, as the site's own renderer would make them."""
    markdown, shown = [], []
    for part in parts:
        if isinstance(part, str):
            markdown.append(part)
            shown.append(_paragraph(part))
        elif part:
            markdown.append("\n".join(f"{number}. {each}" for number, each in enumerate(part, 1)))
            items = "\n".join(f"<li>{_inline(each)}</li>" for each in part)
            shown.append(f"<ol>\n{items}\n</ol>")
    return Words("\n\n".join(markdown), "\n".join(shown))


def _paragraph(text: str) -> str:
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    pieces = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{each}</code>" if number % 2 else each for number, each in enumerate(pieces))
