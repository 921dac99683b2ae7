"""What went wrong lately, for whoever runs the site."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import PASSING, Model


class Kind(StrEnum):
    """What happened: a request failed, a limit was reached, a statement took long."""

    FAULT = "fault"
    LIMIT = "limit"
    SLOW = "slow"


class Trouble(Model):
    """One thing that happened in a place, so many times until it was written down; the request is the last one."""

    __tablename__ = "troubles"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    place: Mapped[str]
    said: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=1)
    noted_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"info": {PASSING: True}},)
