"""The articles of the demonstration community: made from its threads by the same deeds as real ones."""

from collections.abc import Mapping
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles import moving, queries, services, voting
from community.articles.models import Article
from community.articles.rules import PARTS, Move, Words
from community.imports.demonstration import parts
from community.imports.demonstration.fields import Entry
from community.imports.demonstration.script import Deed, Verb
from community.kernel.db import db
from community.kernel.policy import Actor
from community.questions.queries import question_or_404

IN_CHINESE: Final = "zh_"  # before the names of the fields of the Chinese version
SAID: Final = ("publisher", "title", *PARTS)


def read(entry: Entry) -> Deed:
    """The deed that an entry of the content file means."""
    chinese = entry.table("zh")
    words = {name: entry.text(name) for name in SAID}
    words |= {f"{IN_CHINESE}{name}": chinese.text(name) for name in ("by", *SAID)}
    words |= {f"{IN_CHINESE}waits": chinese.text("waits", "")}
    words |= {name: entry.text(name, "") for name in ("product", "helped", "missed")}
    deed = Deed(
        moment=entry.span("at"),
        actor=entry.text("by"),
        verb=Verb.ARTICLE,
        target=entry.text("thread"),
        words=words,
    )
    chinese.finish()
    entry.finish()
    return deed


def play(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Draft it from the thread, let somebody else publish it, translate it, and let readers vote."""
    english = services.promote(question_or_404(post_id), by=by)
    _write(english, words, "", by)
    translator = _actor(words[f"{IN_CHINESE}by"])
    chinese = services.translate(english.id, "zh-Hans", by=translator)
    _write(chinese, words, IN_CHINESE, translator)
    for column, helpful in (("helped", True), ("missed", False)):
        for name in words[column].split():
            voting.vote(english.id, helpful=helpful, by=_actor(name))


def _write(article: Article, words: Mapping[str, str], version: str, by: Actor) -> None:
    said = {name: words[f"{version}{name}"] for name in ("title", *PARTS)}
    wanted = Words(product=words["product"], tags=tuple(queries.worked_on(article).tags), **said)
    services.edit(article.id, wanted, by=by)
    moving.move(article.id, Move.SUBMIT, by=by)
    if not words.get(f"{version}waits"):
        moving.move(article.id, Move.PUBLISH, by=_actor(words[f"{version}publisher"]))


def _actor(name: str) -> Actor:
    return parts.actor_of(db.session.scalars(select(Member).where(Member.name == name)).one())


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.register(app, Verb.ARTICLE, play)
