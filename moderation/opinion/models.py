"""Every opinion that was asked for, by the digest of the text: the same words are never paid for twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class Opinion(Model):
    """What a model said about a text; the text itself is not kept here."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    token_count: Mapped[int] = mapped_column(default=0)
    milliseconds: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("model", "digest"), Index("ix_opinions_day", "asked_at"))
