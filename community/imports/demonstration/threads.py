"""Turning one thread of a content file into deeds, each at its moment."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from community.imports.demonstration.fields import Entry
from community.imports.demonstration.moments import scatter
from community.imports.demonstration.script import Deed, Person, Verb
from community.kernel.text import display_length

RATING_WINDOW: Final = timedelta(days=2)  # most stars come soon after the answer
SUFFERING_WINDOW: Final = timedelta(days=3)
TITLE_LENGTHS: Final = (15, 150)
MOST_TAGS: Final = 5
BEST: Final = 5
EXPECTATIONS: Final = ("", "held", "review")
PLAIN_DEEDS: Final = frozenset(
    {
        Verb.CLOSE, Verb.REOPEN, Verb.NEEDS_INFO, Verb.DUPLICATE, Verb.THANK, Verb.FLAG, Verb.APPROVE,
        Verb.REFUSE, Verb.ASK_STAFF, Verb.CASE_CLAIM, Verb.CASE_NOTE, Verb.CASE_REPLY, Verb.CASE_WAIT,
        Verb.CASE_RESOLVE, Verb.CASE_RETURN, Verb.SANCTION, Verb.CONDUCT_NOTE, Verb.APPEAL, Verb.APPEAL_ASK,
        Verb.APPEAL_ANSWER, Verb.APPEAL_DECIDE, Verb.RECOMMEND,
    }
)  # fmt: skip
DEED_WORDS: Final = ("reason", "note", "body", "of", "kind", "limit", "days", "decision")


class ThreadReader:
    """Reads thread after thread and collects their deeds."""

    def __init__(self, people: Mapping[str, Person], tags: set[str]) -> None:
        self._people = people
        self._tags = tags
        self.keys: set[str] = set()
        self.deeds: list[Deed] = []
        self.expectations: dict[str, str] = {}

    def read(self, entry: Entry) -> None:
        """Take in one thread. Raises ContentError."""
        key = self._new_key(entry)
        entry.place = f"{entry.place} ({key})"
        asked, asker = entry.span("at"), self.known(entry, entry.text("by"))
        words = {"title": self._title(entry, entry.text("title")), "body": entry.text("body")}
        product = entry.text("product", "")
        self._add(entry, Deed(moment=asked, actor=asker, verb=Verb.ASK, target=key,
                              words=words | {"product": product}, tags=self._tags_of(entry)))  # fmt: skip
        for name in entry.text("too", "").split():
            self._scattered(entry, name, Verb.HAVE_TOO, key, asked, SUFFERING_WINDOW)
        for number, answer in enumerate(entry.entries("answer"), 1):
            self._answer(answer, f"{key}/a{number}", asked, asker)
        self._below(entry, key, asked)
        self._expect(entry, key)
        entry.finish()

    def known(self, entry: Entry, name: str) -> str:
        """`name`, if there is such a member."""
        if name not in self._people:
            raise entry.wrong(f"there is no member {name!r}")
        return name

    def _answer(self, entry: Entry, target: str, asked: timedelta, asker: str) -> None:
        moment, author = asked + entry.span("after"), self.known(entry, entry.text("by"))
        self._add(entry, Deed(moment=moment, actor=author, verb=Verb.ANSWER, target=target,
                              words={"body": entry.text("body")}))  # fmt: skip
        if entry.has("accepted"):
            accepted = moment + entry.span("accepted")
            self._add(entry, Deed(moment=accepted, actor=asker, verb=Verb.ACCEPT, target=target))
        for stars, name in self._stars(entry):
            if name == author:
                raise entry.wrong(f"{name!r} rates their own answer")
            self._scattered(entry, name, Verb.RATE, target, moment, RATING_WINDOW, stars)
        self._below(entry, target, moment)
        entry.finish()

    def _below(self, entry: Entry, target: str, moment: timedelta) -> None:
        """What hangs below any post: comments, edits, suggestions, other deeds."""
        for number, comment in enumerate(entry.entries("comment"), 1):
            self._comment(comment, f"{target}/c{number}", moment)
        for edit in entry.entries("edit"):
            self._edit(edit, Verb.EDIT, target, moment)
        for number, suggestion in enumerate(entry.entries("suggestion"), 1):
            self._suggestion(suggestion, f"{target}/s{number}", target, moment)
        for deed in entry.entries("deed"):
            self._deed(deed, target, moment)

    def _comment(self, entry: Entry, target: str, since: timedelta) -> None:
        moment = since + entry.span("after")
        author = self.known(entry, entry.text("by"))
        self._add(entry, Deed(moment=moment, actor=author, verb=Verb.COMMENT, target=target,
                              words={"body": entry.text("body")}))  # fmt: skip
        for deed in entry.entries("deed"):
            self._deed(deed, target, moment)
        entry.finish()

    def _edit(self, entry: Entry, verb: Verb, target: str, since: timedelta, *, label: str = "") -> timedelta:
        """Read what an edit changes: a new title, a new body, an addition, or some words for others."""
        moment, author = since + entry.span("after"), self.known(entry, entry.text("by"))
        words = {"note": entry.text("note", ""), "label": label, "append": entry.raw("append")}
        for name in ("title", "body"):
            words[name] = entry.text(name, "")
        if words["title"]:
            self._title(entry, words["title"])
        swap = entry.texts("swap")
        if len(swap) not in (0, 2):
            raise entry.wrong("'swap' should be two texts: what stands there, and what shall")
        words |= dict(zip(("old", "new"), swap, strict=False))
        if not any(words.get(name) for name in ("title", "body", "append", "old")):
            raise entry.wrong("nothing is changed")
        self._add(entry, Deed(moment=moment, actor=author, verb=verb, target=target, words=words))
        if verb is Verb.EDIT:
            entry.finish()
        return moment

    def _suggestion(self, entry: Entry, label: str, target: str, since: timedelta) -> None:
        moment = self._edit(entry, Verb.SUGGEST, target, since, label=label)
        decision = entry.text("decision", "")
        if decision not in ("", "approve", "refuse"):
            raise entry.wrong("'decision' should be approve or refuse")
        if decision:
            decider = self.known(entry, entry.text("decided_by"))
            decided = moment + entry.span("decided_after")
            self._add(entry, Deed(moment=decided, actor=decider, verb=Verb.DECIDE_SUGGESTION, target=label,
                                  words={"decision": decision}))  # fmt: skip
        entry.finish()

    def _deed(self, entry: Entry, target: str, since: timedelta) -> None:
        verb, actor = entry.text("do"), self.known(entry, entry.text("by"))
        if verb not in PLAIN_DEEDS:
            raise entry.wrong(f"nobody can do {verb!r}")
        moment = since + entry.span("after")
        words = {name: entry.text(name, "") for name in DEED_WORDS}
        if words["of"] and words["of"] not in self.keys:
            raise entry.wrong(f"there is no earlier thread {words['of']!r}")
        self._add(entry, Deed(moment=moment, actor=actor, verb=Verb(verb), target=target, words=words))
        entry.finish()

    def _stars(self, entry: Entry) -> list[tuple[int, str]]:
        """Read "5: ann ben | 3: kim" into pairs of stars and member."""
        found: list[tuple[int, str]] = []
        for group in filter(None, entry.text("stars", "").split("|")):
            number, _, names = group.partition(":")
            if not number.strip().isdigit() or not 1 <= int(number) <= BEST:
                raise entry.wrong(f"stars run from 1 to {BEST}, not {number.strip()!r}")
            found.extend((int(number), self.known(entry, name)) for name in names.split())
        raters = [name for _, name in found]
        if len(set(raters)) < len(raters):
            raise entry.wrong("somebody rates twice")
        return found

    def _scattered(
        self,
        entry: Entry,
        name: str,
        verb: Verb,
        target: str,
        since: timedelta,
        window: timedelta,
        stars: int = 0,
    ) -> None:
        """A deed whose exact moment does not matter: some time after `since`, once the member is there."""
        joined = self._people[self.known(entry, name)].joined
        moment = scatter(f"{target} {name}", max(since, joined), window)
        self._add(entry, Deed(moment=moment, actor=name, verb=verb, target=target, stars=stars))

    def _add(self, entry: Entry, deed: Deed) -> None:
        if deed.moment > timedelta(0):
            raise entry.wrong(f"the {deed.verb} would happen in the future")
        if deed.moment < self._people[deed.actor].joined:
            raise entry.wrong(f"{deed.actor!r} is not yet a member then")
        self.deeds.append(deed)

    def _new_key(self, entry: Entry) -> str:
        key = entry.text("key")
        if key in self.keys or "/" in key:
            raise entry.wrong(f"the key {key!r} is taken or holds a slash")
        self.keys.add(key)
        return key

    def _title(self, entry: Entry, title: str) -> str:
        least, most = TITLE_LENGTHS
        if not least <= display_length(title) <= most:
            raise entry.wrong(f"the title should have {least} to {most} characters")
        return title

    def _tags_of(self, entry: Entry) -> tuple[str, ...]:
        tags = entry.texts("tags")
        if not 1 <= len(tags) <= MOST_TAGS:
            raise entry.wrong(f"a question has 1 to {MOST_TAGS} tags")
        for tag in tags:
            if tag not in self._tags:
                raise entry.wrong(f"there is no tag {tag!r}")
        return tags

    def _expect(self, entry: Entry, key: str) -> None:
        expectation = entry.text("expects", "")
        if expectation not in EXPECTATIONS:
            raise entry.wrong(f"a thread cannot expect to be {expectation!r}")
        if expectation:
            self.expectations[key] = expectation
