"""Honest communities laid over real dumps, and cheats planted in them.

A dump tells of every vote the answer and the day, never the voter. So the votes are given to plausible people:
those who were there at the time, as busy as the dump says they voted, who like what they write about themselves,
mostly the asker first, and who answer kindness with kindness as far as a world says.
"""

import bisect
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from community.imports.stackexchange import reader
from community.kernel import clock
from gamification.integrity.rules import Given

DAY = timedelta(days=1)


@dataclass
class Person:
    """Somebody of a dump, or a planted account."""

    id: int
    joined: datetime
    left: datetime
    votes: float
    tags: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Answer:
    """An answer of a dump, or a planted one."""

    id: int
    author: int
    asker: int | None
    at: datetime
    tags: tuple[int, ...]
    question: int


@dataclass
class Dump:
    """What a world is laid over."""

    name: str
    people: dict[int, Person]
    answers: dict[int, Answer]
    votes: list[tuple[int, datetime, bool]]  # answer, day, up
    questions: list[tuple[datetime, tuple[int, ...], int]]  # asked, tags, id
    ended: datetime


@dataclass(frozen=True)
class Manner:
    """How honest people choose whom to rate. Shares of acceptance: of a stranger's topic, of one's own, of a friend."""

    name: str
    stranger: float
    topic: float
    friend: float
    asker: float


MANNERS = (
    Manner("plain", stranger=0.6, topic=1.0, friend=1.0, asker=0.3),
    Manner("topical", stranger=0.15, topic=0.8, friend=1.0, asker=0.5),
    Manner("friendly", stranger=0.1, topic=0.4, friend=1.0, asker=0.5),
    Manner("clubby", stranger=0.03, topic=0.12, friend=1.0, asker=0.4),
)


def read_dump(folder: Path) -> Dump:
    """The people, answers and votes of one dump."""
    people: dict[int, Person] = {}
    for row in reader.rows(reader.find(folder, "Users") or folder):
        value = row.values
        joined, left = clock.parse(value["CreationDate"]), clock.parse(value["LastAccessDate"])
        people[int(value["Id"])] = Person(
            int(value["Id"]), joined, max(joined, left), float(value.get("UpVotes", 0))
        )
    posts = [row.values for row in reader.rows(reader.find(folder, "Posts") or folder)]
    numbers: dict[str, int] = {}
    questions = {}
    for post in posts:
        if post["PostTypeId"] == "1":
            names = [name for name in post.get("Tags", "").replace("><", "|").strip("<>|").split("|") if name]
            tags = tuple(numbers.setdefault(name, len(numbers) + 1) for name in names)
            questions[post["Id"]] = (
                int(post.get("OwnerUserId", 0)) or None,
                clock.parse(post["CreationDate"]),
                tags,
            )
    answers = {}
    for post in posts:
        author = int(post.get("OwnerUserId", 0))
        if post["PostTypeId"] == "2" and post["ParentId"] in questions and author in people:
            asker, _, tags = questions[post["ParentId"]]
            made = Answer(
                int(post["Id"]), author, asker, clock.parse(post["CreationDate"]), tags, int(post["ParentId"])
            )
            answers[made.id] = made
            people[author].tags.update(tags)
            people[author].votes += 1
    for asker, _, tags in questions.values():
        if asker in people:
            people[asker].tags.update(tags)
            people[asker].votes += 1
    votes = []
    for row in reader.rows(reader.find(folder, "Votes") or folder):
        value = row.values
        if value["VoteTypeId"] in {"2", "3"} and int(value["PostId"]) in answers:
            day = clock.parse(value["CreationDate"])
            votes.append((int(value["PostId"]), day, value["VoteTypeId"] == "2"))
    votes.sort(key=lambda vote: vote[1])
    asked = sorted((at, tags, int(id_)) for id_, (_, at, tags) in questions.items())
    return Dump(folder.name, people, answers, votes, asked, votes[-1][1] + DAY)


class Honest:
    """Gives each vote of a dump to somebody plausible."""

    def __init__(self, dump: Dump, manner: Manner, chance: random.Random) -> None:
        self.dump, self.manner, self.chance = dump, manner, chance
        self.voters = [person for person in dump.people.values() if person.votes > 0]
        self.weights = list(itertools.accumulate(person.votes for person in self.voters))
        self.friends: set[tuple[int, int]] = set()  # (who was rated, by whom)
        self.done: set[tuple[int, int]] = set()
        self.sessions: dict[tuple[int, datetime], datetime] = {}

    def ratings(self) -> list[Given]:
        found = []
        for answer_id, day, up in self.dump.votes:
            answer = self.dump.answers[answer_id]
            person = self._asker(answer, day) or self._someone(answer, day)
            if person is not None:
                self.done.add((answer_id, person.id))
                self.friends.add((answer.author, person.id))
                found.append(self._given(person, answer, day, up=up))
        return found

    def _asker(self, answer: Answer, day: datetime) -> Person | None:
        """Mostly it is the asker who rates first."""
        asker = self.dump.people.get(answer.asker or 0)
        if asker is None or asker.id == answer.author or (answer.id, asker.id) in self.done:
            return None
        likely = self.chance.random() < self.manner.asker and asker.joined <= day + DAY
        return asker if likely else None

    def _someone(self, answer: Answer, day: datetime) -> Person | None:
        """Somebody who was there, as busy as they are, whom the answer concerns."""
        for _attempt in range(400):
            person = self.voters[bisect.bisect(self.weights, self.chance.random() * self.weights[-1])]
            there = person.joined - DAY <= day <= person.left + DAY
            new = person.id != answer.author and (answer.id, person.id) not in self.done
            if there and new and self.chance.random() < self._liking(person, answer):
                return person
        return None

    def _liking(self, person: Person, answer: Answer) -> float:
        if (person.id, answer.author) in self.friends:
            return self.manner.friend
        shares = any(tag in person.tags for tag in answer.tags)
        return self.manner.topic if shares else self.manner.stranger

    def _given(self, person: Person, answer: Answer, day: datetime, *, up: bool) -> Given:
        """People rate in sittings: one answer after another, with pauses of minutes."""
        chance, key = self.chance, (person.id, day)
        at = self.sessions.get(key)
        if at is None or chance.random() < 0.3:
            at = day + timedelta(seconds=chance.randrange(86_400))
        self.sessions[key] = at = at + timedelta(seconds=chance.randrange(15, 240))
        stars = chance.choices((5, 4, 3), (70, 22, 8))[0] if up else chance.choices((1, 2), (70, 30))[0]
        return Given(
            0, person.id, answer.author, answer.id, stars, at, answer.tags, person.id == answer.asker
        )
