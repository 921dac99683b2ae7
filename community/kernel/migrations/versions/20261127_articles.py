"""Articles with their states, tags, words and votes.

Revision ID: 20261127_articles
Revises: 20261127_ladder
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261127_articles"
down_revision = "20261127_ladder"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("applies_to", sa.String(), nullable=False),
        sa.Column("htmls", Json, nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("revision_count", sa.Integer(), nullable=False),
        sa.Column("live_number", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("credited_id", sa.Integer(), nullable=True),
        sa.Column("translation_of_id", sa.Integer(), nullable=True),
        sa.Column("sent_back", sa.String(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("due_reason", sa.String(), nullable=False),
        sa.Column("doubted_number", sa.Integer(), nullable=True),
        sa.Column("helpful_count", sa.Integer(), nullable=False),
        sa.Column("unhelpful_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR live_number IS NOT NULL", name=op.f("ck_articles_published_is_live")
        ),
        sa.CheckConstraint("helpful_count >= 0 AND unhelpful_count >= 0", name=op.f("ck_articles_counts")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_articles_answer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_articles_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["credited_id"], ["members.id"], name=op.f("fk_articles_credited_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["members.id"], name=op.f("fk_articles_published_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_articles_question_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["translation_of_id"],
            ["articles.id"],
            name=op.f("fk_articles_translation_of_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("translation_of_id", "lang", name=op.f("uq_articles_translation_of_id_lang")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_articles_author_id"), ["author_id"], unique=False)
        batch_op.create_index(op.f("ix_articles_question_id"), ["question_id"], unique=False)
        batch_op.create_index("ix_articles_review_at", ["review_at"], unique=False)
        batch_op.create_index("ix_articles_state", ["state", "lang", "updated_at"], unique=False)

    op.create_table(
        "article_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("applies_to", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_revisions_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["members.id"], name=op.f("fk_article_revisions_editor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_revisions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_revisions_article_id_number")),
    )
    op.create_table(
        "article_tags",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_tags_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_article_tags_tag_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "tag_id", name=op.f("pk_article_tags")),
    )
    with op.batch_alter_table("article_tags", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_article_tags_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "article_terms",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_terms_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "article_id", name=op.f("pk_article_terms")),
    )
    with op.batch_alter_table("article_terms", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_article_terms_article_id"), ["article_id"], unique=False)

    op.create_table(
        "article_votes",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_votes_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_article_votes_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "member_id", name=op.f("pk_article_votes")),
    )
    with op.batch_alter_table("article_votes", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_article_votes_member_id"), ["member_id"], unique=False)
