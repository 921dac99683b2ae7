"""Which account elsewhere opens which account here."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class OidcIdentity(Model):
    """A person at a provider, known by the number that it gave them; addresses and names may change there."""

    __tablename__ = "oidc_identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("issuer", "subject"),)
