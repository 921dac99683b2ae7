"""Reports of posts, what is said about them, and the bar that they must reach."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, case, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.posts.models import Post
from moderation.flags.rules import FlagState


class Flag(Model):
    """One member's report of one state of a post. The database allows one open report a member and post."""

    __tablename__ = "flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    flagger_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    weight: Mapped[float]
    strong: Mapped[bool] = mapped_column(default=False)  # by a reviewer, a moderator or staff
    young: Mapped[bool] = mapped_column(default=False)  # by an account that does not count in full yet
    revision: Mapped[int] = mapped_column(default=1)  # of the post, when it was reported
    state: Mapped[str] = mapped_column(default=FlagState.OPEN)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)  # or withdrawn, or gone stale
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)  # moderators, that it waits

    flagger: Mapped[Member] = relationship(lazy="raise_on_sql")
    post: Mapped[Post] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        Index(
            "uq_flags_open",
            "post_id",
            "flagger_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_flags_state", "state", "created_at"),
    )

    @hybrid_property
    def upheld(self) -> bool | None:
        """What was decided, or None while nothing is."""
        return {FlagState.UPHELD: True, FlagState.DISMISSED: False}.get(FlagState(self.state))

    @upheld.inplace.expression
    @classmethod
    def _upheld(cls) -> ColumnElement[bool | None]:
        return case((cls.state == FlagState.UPHELD, True), (cls.state == FlagState.DISMISSED, False))

    @upheld.inplace.setter
    def _set_upheld(self, value: bool | None) -> None:  # noqa: FBT001 - the form of a setter
        self.state = {True: FlagState.UPHELD, False: FlagState.DISMISSED, None: FlagState.OPEN}[value]

    @property
    def is_open(self) -> bool:
        return self.state == FlagState.OPEN


class FlagMessage(Model):
    """A word between the team and whoever reported; the author of the post sees none of it."""

    __tablename__ = "flag_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    from_team: Mapped[bool]
    words: Mapped[str]
    created_at: Mapped[datetime]


class FlagBase(Model):
    """What the base was changed to: learnt (once a day), pinned by an admin, or set free again."""

    __tablename__ = "flag_bases"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date | None] = mapped_column(default=None)  # of what was learnt
    before: Mapped[float]
    value: Mapped[float]
    learnt_from: Mapped[int] = mapped_column(default=0)  # posts
    source: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("day"),)
