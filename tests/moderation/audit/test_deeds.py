"""Every deed by right of office or level stands in the log, once; one's own deeds do not."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from community.accounts import closing
from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.curation import announcing, incidents
from community.curation import services as curation
from community.curation.rules import Facts, News, Words
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.questions import services as questions
from community.questions import tag_merging
from community.questions.models import CloseReason, Question
from community.tags import queries as tag_queries
from community.tags import services as tags
from moderation.audit.checking import chain_breaches
from moderation.audit.models import ModerationLogEntry
from moderation.canned import services as canned
from moderation.lists import services as lists
from moderation.lists.rules import Draft, ListAction
from moderation.macros import services as macros
from moderation.macros.rules import Step
from tests.conftest import MakeMember, actor_of

BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


@dataclass
class Place:
    """Two questions of Alice, an answer of Bob, and an admin."""

    question: Question
    other: Question
    answer: Answer
    root: Actor


@pytest.fixture
def place(app: Flask, alice: Actor, bob: Actor, member: MakeMember) -> Place:
    root = actor_of(member("root", role=Role.ADMIN))
    with unit_of_work():
        question = questions.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=alice)
        other = questions.ask("Where is the reset button of the small node?", BODY, ["mesh"], by=alice)
    with unit_of_work():
        answer = answers.answer(question, "Set the channel by hand, then restart the far node first.", by=bob)
    return Place(question, other, answer, root)


def _edit(place: Place, by: Actor) -> None:
    editing.edit(place.answer, editing.Words(body=BODY + " Edited."), by=by)


def _delete(place: Place, by: Actor) -> None:
    posts.delete(place.answer, by=by, reason="off-topic")


def _restore(place: Place, by: Actor) -> None:
    _delete(place, by)
    posts.restore(place.answer, by=by)


def _delete_what_is_hidden(place: Place, by: Actor) -> None:
    posts.hide(place.answer, "off-topic", by=by)
    posts.delete(place.answer, by=by, reason="off-topic")


def _reopen(place: Place, by: Actor) -> None:
    questions.close(place.question, CloseReason.OFF_TOPIC, by=by)
    questions.reopen(place.question, by=by)


def _unaccept(place: Place, by: Actor) -> None:
    asker = Actor(member_id=place.question.author_id, confirmed=True)
    answers.accept(place.answer, by=asker)
    answers.unaccept(place.answer, by=by)


def _describe(_place: Place, by: Actor) -> None:
    tags.describe(tag_queries.tag_or_404("mesh"), by=by, excerpt="x", excerpt_zh="", wiki_markdown="")


def _synonyms(_place: Place, by: Actor) -> None:
    tag = tag_queries.tag_or_404("mesh")
    tags.add_synonym(tag, "meshes", by=by)
    tags.remove_synonym(tag, "meshes", by=by)


def _merge_tags(_place: Place, by: Actor) -> None:
    tag_merging.merge(tag_queries.tag_or_404("mesh"), "wifi", by=by)


def _news() -> Words:
    now = clock.now()
    return Words(title="News", text="x", starts_at=now, ends_at=now.replace(year=now.year + 1))


def _announce(_place: Place, by: Actor) -> None:
    number = announcing.keep(_news(), by=by).id
    announcing.publish(number, by=by)
    announcing.keep(_news(), number=number, by=by)
    announcing.withdraw(number, by=by)


def _incident(_place: Place, by: Actor) -> None:
    number = incidents.open_incident(Facts(title="Down"), News(state="identified", text="x"), by=by).id
    incidents.update(number, News(state="watching", text="x"), by=by)
    incidents.update(number, News(state="resolved", text="x"), by=by)


def _recommend(place: Place, by: Actor) -> None:
    curation.recommend(place.answer, "It helps with every mesh.", by=by)
    curation.unrecommend(place.answer, by=by)


def _role(place: Place, by: Actor) -> None:
    accounts.set_role(db.session.get_one(Member, place.answer.author_id), Role.AGENT, by=by)


DEEDS: dict[str, tuple[Callable[[Place, Actor], object], list[str]]] = {
    "editing": (_edit, ["post-edited"]),
    "hiding": (lambda it, by: posts.hide(it.answer, "spam", by=by), ["post-hidden"]),
    "deleting": (_delete, ["post-deleted"]),
    "bringing back": (_restore, ["post-deleted", "post-restored"]),
    "deleting what is hidden": (_delete_what_is_hidden, ["post-hidden", "post-deleted"]),
    "closing": (
        lambda it, by: questions.close(it.question, CloseReason.OFF_TOPIC, by=by),
        ["question-closed"],
    ),
    "reopening": (_reopen, ["question-closed", "question-reopened"]),
    "merging": (
        lambda it, by: threads.merge(it.question, it.other, by=by),
        ["question-closed", "question-merged"],
    ),
    "retagging": (lambda it, by: questions.retag(it.question, ["wifi"], by=by), ["post-retagged"]),
    "taking an acceptance back": (_unaccept, ["answer-unaccepted"]),
    "thanking": (lambda it, by: answers.thank(it.answer, by=by), ["answer-thanked"]),
    "describing a tag": (_describe, ["tag-described"]),
    "synonyms": (_synonyms, ["tag-synonym-added", "tag-synonym-removed"]),
    "merging tags": (_merge_tags, ["tag-merged"]),
    "announcing": (
        _announce,
        ["announcement-published", "announcement-changed", "announcement-withdrawn"],
    ),
    "a known problem": (_incident, ["incident-opened", "incident-updated", "incident-resolved"]),
    "recommending": (_recommend, ["post-recommended", "post-unrecommended"]),
    "appointing": (_role, ["role-changed"]),
    "listing a word": (
        lambda _it, by: lists.add(Draft(pattern="casino", action=ListAction.HOLD), by=by),
        ["list-added"],
    ),
    "a canned response": (
        lambda _it, by: canned.keep(canned.Kept("Hello", "Hi", "en"), by=by),
        ["canned-kept"],
    ),
    "a macro": (lambda _it, by: macros.keep("Wait", [Step("wait", {})], by=by), ["macro-kept"]),
    "a key of one's own": (
        lambda it, by: accounts.create_token(db.session.get_one(Member, it.root.id), by=by),
        ["token-made"],
    ),
}


def acts() -> list[str]:
    rows = db.session.query(ModerationLogEntry.act).order_by(ModerationLogEntry.number)
    # What follows for the author stands in the log, too; the tests of sanctions look at that.
    return [row.act for row in rows if not row.act.startswith("sanction-")]


@pytest.mark.parametrize("name", DEEDS)
def test_the_deed_stands_in_the_log_once(place: Place, name: str) -> None:
    deed, expected = DEEDS[name]
    with unit_of_work():
        deed(place, place.root)
    assert acts() == expected
    entries = db.session.query(ModerationLogEntry).all()
    assert {entry.by_id for entry in entries} == {place.root.id}
    assert {entry.by_role for entry in entries} == {"admin"}


def test_what_people_do_to_their_own_posts_is_theirs(place: Place, alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        editing.edit(place.answer, editing.Words(body=BODY + " Mine."), by=bob)
        answers.accept(place.answer, by=alice)
        answers.unaccept(place.answer, by=alice)
        posts.delete(place.answer, by=bob)
        posts.restore(place.answer, by=bob)
        questions.close(place.other, CloseReason.RESOLVED_ELSEWHERE, by=alice)
    assert acts() == []


def test_a_deed_of_the_command_line_is_one_of_the_site(place: Place) -> None:
    with unit_of_work():
        accounts.create_token(db.session.get_one(Member, place.answer.author_id), by=SYSTEM)
    (entry,) = db.session.query(ModerationLogEntry).all()
    assert (entry.act, entry.by_id, entry.by_role) == ("token-made", None, "system")


def test_closing_an_account_leaves_the_log_whole(place: Place, carol: Actor) -> None:
    with unit_of_work():
        posts.hide(place.answer, "spam", by=carol)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, place.answer.author_id), sure=True)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, carol.id), sure=True)
    assert chain_breaches() == []
