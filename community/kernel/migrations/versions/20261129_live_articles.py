"""Articles are stamped when new words go live: the trigger is made anew after the last migration."""

from alembic import op

revision = "20261129_live_articles"
down_revision = "20261129_eras_of_stamps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER IF EXISTS stamp_site_articles_update")
    else:
        op.execute("DROP TRIGGER IF EXISTS stamp_site_articles ON articles")
