"""The page of insights: who sees it, what it says first, its filters, its files, and how many statements it takes."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel import clock, kept
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from moderation.escalation.models import Case
from moderation.insights import sections
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, both_databases
from tests.moderation.insights.conftest import DAY, HOUR, Record

TABLES = [table.slug for section in sections.SECTIONS for table in section.tables]
MOST_STATEMENTS = 45  # of the whole page, however much there is


@pytest.fixture
def busy(record: Record, service: None, alice: Actor, bob: Actor) -> Record:
    """Four questions of the last days: two of them answered in time, one late, one not at all."""
    now = clock.now()
    for after in (HOUR, HOUR, 30 * HOUR, None):
        question = record.asked(now - 2 * DAY, alice, tags=["mesh"], title="Why does =1+1 blink")
        if after:
            record.answered(question, bob, after)
    return record


def rows(client: FlaskClient, slug: str, **asked: object) -> list[list[str]]:
    """A table as the file has it."""
    answer = client.get(f"/insights/{slug}.csv", query_string=asked)
    assert answer.status_code == 200, slug
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.text)))


@both_databases
def test_the_page_says_first_what_matters_most(
    busy: Record, client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    page = sign_in(client, dave).get("/insights?weeks=4").text
    assert "50% of the last seven days' questions had an answer within 2 hours" in page
    for section in sections.SECTIONS:
        assert f'id="{section.slug}"' in page
    for slug in TABLES:
        assert f'href="/insights/{slug}.csv?weeks=4"' in page
        assert rows(client, slug, weeks=4)[0]
    assert page.count("<script") == client.get("/desk").text.count("<script")


@both_databases
def test_each_file_holds_what_the_picture_shows(
    busy: Record, client: FlaskClient, carol: Actor, sign_in: SignIn
) -> None:
    sign_in(client, carol)
    answered = rows(client, "answered", weeks=4)
    assert [line[1:4] for line in answered[1:]] == [["0", "0", ""]] * 3 + [["4", "2", "0.5"]]
    (late, *_others) = [dict(zip(head, line, strict=True)) for head, line in _with_head(client)]
    assert late["title"] == "Why does =1+1 blink"
    assert late["tags"] == "mesh"
    assert [line[:2] for line in rows(client, "coverage")[1:]] == [["mesh", "4"]]


def _with_head(client: FlaskClient) -> list[tuple[list[str], list[str]]]:
    head, *lines = rows(client, "misses", weeks=4)
    assert len(lines) == 2
    return [(head, line) for line in lines]


def test_what_somebody_typed_is_no_formula_in_a_file(
    record: Record, client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    record.asked(clock.now() - DAY, alice, title='=HYPERLINK("https://example.com")')
    assert rows(sign_in(client, dave), "misses")[1][1].startswith("'=HYPERLINK")


def test_only_who_may_see_insights_finds_them(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    assert client.get("/insights").status_code in {302, 303, 401}
    sign_in(client, alice)
    assert client.get("/insights").status_code == 403
    assert client.get("/insights/misses.csv").status_code == 403
    assert 'href="/insights"' not in client.get("/").text


def test_it_stands_in_the_navigation_and_behind_the_block(
    client: FlaskClient, dave: Actor, carol: Actor, sign_in: SignIn
) -> None:
    for who in (dave, carol):
        page = sign_in(client, who).get("/desk" if who is dave else "/review").text
        assert 'href="/insights"' in page
    assert client.get("/insights/nothing.csv").status_code == 404


def test_an_empty_site_is_told_what_comes_next(client: FlaskClient, dave: Actor, sign_in: SignIn) -> None:
    page = sign_in(client, dave).get("/insights?weeks=52&lang=en").text
    assert "In the last seven days nothing was asked whose time is over." in page
    assert "As soon as a question is solved, it stands here with whoever helped." in page
    assert "最近七天没有时间已到的问题。" in client.get("/insights?lang=zh-Hans").text


def test_a_question_whose_time_is_not_over_is_no_figure_yet(
    record: Record, client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    record.asked(clock.now() - timedelta(minutes=5), alice, tags=["mesh"])
    page = sign_in(client, dave).get("/insights").text
    assert "In the last seven days nothing was asked whose time is over." in page
    assert "No hour stands out." in page
    assert "nobody helps here" in page


@both_databases
def test_a_tag_and_a_language_narrow_what_is_about_questions(
    busy: Record, client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    busy.asked(clock.now() - DAY, alice, tags=["lamp"], lang="zh-Hans")
    sign_in(client, dave)
    for asked, counts in (
        ({}, "5"),
        ({"tag": "lamp"}, "1"),
        ({"written": "zh-Hans"}, "1"),
        ({"written": "en"}, "4"),
        ({"tag": "lamp", "written": "en"}, "0"),
        ({"tag": "no-such-tag"}, "5"),
        ({"weeks": "5"}, "5"),
    ):
        assert rows(client, "answered", **asked)[-1][1] == counts, asked
    page = client.get("/insights?tag=no-such-tag").text
    assert "There is no tag “no-such-tag”" in page
    narrowed = client.get("/insights?tag=lamp&weeks=26").text
    assert 'href="/insights/misses.csv?weeks=26&amp;tag=lamp"' in narrowed
    assert "About the whole site" in narrowed


def test_what_is_hidden_or_private_is_neither_named_nor_quoted(
    record: Record, client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    now = clock.now()
    for status in (PostStatus.PRIVATE, PostStatus.HIDDEN, PostStatus.HELD, PostStatus.DELETED):
        question = record.asked(
            now - DAY, alice, title="Sesame", body_html="<p>sesame</p>", status=status, listed=False
        )
        need = record.need(question)
        with unit_of_work():
            db.session.add(
                Case(
                    need_id=need.id,
                    question_id=question.id,
                    tier=1,
                    team="care",
                    anger=0.9,
                    opened_at=now - timedelta(hours=3),
                    waiting_since=now - timedelta(hours=3),
                )
            )
    sign_in(client, dave)
    assert "sesame" not in client.get("/insights").text.casefold()
    for slug in TABLES:
        assert "sesame" not in client.get(f"/insights/{slug}.csv").text.casefold()


@both_databases
def test_more_questions_take_no_more_statements(
    busy: Record,
    client: FlaskClient,
    alice: Actor,
    bob: Actor,
    dave: Actor,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", 1_000.0)  # nothing is kept from the time before
    sign_in(client, dave)
    client.get("/insights")
    with statements() as few:
        client.get("/insights")
    now = clock.now()
    for number in range(20):
        question = busy.asked(now - (number + 1) * DAY, alice, tags=["mesh", f"tag-{number}"])
        if number % 2:
            busy.answered(question, bob, number * HOUR)
    with statements() as many:
        client.get("/insights")
    assert len(many) <= len(few)
    assert len(many) <= MOST_STATEMENTS
