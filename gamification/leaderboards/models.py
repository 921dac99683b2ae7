"""Notes for the processes that keep boards in memory: what has changed besides the ledger."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import PASSING, Model


class BoardMark(Model):
    """A thread moved under other tags (`question_id`), or so much changed that boards are added up anew (None).

    The ledger itself needs no marks, its lines are only ever added. Rows are forgotten after some days.
    """

    __tablename__ = "board_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(default=None)
    noted_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = {"info": {PASSING: True}}
