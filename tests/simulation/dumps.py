"""What a Stack Exchange dump tells about when people ask and help; no text of theirs is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from community.imports.stackexchange import mapping, reader
from community.imports.stackexchange.records import DumpPost, LinkKind, PostKind

ANY_AUTHOR = -2  # a former member: somebody, though nobody knows who
ROBOT = -1


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: when, by whom, and whether it helped (accepted, or more votes up than down)."""

    at: float
    by: int
    good: bool


@dataclass(slots=True)
class Asked:
    """A question with its answers by others, the earliest first."""

    at: float
    by: int
    answers: list[Answered] = field(default_factory=list)


@dataclass(slots=True)
class Life:
    """A community: its questions, and the moments at which each member was seen to do something."""

    name: str
    asked: list[Asked]
    seen: dict[int, list[float]]
    repeated: int
    ends: float


def life_of(folder: Path) -> Life:
    """Read a dump. Raises DumpError."""
    posts = [mapping.post(row) for row in _rows(folder, "Posts")]
    questions = {post.number: post for post in posts if post.kind is PostKind.QUESTION}
    asked = {number: Asked(_seconds(post.created_at), _who(post)) for number, post in questions.items()}
    for post in posts:
        question = questions.get(post.question or 0)
        if question is None or _who(post) == _who(question) != ANY_AUTHOR:
            continue
        good = question.accepted_answer == post.number or post.score > 0
        asked[question.number].answers.append(Answered(_seconds(post.created_at), _who(post), good))
    for each in asked.values():
        each.answers.sort(key=lambda answer: answer.at)
    deeds = [(_who(post), _seconds(post.created_at)) for post in posts]
    comments = map(mapping.comment, _rows(folder, "Comments"))
    deeds += [(comment.author.member or ANY_AUTHOR, _seconds(comment.created_at)) for comment in comments]
    return Life(
        folder.name,
        sorted(asked.values(), key=lambda each: each.at),
        _by_member(deeds),
        len(_repeated(folder) & questions.keys()),
        max(at for _, at in deeds),
    )


def _who(post: DumpPost) -> int:
    return post.author.member or ANY_AUTHOR


def _by_member(deeds: list[tuple[int, float]]) -> dict[int, list[float]]:
    seen: dict[int, list[float]] = {}
    for who, at in sorted(deeds, key=lambda deed: deed[1]):
        if who not in {ANY_AUTHOR, ROBOT}:
            seen.setdefault(who, []).append(at)
    return seen


def _repeated(folder: Path) -> set[int]:
    links = map(mapping.link, _rows(folder, "PostLinks"))
    return {link.source for link in links if link and link.kind is LinkKind.DUPLICATE}


def _rows(folder: Path, name: str) -> Iterator[reader.Row]:
    path = reader.find(folder, name)
    return reader.rows(path) if path else iter(())


def _seconds(moment: datetime) -> float:
    return moment.timestamp()
