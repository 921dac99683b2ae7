"""Rings and pairs planted in an honest community, each with its own size, density, length and disguise."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gamification.integrity.rules import Given
from tests.benchmarks.abuse_worlds import Answer, Dump, Honest, Manner


@dataclass(frozen=True)
class Cheat:
    """A planted group, and how it went about it."""

    kind: str
    members: frozenset[int]
    who: str  # fresh accounts, quiet members, regulars
    density: float
    each: float
    outside: float
    days: int


@dataclass
class World:
    """Ratings of a community with cheats in it."""

    ratings: list[Given]
    cheats: list[Cheat]
    joined: dict[int, datetime]
    planted: list[Answer]

    def active(self) -> set[int]:
        """Who gave or received at least five ratings."""
        gave = Counter(each.rater_id for each in self.ratings)
        got = Counter(each.author_id for each in self.ratings)
        return {who for who in {*gave, *got} if gave[who] >= 5 or got[who] >= 5}


RING_SIZES = (3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10)
PAIRS = 12


class Planter:
    """Plants cheats: members are taken from those who were there and did little, or are fresh accounts."""

    def __init__(self, dump: Dump, ratings: list[Given], chance: random.Random) -> None:
        self.dump, self.ratings, self.chance = dump, ratings, chance
        self.joined = {person.id: person.joined for person in dump.people.values()}
        self.next_id = 10_000_000
        self.planted: list[Answer] = []
        busy = Counter(each.author_id for each in ratings) + Counter(each.rater_id for each in ratings)
        self.quiet = [who for who in dump.people if 1 <= busy[who] <= 12]
        chance.shuffle(self.quiet)
        self.gave = Counter(each.rater_id for each in ratings)
        wrote = Counter(each.author for each in dump.answers.values())
        self.regulars = [who for who in wrote if wrote[who] >= 6 and busy[who] > 12]
        chance.shuffle(self.regulars)
        self.begun = dump.votes[len(dump.votes) // 10][1]

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def _members(self, size: int, start: datetime, manner: str) -> list[int]:
        made = []
        for _ in range(size):
            if manner == "regulars" and self.regulars:
                made.append(self.regulars.pop())
            elif manner != "fresh" and self.quiet:
                made.append(self.quiet.pop())
            else:
                made.append(self._new_id())
                self.joined[made[-1]] = start - timedelta(hours=self.chance.randrange(1, 72))
        return made

    def _answers(self, author: int, count: int, start: datetime, days: int) -> list[Answer]:
        near = [each for each in self.dump.questions if each[0] <= start + timedelta(days=days)][-200:]
        made = []
        for _ in range(count):
            _, tags, question = self.chance.choice(near or self.dump.questions[:50])
            at = start + timedelta(seconds=self.chance.random() * days * 86_400)
            made.append(Answer(self._new_id(), author, None, at, tags, question))
        self.planted += made
        return made

    def _rate(self, rater: int, answer: Answer, at: datetime) -> None:
        stars = self.chance.choices((5, 4), (85, 15))[0]
        self.ratings.append(Given(0, rater, answer.author, answer.id, stars, at, answer.tags))

    def plant(self, kind: str, size: int) -> Cheat:
        """One group: who, when, how dense, how often, and how much honesty around it."""
        chance = self.chance
        who_they_are = chance.choices(("fresh", "quiet", "regulars" if size <= 5 else "quiet"), (35, 45, 20))[
            0
        ]
        days = chance.choice((2, 10, 40, 150, 300))
        last = self.dump.ended - timedelta(days=min(days, 200) + 3)
        span = max(1.0, (last - self.begun).total_seconds())
        start = self.begun + timedelta(seconds=chance.random() * span)
        density = 1.0 if size <= 3 else chance.choice((1.0, 0.8, 0.6, 0.45))
        # Nobody cheats for two ratings: each member wants at least some five of them.
        each = (
            chance.choice((3, 4, 6, 9))
            if size <= 3
            else max(1.0, chance.choice((5, 7, 10, 16)) / (density * (size - 1)))
        )
        outside = chance.choice((0.0, 0.2, 0.4, 0.6, 0.7))
        members = self._members(size, start, who_they_are)
        if who_they_are == "regulars":  # who rates much must cheat much to gain by it
            each = max(each, max(self.gave[who] for who in members) / (2 * density * (size - 1)))
        wanted = {
            (a, b)
            for i, a in enumerate(members)
            for b in members
            if a != b and (members[(i + 1) % size] == b or chance.random() < density)
        }
        answers = {who: self._answers(who, int(each) + 2, start, days) for who in members}
        inside: Counter[int] = Counter()
        for rater, author in sorted(wanted):
            count = min(len(answers[author]), int(each) + (chance.random() < each % 1))
            for answer in chance.sample(answers[author], count):
                self._rate(
                    rater, answer, answer.at + timedelta(seconds=chance.random() * max(3600, days * 8_640))
                )
                inside[rater] += 1
        pool = list(self.dump.answers.values())
        for rater in members:
            for _ in range(round(inside[rater] * outside / (1 - outside))):
                answer = chance.choice(pool)
                if answer.author not in members:
                    self._rate(rater, answer, start + timedelta(seconds=chance.random() * days * 86_400))
        raters = [each.rater_id for each in chance.sample(self.ratings, min(400, len(self.ratings)))]
        for who in members:  # strangers like their answers, too
            for _ in range(chance.randrange(0, 1 + round(0.4 * inside[who]))):
                rater, answer = chance.choice(raters), chance.choice(answers[who])
                if rater not in members:
                    self._rate(rater, answer, answer.at + timedelta(seconds=chance.random() * 864_000))
        return Cheat(kind, frozenset(members), who_they_are, density, each, outside, days)


def world(dump: Dump, manner: Manner, seed: int, *, planted: bool = True) -> World:
    """An honest community with twelve rings and twelve pairs in it."""
    chance = random.Random(f"{dump.name}:{manner.name}:{seed}")
    ratings = Honest(dump, manner, chance).ratings()
    planter = Planter(dump, ratings, chance)
    cheats = []
    if planted:
        cheats = [planter.plant("ring", size) for size in RING_SIZES]
        cheats += [planter.plant("pair", 2) for _ in range(PAIRS)]
    unique = {(each.answer_id, each.rater_id): each for each in ratings}
    ordered = sorted(unique.values(), key=lambda each: each.at)
    numbered = [replace(each, rating_id=number) for number, each in enumerate(ordered, start=1)]
    return World(numbered, cheats, planter.joined, planter.planted)
