"""What the tests of articles make."""

from dataclasses import replace

from community.articles import moving, services
from community.articles.models import Article
from community.articles.rules import Move, Words
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification

WORDS = Words(
    title="The mesh drops every night at two",
    problem="Every night at about two o'clock all nodes lose the connection for some minutes.",
    cause="The nodes restart after their nightly update.",
    steps="1. Open the app.\n2. Move the update to another hour.",
    applies_to="Wren Mesh 3 and later",
)


def drafted(by: Actor, words: Words = WORDS, lang: str = "en", **given: object) -> int:
    with unit_of_work():
        return services.write(replace(words, **given), lang, by=by).id  # type: ignore[arg-type]


def moved(number: int, move: Move, by: Actor, note: str = "", *, sure: bool = False) -> None:
    with unit_of_work():
        moving.move(number, move, note=note, sure=sure, by=by)


def published(
    author: Actor, publisher: Actor, words: Words = WORDS, lang: str = "en", **given: object
) -> int:
    number = drafted(author, words, lang, **given)
    moved(number, Move.SUBMIT, author)
    moved(number, Move.PUBLISH, publisher)
    return number


def kept(number: int) -> Article:
    db.session.expire_all()
    return db.session.get_one(Article, number)


def told(member_id: int, kind: str) -> int:
    return db.session.query(Notification).filter_by(member_id=member_id, kind=kind).count()
