"""The ledger of points, what it adds up to for each member, and deeds that other packages tell of."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model


class ReputationEvent(Model):
    """One line of the ledger. Lines are only ever added; the lines of one cause add up to its target.

    `arose_at` is the moment of the deed itself, not of the writing, and `day` is its UTC day: so a
    ledger that is written again from the record is the same ledger. `number` counts the lines of one
    cause, which lets the database refuse a line that two writers add at once.
    """

    __tablename__ = "reputation_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cause: Mapped[str]  # names one cause for all time: "rating:7", "cap:12:2024-05-01"
    number: Mapped[int]
    kind: Mapped[str]  # a Kind value
    points: Mapped[int]
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), default=None, index=True
    )
    arose_at: Mapped[datetime]
    day: Mapped[date]

    __table_args__ = (
        UniqueConstraint("cause", "number"),
        CheckConstraint("points <> 0", name="says_something"),
        Index("ix_reputation_events_ledger", "member_id", "day"),
        Index("ix_reputation_events_history", "member_id", "arose_at", "id"),
        Index("ix_reputation_events_board", "day", "member_id", "points"),
    )


class MemberStanding(Model):
    """What a member's help has brought: the ledger's sum, the level, and how many badges of each tier.

    Kept in the same transaction as what it sums up; `huzhu check` compares.
    """

    __tablename__ = "member_standings"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    points: Mapped[int] = mapped_column(default=0)
    level: Mapped[int | None] = mapped_column(default=None)  # None until it is looked at for the first time
    below_since: Mapped[datetime | None] = mapped_column(default=None)  # when the level's bar was missed
    bronze: Mapped[int] = mapped_column(default=0)
    silver: Mapped[int] = mapped_column(default=0)
    gold: Mapped[int] = mapped_column(default=0)
    unseen_awards: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # badges the member was not shown


Index("ix_member_standings_order", MemberStanding.points.desc(), MemberStanding.member_id)  # of the board


class ToldDeed(Model):
    """A deed that counts and that only an event told of, kept so that a replay knows it too."""

    __tablename__ = "told_deeds"

    key: Mapped[str] = mapped_column(primary_key=True)  # "flag:7"
    kind: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), default=None)
    counts: Mapped[bool]
    arose_at: Mapped[datetime]


class LedgerRuling(Model):
    """Somebody's word, or a hold, that a cause counts for nothing until it is lifted. Rows are kept.

    `kind` is held (until a person has looked) or void (a person decided). `source` says what it belongs
    to, such as "finding:12" or "admin", so that all of one source can be lifted together.
    """

    __tablename__ = "ledger_rulings"

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    source: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    made_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    lifted_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index(
            "ix_ledger_rulings_standing",
            "cause",
            "source",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )


class MutualPair(Model):
    """Two members who rate each other, or did, beyond the limit; nothing between them counts meanwhile.

    `exceeds` is derived from the ratings. `ruling` is a person's word, which stands above it: cleared
    (all counts) or upheld (nothing counts, whatever the ratings say later).
    """

    __tablename__ = "mutual_pairs"

    low_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    exceeds: Mapped[bool]
    ruling: Mapped[str | None] = mapped_column(default=None)
    ruled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    ruled_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (CheckConstraint("low_id < high_id", name="in_order"),)


stamps.watch(MemberStanding, stamps.MEMBER, "{row}.member_id")
stamps.watch(MemberStanding, stamps.OWN, "{row}.member_id")
