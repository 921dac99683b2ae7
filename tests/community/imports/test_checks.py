"""The check finds each thing that is kept twice and does not agree, and is silent otherwise."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from community.imports.breaches import MOST_LINES
from community.kernel import checks, clock
from community.kernel.checks import Check
from community.kernel.db import db
from community.tags.models import Tag
from tests.community.imports.conftest import NewSite, breaches, import_kettles, within

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

HARM = {
    "UPDATE questions SET answer_count = 7 WHERE title LIKE 'Why%'": "answer_count of question 1 is 7, should be 2",
    "UPDATE questions SET accepted_count = 0": "accepted_count of question 1 is 0, should be 1",
    "UPDATE questions SET solved_at = NULL": "solved_at of question 1 is None, should be 2021-03-02",
    "UPDATE questions SET follower_count = 3 WHERE id = 2": "follower_count of question 2 is 3, should be 0",
    "UPDATE questions SET listed = FALSE WHERE id = 3": "listed of question 3 is False, should be True",
    "UPDATE questions SET best_answer_id = NULL WHERE id = 1": "question 1 names another answer as its best",
    "UPDATE questions SET best_rating_sum = 1 WHERE id = 1": "question 1 names another answer as its best",
    "UPDATE posts SET comment_count = 9 WHERE id = 4": "the comment count of post 4 is 9, should be 1",
    "UPDATE posts SET revision_count = 2 WHERE id = 1": "post 1 lacks revisions or has too many",
    "UPDATE posts SET status = 'hidden' WHERE id = 5": "answer_count of question 1 is 2, should be 1",
    "UPDATE posts SET kind = 'answer' WHERE id = 2": "post 2 has no row as answer",
    "DELETE FROM revisions WHERE post_id = 1 AND number = 2": "post 1 lacks revisions or has too many",
    "DELETE FROM ratings WHERE external_id = '4'": "[1, 0, 0, 0, 2], should be [1, 0, 0, 0, 1]",
    "UPDATE answers SET rating_count = 1 WHERE id = 4": "the rating count of answer 4 is 1, should be 3",
    "UPDATE answers SET score = 4.9 WHERE id = 4": "the score of answer 4 is 4.9, should be",
    "UPDATE ratings SET rater_id = 3 WHERE external_id = '3'": "rating 1 is on an own answer",
    "UPDATE rating_totals SET total = 1": "the rating totals are (5, 1), should be (5, 13)",
    "UPDATE comments SET question_id = 2 WHERE parent_id = 4": "stands in a thread that is not its own",
    "UPDATE tags SET question_count = 8 WHERE name = 'kettle'": "the question count of tag kettle is 8, should be 3",
}


def harm(site: "Huzhu", *statements: str) -> None:
    with within(site):
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()


@pytest.mark.parametrize("statement", HARM)
def test_what_does_not_agree_is_told(statement: str, on_sqlite: NewSite) -> None:
    site = on_sqlite("harmed")
    import_kettles(site)

    harm(site, statement)

    assert any(HARM[statement] in line for line in breaches(site)), breaches(site)


@pytest.mark.postgres
def test_what_does_not_agree_is_told_on_postgres_too(on_postgres: NewSite) -> None:
    site = on_postgres("harmed")
    import_kettles(site)
    statements = [statement for statement in HARM if statement.startswith("UPDATE questions")]

    harm(site, *statements)

    told = "\n".join(breaches(site))
    assert all(HARM[statement] in told for statement in statements), told


def test_a_row_that_points_nowhere_is_told(on_sqlite: NewSite) -> None:
    site = on_sqlite("harmed")
    import_kettles(site)

    harm(site, "COMMIT", "PRAGMA foreign_keys = OFF", "BEGIN", "UPDATE posts SET author_id = 99 WHERE id = 4")

    assert any("points to members that are not there" in line for line in breaches(site))


def test_a_thousand_breaches_are_not_a_thousand_lines(on_sqlite: NewSite) -> None:
    site = on_sqlite("harmed")
    with within(site):
        now = clock.now()
        db.session.add_all(
            Tag(name=f"tag-{number}", question_count=5, created_at=now) for number in range(1_000)
        )
        db.session.commit()

    told = [line for line in breaches(site) if "tag-" in line or "more like these" in line]
    assert len(told) == MOST_LINES + 1
    assert told[-1] == f"and {1_000 - MOST_LINES} more like these"


def test_a_package_adds_its_own_invariants(app: "Huzhu") -> None:
    checks.register(app, Check("moon", lambda _: ["the moon is not round"]))

    assert checks.run_all(db.session())["moon"] == ["the moon is not round"]


def test_two_invariants_of_one_name_are_refused(app: "Huzhu") -> None:
    checks.register(app, Check("sun", lambda _: []))

    with pytest.raises(ValueError, match="sun"):
        checks.register(app, Check("sun", lambda _: []))
