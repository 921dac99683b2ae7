"""A message read once, so that every detector can look at the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from moderation.triage import care, features, form, lang, lexicon, matters, normalise
from moderation.triage.features import Buckets
from moderation.triage.lexicon import Hit
from moderation.triage.matters import Matter
from moderation.triage.records import Message

_HASHTAG = re.compile(r"(?:^|\s)#[^\W\d]\w{2,}")
_SPOKEN_TO = re.compile(r"\s*[.\"“]?@[^\W_]\w*[\s,:]")
_QUOTED_FACTOR = 0.25
_PICTURE = re.compile(r"<img\b|!\[[^\]\n]{0,200}\]\(")


@dataclass
class Reading:
    """The message, its language, and views of its text that are made when first asked for."""

    message: Message
    margins: dict[str, float] = field(default_factory=dict)  # of the models that were asked

    @cached_property
    def whole(self) -> str:
        """Title and text together."""
        return f"{self.message.title}\n{self.message.text}" if self.message.title else self.message.text

    @cached_property
    def shape(self) -> normalise.Shape:
        """The text taken apart into prose, code and quotations."""
        return normalise.take_apart(self.whole)

    @cached_property
    def lang(self) -> str:
        """`en`, `zh` or `other`."""
        return lang.settle(self.message.lang, self.shape.prose)

    @cached_property
    def words(self) -> list[str]:
        """Folded words, numbers, emoji and marks of the prose; Chinese characters are not among them."""
        return features.WORD.findall(self.shape.folded)

    @cached_property
    def size(self) -> int:
        """How much is said, in words; two Chinese characters count as one."""
        return len(self.words) + (lang.han_count(self.shape.prose) + 1) // 2

    @cached_property
    def has_picture(self) -> bool:
        """Whether a picture stands in it, which says something that no word here can tell."""
        return bool(_PICTURE.search(self.message.text))

    @cached_property
    def _known(self) -> list[Hit]:
        folded = self.shape.folded
        found = lexicon.in_words(self.words) if self.words else []
        if self.lang == "zh" or lang.han_count(folded):
            found = found + lexicon.in_characters(folded)
        spoken = normalise.quoted_speech(folded)
        if not spoken:
            return found
        return [
            hit._replace(weight=hit.weight * _QUOTED_FACTOR) if _inside(hit.phrase, spoken) else hit
            for hit in found
        ]

    @cached_property
    def hits(self) -> list[Hit]:
        """Known phrases of both languages, those inside quotation marks at a quarter of their weight."""
        return [hit for hit in self._known if hit.category not in lexicon.MOODS]

    @cached_property
    def moods(self) -> dict[str, list[Hit]]:
        """Known phrases of how a mood sounds, by mood."""
        found: dict[str, list[Hit]] = {}
        for hit in self._known:
            if hit.category in lexicon.MOODS:
                found.setdefault(hit.category, []).append(hit)
        return found

    @cached_property
    def sums(self) -> dict[str, float]:
        """Total weight of the known phrases in each category."""
        totals: dict[str, float] = {}
        for hit in self.hits:
            totals[hit.category] = totals.get(hit.category, 0.0) + hit.weight
        return totals

    @cached_property
    def is_social(self) -> bool:
        """Whether it was written for a public timeline: it addresses an account, or carries a hashtag."""
        return "usermention" in self.words or bool(_HASHTAG.search(self.shape.prose))

    @cached_property
    def is_addressed(self) -> bool:
        """Whether it speaks to one account, as customers write to a company: it begins with its name."""
        return _SPOKEN_TO.match(self.message.text) is not None

    @cached_property
    def features(self) -> Buckets:
        """The feature buckets that the linear models of this language weigh."""
        shape = self.shape
        extras = [name for name, there in (("code", shape.code), ("quote", shape.quoted)) if there]
        extras += [f"links>{count}" for count in (0, 1, 2) if shape.link_count > count]
        form = features.of_form(shape.prose, self.size, self.sums, extras)
        if self.lang == "zh":
            return Buckets(form | features.of_characters(shape.folded))
        return Buckets(form | features.of_words(self.words))

    @cached_property
    def letters(self) -> Buckets:
        """The buckets of how the text is spelt."""
        return Buckets(features.of_letters(normalise.spelling(self.shape.spelt)))

    @cached_property
    def letters_and_capitals(self) -> tuple[int, int]:
        """How many letters a-z and A-Z the prose holds, and how many of them are capitals."""
        return form.letters_and_capitals(self.shape.prose.encode("ascii", "ignore"))

    @cached_property
    def facts(self) -> list[float]:
        """What the text looks like, in numbers."""
        return form.facts(self.shape.prose, self.shape.folded, self.shape.link_count)

    @cached_property
    def care(self) -> list[float]:
        """How the post is written, in numbers."""
        shape, title = self.shape, self.message.title
        body = shape.spelt.removeprefix(title).lstrip()
        return care.facts(title, body, shape.code, shape.link_count)

    @cached_property
    def matters(self) -> Mapping[str, Matter]:
        """How far the message is about danger, a threat, a goodbye, or the writer's own account."""
        return matters.heard(self.words, self.shape.folded)

    def phrases(self, *categories: str) -> tuple[str, ...]:
        """The strongest known phrases of these categories, each once, at most five."""
        best = sorted((hit for hit in self.hits if hit.category in categories), key=lambda hit: -hit.weight)
        return tuple(dict.fromkeys(hit.phrase for hit in best))[:5]


def _inside(phrase: str, spoken: str) -> bool:
    return phrase in spoken
