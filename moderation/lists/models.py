"""The entries of the lists."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from moderation.lists.rules import Entry, ListAction


class ListEntry(Model):
    """A word, a phrase or a pattern that the gate looks for; `action` is a ListAction. See `rules.Entry`."""

    __tablename__ = "gate_list_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(unique=True)
    is_pattern: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    action: Mapped[str]
    loose: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    lang: Mapped[str] = mapped_column(default="", server_default="")
    kinds: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    newcomers_only: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    exempt_level: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="", server_default="")
    must_hit: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    must_miss: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    cut_off_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # it took too long, and was switched off
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    hit_count: Mapped[int] = mapped_column(default=0, server_default="0")
    last_hit_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None] = mapped_column(default=None)
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    created_by: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        words = (self.pattern, self.is_pattern, self.action, self.loose, self.lang, self.kinds, self.note)
        whom = (self.newcomers_only, self.exempt_level, self.expires_at)
        return base_of(words, whom, self.must_hit, self.must_miss)

    def as_entry(self) -> Entry:
        """What the matcher needs of it."""
        return Entry(
            id=self.id or 0,
            pattern=self.pattern,
            action=ListAction(self.action),
            is_pattern=self.is_pattern,
            loose=self.loose,
            lang=self.lang,
            kinds=frozenset(self.kinds),
            newcomers_only=self.newcomers_only,
            exempt_level=self.exempt_level,
            expires_at=self.expires_at,
        )
