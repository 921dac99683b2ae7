"""Reading the content files of the demonstration into one script; pure but for opening the files."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from community.imports.demonstration import articles
from community.imports.demonstration.fields import Entry
from community.imports.demonstration.script import (
    Announcement,
    Canned,
    ContentError,
    Deed,
    Person,
    Script,
    Subject,
    Verb,
)
from community.imports.demonstration.threads import ThreadReader
from community.kernel.policy import Role

CONTENT: Final = Path(__file__).with_name("content")
LANGUAGES: Final = ("en", "zh-Hans")


def read(folder: Path = CONTENT) -> Script:
    """The script in `folder`. Raises ContentError naming file and place."""
    people = tuple(_person(entry) for entry in _open(folder / "members.toml").entries("member"))
    _unique("member", [person.name for person in people])
    _unique("address", [person.mail for person in people])
    subjects = tuple(_subject(entry) for entry in _open(folder / "tags.toml").entries("tag"))
    _unique("tag", [name for subject in subjects for name in (subject.name, *subject.synonyms)])
    desk = _open(folder / "desk.toml")
    threads = ThreadReader({person.name: person for person in people}, {each.name for each in subjects})
    for path in sorted((folder / "threads").glob("*.toml")):
        for entry in _open(path).entries("thread"):
            threads.read(entry)
    joining = [
        Deed(moment=person.joined, actor=person.name, verb=Verb.JOIN, target=person.name) for person in people
    ]
    told = [_article(entry, threads) for entry in _open(folder / "articles.toml").entries("article")]
    begun = [_draft(entry, threads) for entry in _open(folder / "drafts.toml").entries("draft")]
    return Script(
        people=people,
        subjects=subjects,
        canned=tuple(_canned(entry) for entry in desk.entries("canned")),
        announcements=tuple(_announcement(entry, threads) for entry in desk.entries("announcement")),
        deeds=tuple(sorted((*joining, *threads.deeds, *told, *begun), key=lambda deed: deed.moment)),
        expectations=threads.expectations,
    )


def _open(path: Path) -> Entry:
    try:
        return Entry(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError:
        raise ContentError(f"{path.name}: the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from None


def _unique(what: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ContentError(f"the {what} {twice[0]!r} stands there twice")


def _person(entry: Entry) -> Person:
    person = Person(
        name=entry.text("name"),
        mail=entry.text("mail"),
        shown=entry.text("shown"),
        role=entry.text("role", "member"),
        language=entry.text("language"),
        joined=entry.span("joined"),
        bio=entry.text("bio", ""),
    )
    entry.finish()
    if person.role not in set(Role):
        raise entry.wrong(f"there is no role {person.role!r}")
    if person.language not in LANGUAGES:
        raise entry.wrong(f"there is no language {person.language!r}")
    if person.joined.total_seconds() >= 0:
        raise entry.wrong("'joined' should lie in the past")
    return person


def _subject(entry: Entry) -> Subject:
    subject = Subject(
        name=entry.text("name"),
        label_zh=entry.text("label_zh"),
        synonyms=entry.texts("synonyms"),
        excerpt=entry.text("en"),
        excerpt_zh=entry.text("zh"),
        wiki=entry.text("wiki", ""),
    )
    entry.finish()
    return subject


def _canned(entry: Entry) -> Canned:
    canned = Canned(
        slug=entry.text("slug"),
        title_en=entry.text("title_en"),
        title_zh=entry.text("title_zh"),
        en=entry.text("en"),
        zh=entry.text("zh"),
    )
    entry.finish()
    return canned


def _article(entry: Entry, threads: ThreadReader) -> Deed:
    deed = articles.read(entry)
    threads.known(entry, deed.actor)
    if deed.target not in threads.keys:
        raise entry.wrong(f"there is no thread {deed.target!r}")
    return deed


def _draft(entry: Entry, threads: ThreadReader) -> Deed:
    words = {name: entry.text(name, "") for name in ("title", "tags")}
    words |= {name: entry.text(name) for name in ("kind", "body")}
    author = threads.known(entry, entry.text("by"))
    deed = Deed(
        moment=entry.span("saved"),
        actor=author,
        verb=Verb.DRAFT,
        target=entry.text("thread", author),
        words=words,
    )
    entry.finish()
    if words["kind"] == "answer" and deed.target not in threads.keys:
        raise entry.wrong(f"there is no thread {deed.target!r}")
    return deed


def _announcement(entry: Entry, threads: ThreadReader) -> Announcement:
    announcement = Announcement(
        slug=entry.text("slug"),
        kind=entry.text("kind"),
        audience=entry.text("audience", "everybody"),
        by=threads.known(entry, entry.text("by")),
        at=entry.span("at"),
        until=entry.span("until"),
        en=entry.text("en"),
        zh=entry.text("zh"),
        done_en=entry.text("done_en", ""),
        done_zh=entry.text("done_zh", ""),
        thread=entry.text("thread", ""),
    )
    entry.finish()
    if announcement.thread and announcement.thread not in threads.keys:
        raise entry.wrong(f"there is no thread {announcement.thread!r}")
    return announcement
