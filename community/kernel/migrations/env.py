"""How Alembic reaches the database: through the application that runs it."""

from alembic import context
from flask import current_app

from community.kernel.db import db

config = context.config


def run() -> None:
    """Migrate inside one transaction, so that a killed migration leaves the old state."""
    engine = db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadatas[None],
            transaction_per_migration=False,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
