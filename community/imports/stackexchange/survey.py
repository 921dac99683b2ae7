"""Reads a whole dump before anything is written: is it sound, and what of it will come in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from community.imports.stackexchange import history, mapping, reader
from community.imports.stackexchange.reader import DumpError, Row
from community.imports.stackexchange.records import (
    Deed,
    DumpComment,
    DumpLink,
    DumpPost,
    DumpTag,
    DumpVote,
    HistoryLine,
    LinkKind,
    PostKind,
    VoteKind,
)

REQUIRED: Final = ("Posts", "Users")


@dataclass(slots=True)
class Survey:
    """What the dump in `folder` holds; the second reading asks it what may come in."""

    folder: Path
    members: set[int] = field(default_factory=set)
    questions: set[int] = field(default_factory=set)
    answers: dict[int, int] = field(default_factory=dict)
    descriptions: set[int] = field(default_factory=set)
    other_posts: set[int] = field(default_factory=set)
    tags: dict[str, DumpTag] = field(default_factory=dict)
    first_used: dict[str, datetime] = field(default_factory=dict)
    opened_at: datetime | None = None
    chosen: dict[int, int] = field(default_factory=dict)
    acceptances: dict[int, datetime | None] = field(default_factory=dict)
    edit_sizes: Counter[tuple[int, str]] = field(default_factory=Counter)
    edits: Counter[int] = field(default_factory=Counter)
    closings: dict[int, HistoryLine] = field(default_factory=dict)
    originals: dict[int, int] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def holds(self, number: int) -> bool:
        """Whether post `number` is a question or an answer that comes in."""
        return number in self.questions or number in self.answers

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of file `name`; none when the dump has no such file."""
        path = reader.find(self.folder, name)
        return reader.rows(path) if path else iter(())

    def why_not_post(self, post: DumpPost) -> str | None:
        if post.kind is PostKind.ANSWER and post.number not in self.answers:
            return "answer without its question"
        return "post of another kind" if post.kind is PostKind.OTHER else None

    def why_not_comment(self, comment: DumpComment) -> str | None:
        return None if self.holds(comment.post) else "comment on a post that is not in the dump"

    def why_not_vote(self, vote: DumpVote) -> str | None:
        """Why a vote does not come in, or None; acceptances are judged in `accepted`."""
        if vote.kind is VoteKind.OTHER:
            return "vote of another kind"
        if not self.holds(vote.post):
            known = vote.post in self.descriptions or vote.post in self.other_posts
            return "vote on a tag description" if known else "vote on a post that is not in the dump"
        if vote.kind is VoteKind.FAVOURITE:
            return _why_not_favourite(self, vote)
        if vote.post in self.questions:
            return "vote on a question"
        if vote.kind is VoteKind.ACCEPTANCE and vote.post not in self.acceptances:
            return "acceptance that was taken back"
        return None

    def why_not_link(self, link: DumpLink | None) -> str | None:
        if link is None:
            return "link of another kind"
        if link.source not in self.questions or link.target not in self.questions:
            return "link to a post that is not in the dump"
        return "link of a question to itself" if link.source == link.target else None

    def why_not_history(self, line: HistoryLine) -> str | None:
        """Why a line of history is not kept, or None; closings are read from here too."""
        if not self.holds(line.post):
            known = line.post in self.descriptions or line.post in self.other_posts
            return "history of a tag description" if known else "history of a post that is not in the dump"
        return None if line.is_edit else "history that is not an edit"


def survey(folder: Path) -> Survey:
    """Read all of the dump in `folder`. Raises DumpError on the first thing that is wrong."""
    if not folder.is_dir():
        raise DumpError("there is no such folder", file=str(folder))
    for name in REQUIRED:
        if reader.find(folder, name) is None:
            raise DumpError(f"the folder has neither {name}.xml nor {name}.xml.gz", file=str(folder))
    found = Survey(folder)
    _members(found)
    _posts(found)
    _tags(found)
    _comments(found)
    _votes(found)
    _links(found)
    _history(found)
    _badges(found)
    return found


def _members(found: Survey) -> None:
    for row in found.rows("Users"):
        member = mapping.member(row)
        _once(row, member.number, found.members)
        found.opened_at = min(found.opened_at or member.joined_at, member.joined_at)
    found.found["users"] = len(found.members)


def _posts(found: Survey) -> None:
    seen: set[int] = set()
    answers: dict[int, int] = {}
    for row in found.rows("Posts"):
        post = mapping.post(row)
        _once(row, post.number, seen)
        if post.kind is PostKind.QUESTION:
            _question(found, post)
        elif post.question is not None:
            answers[post.number] = post.question
        else:
            (found.other_posts if post.kind is PostKind.OTHER else found.descriptions).add(post.number)
    found.answers = {number: question for number, question in answers.items() if question in found.questions}
    found.found["questions"] = len(found.questions)
    found.found["answers"] = len(found.answers)
    _skip(found, "answer without its question", len(answers) - len(found.answers))
    _skip(found, "post of another kind", len(found.other_posts))


def _question(found: Survey, post: DumpPost) -> None:
    found.questions.add(post.number)
    if post.accepted_answer is not None:
        found.chosen[post.number] = post.accepted_answer
    for name in post.tags:
        found.first_used[name] = min(found.first_used.get(name, post.created_at), post.created_at)


def _tags(found: Survey) -> None:
    found.tags = {tag.name: tag for tag in map(mapping.tag, found.rows("Tags"))}
    for name in found.first_used:  # a tag that only the questions know is one all the same
        found.tags.setdefault(name, DumpTag(name, None, None))
    described = {number for tag in found.tags.values() for number in (tag.excerpt, tag.wiki)}
    found.found["tags"] = len(found.tags)
    _skip(found, "tag description without a tag", len(found.descriptions - described))


def _comments(found: Survey) -> None:
    seen: set[int] = set()
    for row in found.rows("Comments"):
        comment = mapping.comment(row)
        _once(row, comment.number, seen)
        _count(found, "comments", found.why_not_comment(comment))


def _votes(found: Survey) -> None:
    found.acceptances = {
        answer: None for question, answer in found.chosen.items() if found.answers.get(answer) == question
    }
    seen: set[int] = set()
    for row in found.rows("Votes"):
        vote = mapping.vote(row)
        _once(row, vote.number, seen)
        reason = found.why_not_vote(vote)
        if reason is None and vote.kind is VoteKind.ACCEPTANCE:
            found.acceptances[vote.post] = vote.created_at
        elif reason is not None or vote.kind is VoteKind.STARS:
            _count(found, "ratings", reason)
    found.found["accepted"] = len(found.acceptances)


def _links(found: Survey) -> None:
    seen: set[int] = set()
    for row in found.rows("PostLinks"):
        link = mapping.link(row)
        _once(row, row.integer("Id"), seen)
        reason = found.why_not_link(link)
        _count(found, "links", reason)
        if link and reason is None and link.kind is LinkKind.DUPLICATE:
            found.originals.setdefault(link.source, link.target)


def _history(found: Survey) -> None:
    seen: set[int] = set()
    for row in found.rows("PostHistory"):
        line = history.line(row)
        _once(row, line.number, seen)
        if line.deed is Deed.CLOSING:
            found.closings[line.post] = line
        reason = found.why_not_history(line)
        if reason is None:
            found.edits[line.post] += (line.post, line.guid) not in found.edit_sizes
            found.edit_sizes[line.post, line.guid] += 1
        else:
            _skip(found, reason, 1)
    found.found["revisions"] = len(found.edit_sizes)


def _badges(found: Survey) -> None:
    count = 0
    for row in found.rows("Badges"):
        row.integer("UserId")
        count += 1
    _skip(found, "badge of the other site", count)


def _once(row: Row, number: int, seen: set[int]) -> None:
    if number in seen:
        raise row.wrong(f"Id {number} stands in the file twice")
    seen.add(number)


def _count(found: Survey, what: str, reason: str | None) -> None:
    if reason is None:
        found.found[what] += 1
    else:
        _skip(found, reason, 1)


def _skip(found: Survey, reason: str, count: int) -> None:
    if count:
        found.skipped[reason] += count


def _why_not_favourite(found: Survey, vote: DumpVote) -> str | None:
    if vote.post not in found.questions:
        return "favourite that is no question"
    return None if vote.member in found.members else "favourite of a member who is not in the dump"
