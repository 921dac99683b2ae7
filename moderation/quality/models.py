"""What the gate remembers: fingerprints of posts, and the lists of words."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class PostShingle(Model):
    """One of the smallest shingle hashes of a visible post: posts that share some may say the same."""

    __tablename__ = "post_shingles"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class ListEntry(Model):
    """A word or phrase that the gate looks for; `*` stands for any letters. `action` is a ListAction."""

    __tablename__ = "gate_list_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(unique=True)
    action: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
