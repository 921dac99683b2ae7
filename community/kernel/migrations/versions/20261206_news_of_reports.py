"""News about reports names the question, so that it goes out of sight with it; what was told before named none."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_news_of_reports"
down_revision = "20261206_picture_places"
branch_labels = None
depends_on = None

KINDS = ("flag-upheld", "flag-dismissed", "flag-stale", "flag-answered", "flag-asked")
NAME_QUESTIONS = """
UPDATE notifications SET question_id = (
    SELECT coalesce(answers.question_id, comments.question_id, flags.post_id)
    FROM flags
    LEFT JOIN answers ON answers.id = flags.post_id
    LEFT JOIN comments ON comments.id = flags.post_id
    WHERE flags.id = {flag}
)
WHERE kind IN :kinds AND question_id IS NULL
"""
FLAG = {
    "sqlite": "CAST(json_extract(notifications.data, '$.flag') AS integer)",
    "postgresql": "CAST(notifications.data ->> 'flag' AS bigint)",
}


def upgrade() -> None:
    statement = NAME_QUESTIONS.format(flag=FLAG[op.get_bind().dialect.name])
    op.execute(sa.text(statement).bindparams(sa.bindparam("kinds", KINDS, expanding=True)))
