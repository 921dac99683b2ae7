"""Findings, what was done about them, and the fingerprints by which copied answers are found."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from gamification.integrity.rules import State

_WAITS = text("state IN ('open', 'undone')")


class IntegrityFinding(Model):
    """What a detector saw of some members, with its evidence, and what a person decided about it.

    `members` are all who are named, `raters` those whose deeds are in question. `key` spells the members, so
    that the database keeps one waiting finding of a kind for them. `evidence` holds rating_ids, answer_ids
    and the facts of the kind. `source` names this finding in the ledger's rulings.
    """

    __tablename__ = "integrity_findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    members: Mapped[list[Any]]
    raters: Mapped[list[Any]]
    score: Mapped[float]
    seen: Mapped[int]
    expected: Mapped[float]
    evidence: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=State.OPEN)
    found_at: Mapped[datetime] = mapped_column(index=True)
    looked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index(
            "uq_integrity_findings_waiting",
            "kind",
            "key",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_integrity_findings_list", "state", "kind", "score"),
    )

    @property
    def source(self) -> str:
        return f"finding:{self.id}"

    @property
    def rating_ids(self) -> list[int]:
        return list(self.evidence.get("rating_ids", ()))

    @property
    def answer_ids(self) -> list[int]:
        return list(self.evidence.get("answer_ids", ()))

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.evidence.get("facts", {}))

    @property
    def weight(self) -> int:
        """How many pieces of evidence there are."""
        return len(self.rating_ids) or len(self.answer_ids)


class IntegrityEntry(Model):
    """One line of a finding's journal: added, never changed. `number` counts a finding's lines without gaps.

    `details` name exactly what the act changed, so that it can be undone: causes, rating ids, a pair's ruling.
    """

    __tablename__ = "integrity_journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("integrity_findings.id", ondelete="CASCADE"))
    number: Mapped[int]
    act: Mapped[str]  # an Act value
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("finding_id", "number"),)


class AnswerAnchor(Model):
    """One of the smallest shingle hashes of an answer: answers that share some may be copies. Derived."""

    __tablename__ = "answer_anchors"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class AnswerRead(Model):
    """Which revision of an answer was compared with the others. Derived."""

    __tablename__ = "answers_read"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int]
