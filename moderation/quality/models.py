"""What the gate remembers: fingerprints of posts."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class PostShingle(Model):
    """One of the smallest shingle hashes of a visible post: posts that share some may say the same."""

    __tablename__ = "post_shingles"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
