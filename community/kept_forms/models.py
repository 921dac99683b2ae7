"""Where an interrupted form waits while its writer signs in or signs up."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import PASSING, Model


class KeptForm(Model):
    """One form of one browser, known by the hash of the browser's secret cookie; gone after a day."""

    __tablename__ = "kept_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"info": {PASSING: True}},)
