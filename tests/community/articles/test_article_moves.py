"""From draft to publication by a second person, votes, and the next look."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from community.articles import checking, moving, queries, services, timers, voting
from community.articles.rules import Move
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.audit.models import ModerationLogEntry
from tests.community.articles.making import WORDS, drafted, kept, moved, published, told
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once


def acts(number: int) -> list[str]:
    entries = db.session.query(ModerationLogEntry).filter_by(subject=f"article:{number}")
    return [each.act for each in entries.order_by(ModerationLogEntry.number)]


def test_an_article_from_draft_to_retirement_and_back_is_in_the_log(dave: Actor, erin: Actor) -> None:
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.SEND_BACK, erin, "The second step is missing.")
    assert (kept(number).state, kept(number).sent_back) == ("draft", "The second step is missing.")
    assert told(dave.id, "article-sent-back") == 1
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.PUBLISH, erin)
    assert (kept(number).sent_back, kept(number).published_by_id) == ("", erin.id)
    moved(number, Move.RETIRE, erin)
    assert queries.similar("mesh drops every night") == []
    moved(number, Move.BRING_BACK, erin)
    assert (kept(number).state, kept(number).is_public) == ("draft", False)
    assert acts(number) == [
        f"article-{act}"
        for act in (
            "drafted",
            "submitted",
            "sent-back",
            "submitted",
            "published",
            "retired",
            "brought-back",
        )
    ]
    assert checking.breaches(db.session()) == []


def test_nobody_publishes_their_own_words(dave: Actor, erin: Actor) -> None:
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    with pytest.raises(NotAllowed):
        moved(number, Move.PUBLISH, dave, "I am sure")
    with unit_of_work():
        services.edit(number, replace(WORDS, cause="I know better"), by=erin)
    with pytest.raises(NotAllowed):  # now they are hers
        moved(number, Move.PUBLISH, erin)
    moved(number, Move.PUBLISH, dave)


def test_an_admin_alone_says_why(member: MakeMember) -> None:
    admin = actor_of(member("ada", role="admin"))
    number = drafted(admin)
    moved(number, Move.SUBMIT, admin)
    with pytest.raises(Invalid) as refused:
        moved(number, Move.PUBLISH, admin)
    assert refused.value.field == "note"
    moved(number, Move.PUBLISH, admin, "Nobody else is here tonight.")
    entry = db.session.query(ModerationLogEntry).filter_by(act="article-published").one()
    assert entry.reason == "Nobody else is here tonight."


def test_moderators_give_to_review_and_do_not_publish(carol: Actor, dave: Actor) -> None:
    number = drafted(carol)
    moved(number, Move.SUBMIT, carol)
    for move in (Move.PUBLISH, Move.SEND_BACK, Move.RETIRE):
        with pytest.raises(NotAllowed):
            moved(number, move, carol, "Please")
    moved(number, Move.PUBLISH, dave)


@pytest.mark.parametrize("part", ["problem", "steps"])
def test_a_draft_may_have_gaps_and_what_is_reviewed_may_not(dave: Actor, part: str) -> None:
    number = drafted(dave, **{part: " "})
    with pytest.raises(Invalid) as refused:
        moved(number, Move.SUBMIT, dave)
    assert refused.value.field == part


def test_sending_back_needs_a_reason(dave: Actor, erin: Actor) -> None:
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    with pytest.raises(Invalid):
        moved(number, Move.SEND_BACK, erin, "  ")


def test_what_looks_private_is_published_only_by_who_says_it_is_fine(dave: Actor, erin: Actor) -> None:
    number = drafted(dave, problem="Write to jane.doe@fastpost.net, or the mesh drops.")
    moved(number, Move.SUBMIT, dave)
    with pytest.raises(Invalid) as refused:
        moved(number, Move.PUBLISH, erin)
    assert (refused.value.field, "jane.doe" in str(refused.value)) == ("sure", True)
    moved(number, Move.PUBLISH, erin, sure=True)


@both_databases
def test_of_two_who_publish_at_once_one_does(
    app: Flask, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    frank = actor_of(member("frank", role="agent"))
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    deeds: list[Callable[[], None]] = [
        lambda by=by: moved(number, Move.PUBLISH, by)  # type: ignore[misc]
        for by in (erin, frank) * 3
    ]
    results = at_once(app, deeds)
    assert sum(each is None for each in results) == 1
    assert sum(isinstance(each, Conflict) for each in results) == 5
    assert acts(number).count("article-published") == 1


@both_databases
def test_many_opinions_at_once_are_all_counted_and_a_second_replaces_the_first(
    app: Flask, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    number = published(dave, erin)
    people = [actor_of(member(f"reader{each}")) for each in range(6)]

    def vote(by: Actor, *, helpful: bool) -> None:
        with unit_of_work():
            voting.vote(number, helpful=helpful, by=by)

    at_once(app, [lambda by=by: vote(by, helpful=True) for by in people])  # type: ignore[misc]
    assert (kept(number).helpful_count, kept(number).unhelpful_count) == (6, 0)
    vote(people[0], helpful=False)
    assert (kept(number).helpful_count, kept(number).unhelpful_count) == (5, 1)
    assert checking.breaches(db.session()) == []


def test_nobody_votes_on_their_own_or_on_a_draft(dave: Actor, erin: Actor, bob: Actor) -> None:
    number = published(dave, erin)
    with pytest.raises(NotAllowed), unit_of_work():
        voting.vote(number, helpful=True, by=dave)
    with pytest.raises(NotFound), unit_of_work():
        voting.vote(drafted(dave), helpful=True, by=bob)


def test_doubting_readers_call_the_team_once_a_revision(
    app: Flask, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    app.extensions["huzhu_thresholds"]["article_doubt_votes"] = 5
    number = published(dave, erin)

    def vote(beginning: str, times: int) -> None:
        for each in range(times):
            reader = actor_of(member(f"{beginning}{each}"))
            with unit_of_work():
                voting.vote(number, helpful=False, by=reader)

    vote("early", 4)
    assert kept(number).due_at is None
    vote("late", 1)
    assert kept(number).due_reason == "votes"
    assert queries.counts()["due"] == 1
    moved(number, Move.CONFIRM, erin)
    vote("later", 3)
    assert kept(number).due_at is None
    assert [told(by.id, "article-due") for by in (dave, erin)] == [1, 1]
    with unit_of_work():
        services.edit(number, replace(WORDS, cause="Another one"), by=dave)
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.PUBLISH, erin)
    vote("new", 5)
    assert kept(number).due_reason == "votes"
    assert told(dave.id, "article-due") == 2


def test_its_date_comes_and_is_told_once(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    later = clock.now() + timedelta(days=181)
    timers.look(later - timedelta(days=2))
    assert kept(number).due_at is None
    for _ in range(2):
        timers.look(later)
    assert (kept(number).due_reason, kept(number).due_at) == ("date", later)
    assert [told(by.id, "article-due") for by in (dave, erin)] == [1, 1]
    with clock.at(later):
        moved(number, Move.CONFIRM, erin)
    assert kept(number).due_at is None
    timers.look(later + timedelta(days=181))
    assert told(dave.id, "article-due") == 2


def test_a_move_from_where_it_does_not_begin_is_refused(dave: Actor, erin: Actor) -> None:
    number = drafted(dave)
    for move in (Move.PUBLISH, Move.SEND_BACK, Move.CONFIRM, Move.BRING_BACK, Move.DROP):
        with pytest.raises(Conflict), unit_of_work():
            moving.move(number, move, note="why", by=erin)


@pytest.mark.parametrize("signs", ["😀 🚀", "!!! ???"])
def test_what_no_word_finds_is_not_given_to_review(app: Flask, dave: Actor, erin: Actor, signs: str) -> None:
    number = drafted(dave, title=signs, problem=signs, applies_to="", tags=())
    with pytest.raises(Invalid) as refused:
        moved(number, Move.SUBMIT, dave)
    assert refused.value.field == "title"
    with unit_of_work():
        services.edit(number, replace(WORDS, title=signs), by=dave)
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.PUBLISH, erin)
    assert checking.breaches(db.session()) == []
