"""Writing articles: from a question, in another language, with a history; and who may."""

from dataclasses import replace

import pytest
from flask import Flask

from community.accounts import closing
from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.articles import checking, queries, services, voting
from community.articles.rules import Move, Words
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from tests.community.articles.making import WORDS, drafted, kept, moved, published, told
from tests.conftest import both_databases
from tests.parallel import at_once


def promoted(question: Question, by: Actor) -> int:
    with unit_of_work():
        return services.promote(question, by=by).id


def test_a_question_becomes_a_draft_with_its_best_answer(
    question: Question, answer: Answer, dave: Actor, bob: Actor
) -> None:
    article = kept(promoted(question, dave))
    assert (article.title, article.problem, article.steps) == (
        question.title,
        question.body_markdown,
        answer.body_markdown,
    )
    assert (article.question_id, article.answer_id, article.credited_id) == (question.id, answer.id, bob.id)
    assert (article.state, article.cause, article.author_id) == ("draft", "", dave.id)
    assert queries.tags_of([article.id]) == {article.id: ("mesh",)}


def test_the_reply_of_the_team_comes_along(
    question: Question, answer: Answer, erin: Actor, dave: Actor
) -> None:
    words = "Our specialists found that firmware 4.3 mends this for good; it is offered to everybody now."
    with unit_of_work():
        answers.answer(question, words, by=erin)
    article = kept(promoted(question, dave))
    assert article.steps == f"{answer.body_markdown}\n\n{words}"


@both_databases
def test_two_who_promote_at_once_get_one_draft(
    app: Flask, question: Question, dave: Actor, erin: Actor
) -> None:
    number = question.id

    def promote(by: Actor) -> int:
        with unit_of_work():
            return services.promote(db.session.get_one(Question, number), by=by).id

    found = at_once(app, [lambda by=by: promote(by) for by in (dave, erin) * 3])  # type: ignore[misc]
    assert len(set(found)) == 1
    assert kept(found[0]).revision_count == 1  # type: ignore[arg-type]


def test_nothing_private_comes_along(alice: Actor, bob: Actor, dave: Actor, app: Flask) -> None:
    with unit_of_work():
        question = questions.ask(
            "Why does the app not know my address any more?",
            "It says that jane.doe@fastpost.net is unknown, and my number +49 151 23456789 as well.",
            ["app"],
            by=alice,
        )
        answers.answer(question, "Sign out, then in again; the list of addresses is then read anew.", by=bob)
    assert "▒" in question.body_markdown
    article = kept(promoted(question, dave))
    for secret in ("▒", "jane.doe", "23456789"):
        assert secret not in article.problem
    assert "It says that … is unknown" in article.problem


def test_a_hidden_question_is_no_article(question: Question, dave: Actor) -> None:
    with unit_of_work():
        question.status = "hidden"
    with pytest.raises(Conflict):
        promoted(question, dave)


def test_members_do_not_write_and_moderators_do(app: Flask, bob: Actor, carol: Actor) -> None:
    with pytest.raises(NotAllowed):
        drafted(bob)
    assert kept(drafted(carol)).state == "draft"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"tags": ("no-such-tag",)}, "tags"),
        ({"steps": "x" * 100_001}, "steps"),
    ],
)
def test_what_cannot_be_kept_is_named(app: Flask, dave: Actor, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(dave, **wrong)
    assert refused.value.field == field


def test_readers_keep_what_they_see_until_changes_are_published(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    with unit_of_work():
        services.edit(number, replace(WORDS, title="Something else"), base=1, by=dave)
    article = kept(number)
    assert (article.title, article.state, article.is_public, article.has_changes) == (
        WORDS.title,
        "draft",
        True,
        True,
    )
    assert queries.similar("mesh drops every night")[0].title == WORDS.title
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.PUBLISH, erin)
    assert (kept(number).title, kept(number).live_number) == ("Something else", 2)


def test_changes_that_are_put_away_are_not_what_the_next_edit_begins_with(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    with unit_of_work():
        services.edit(number, replace(WORDS, title="Something else"), by=dave)
    moved(number, Move.DROP, dave)
    assert queries.worked_on(kept(number)).title == WORDS.title
    assert kept(number).state == "published"


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(dave: Actor, erin: Actor) -> None:
    number = drafted(dave)
    for base in (1, 1):
        if base == kept(number).revision_count:
            with unit_of_work():
                services.edit(number, replace(WORDS, cause="Known now"), base=base, by=erin)
        else:
            with pytest.raises(Conflict), unit_of_work():
                services.edit(number, WORDS, base=base, by=dave)
    changes = queries.history(number)
    assert [each.revision.number for each in changes] == [2, 1]
    assert set(changes[0].parts) == {"cause"}


def test_an_edit_that_changes_nothing_is_no_revision(dave: Actor) -> None:
    number = drafted(dave)
    with unit_of_work():
        services.edit(number, WORDS, by=dave)
    assert kept(number).revision_count == 1


def test_a_translation_is_linked_both_ways_and_begun_once(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    for _ in range(2):
        with unit_of_work():
            translated = services.translate(number, "zh-Hans", by=erin).id
    with pytest.raises(Conflict), unit_of_work():
        services.translate(number, "en", by=erin)
    assert [each.id for each in queries.translations(kept(number))] == [translated]
    assert [each.id for each in queries.translations(kept(translated))] == [number]
    with unit_of_work():
        services.edit(translated, Words(title="网格每晚两点断线", problem="断线", steps="改时间"), by=erin)
    assert kept(number).title == WORDS.title


def test_whoever_leaves_leaves_the_articles_and_takes_their_name(
    question: Question, answer: Answer, dave: Actor, erin: Actor, bob: Actor
) -> None:
    number = promoted(question, dave)
    moved(number, Move.SUBMIT, dave)
    moved(number, Move.PUBLISH, erin)
    assert told(bob.id, "article-credited") == 1
    with unit_of_work():
        voting.vote(number, helpful=False, by=bob)
    for someone in (bob, dave):
        with unit_of_work():
            closing.close_account(db.session.get_one(Member, someone.id), sure=True)
    article = kept(number)
    assert (article.author_id, article.credited_id, article.unhelpful_count) == (None, None, 0)
    assert queries.newest(article).editor_id is None
    assert article.is_public
    assert checking.breaches(db.session()) == []
