"""Members, their addresses and secrets, and what they may sign in with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.kernel import picture_places, restraints, stamps
from community.kernel.db import Model
from community.kernel.policy import STAFF, Role


class MemberStatus(StrEnum):
    """Whether a member may take part."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


WITHDREW = "withdrew"  # in a member's settings: they took their agreement back
READS_IN = "reads_in"  # there: the language that their browser asked for last, where they chose none


class Member(Model):
    """A person with an account. `name` is unique and part of the address; `display_name` is free."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_key: Mapped[str] = mapped_column(unique=True)  # folded look of the name: no two look alike
    display_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(default=None)
    email_key: Mapped[str | None] = mapped_column(unique=True, default=None)  # case-folded address
    password_hash: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str] = mapped_column(default=Role.MEMBER, index=True)
    status: Mapped[str] = mapped_column(default=MemberStatus.ACTIVE)
    suspended_until: Mapped[datetime | None] = mapped_column(default=None)
    restraints: Mapped[dict[str, Any]] = mapped_column(default=dict)  # slug -> until when, or None
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    consented_at: Mapped[datetime | None] = mapped_column(default=None)
    consent_version: Mapped[str | None] = mapped_column(default=None)
    session_epoch: Mapped[int] = mapped_column(default=0)  # raised to end every session at once
    second_factor_at: Mapped[datetime | None] = mapped_column(default=None)  # a password alone is not enough
    lang: Mapped[str | None] = mapped_column(default=None)
    timezone: Mapped[str] = mapped_column(default="UTC")
    bio_markdown: Mapped[str] = mapped_column(default="")
    bio_html: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    avatar_key: Mapped[str | None] = mapped_column(default=None)
    hides_game: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    external_source: Mapped[str | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(default=None)
    external_reputation: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("external_source", "external_id"),)

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def spoken_to_in(self) -> str | None:
        """The language of messages to them: what they chose, else what they read when they last came in."""
        return self.lang or self.settings.get(READS_IN)

    @property
    def is_open(self) -> bool:
        """Whether the account can be used at all."""
        return self.status != MemberStatus.CLOSED

    def is_suspended(self, now: datetime) -> bool:
        """Whether the member may only read at this moment; a suspension may have an end."""
        if self.status != MemberStatus.SUSPENDED:
            return False
        return self.suspended_until is None or self.suspended_until > now

    def restraints_at(self, now: datetime) -> frozenset[str]:
        """What the member is kept from at this moment, short of a suspension."""
        held = restraints.in_force(self.restraints, now) if self.restraints else frozenset()
        return held | {restraints.Restraint.NO_AGREEMENT} if self.settings.get(WITHDREW) else held


def out_of_the_ordinary(of: Any) -> Any:
    """The condition on members (a model, or columns) who are more than open members, less, or hide the game: few.

    Its values stand in the statement itself, or no database would know that their index says the same.
    """

    def said(value: str) -> Any:
        return bindparam(None, value, String(), literal_execute=True)

    return or_(of.role != said(Role.MEMBER), of.status != said(MemberStatus.ACTIVE), of.hides_game)


Index(
    "ix_members_out_of_the_ordinary",
    Member.id,
    sqlite_where=out_of_the_ordinary(Member),
    postgresql_where=out_of_the_ordinary(Member),
)


class OneTimeLink(Model):
    """A secret link that works once: confirming, resetting, changing the address, "this solved it"."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    member: Mapped[Member] = relationship(lazy="joined")


class SignUp(Model):
    """Somebody wants an account and has not proved their address; whether it has one already changes nothing here."""

    __tablename__ = "sign_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str | None] = mapped_column(
        unique=True
    )  # kept for them; None: a later one took its place
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    lang: Mapped[str | None] = mapped_column(default=None)
    consent_version: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str] = mapped_column(default="")  # the mark of where it began (see `beginning`)
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invites.id", ondelete="CASCADE"), index=True)
    written_at: Mapped[datetime | None] = mapped_column(default=None)  # a letter went to the address
    created_at: Mapped[datetime] = mapped_column(index=True)


class Consent(Model):
    """What a member agreed to, which version of the words and when, and when they took it back."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class ApiToken(Model):
    """A key for the REST interface; only its hash is kept. `scopes` None means all that the member may."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(default="")
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any] | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    member: Mapped[Member] = relationship(lazy="joined")


class SignIn(Model):
    """One browser in which a member is signed in; removing the row ends it, copies of its cookie included."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    epoch: Mapped[int]  # the member's session_epoch when it began; a later one ends it
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None] = mapped_column(default=None)  # the password was given once more
    browser: Mapped[str] = mapped_column(default="")
    system: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="")  # of the first request, never the whole address
    seen_on: Mapped[date | None] = mapped_column(default=None)

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


class KnownAddress(Model):
    """A network address from which a member has signed in before: guessing elsewhere never locks it out."""

    __tablename__ = "known_addresses"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


class SignInFailure(Model):
    """A failed sign-in, kept a day, so that guessing is slowed for an account and for an address."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str]
    address: Mapped[str]
    failed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_sign_in_failures_account", "account_key", "failed_at"),
        Index("ix_sign_in_failures_address", "address", "failed_at"),
    )


# What is shown of members wherever they wrote.
SHOWN = ("name", "display_name", "role", "status", "avatar_key", "hides_game", "closed_at")
stamps.watch(Member, stamps.SITE, "0", columns=SHOWN)
stamps.watch(Member, stamps.PEOPLE, "0", columns=("created_at",), new=True)


stamps.watch(
    Member,
    stamps.MEMBER,
    "{row}.id",
    columns=("bio_html", "location", "website", "suspended_until", "settings"),
)
stamps.watch(
    Member,
    stamps.OWN,
    "{row}.id",
    columns=(
        "status",
        "suspended_until",
        "restraints",
        "confirmed_at",
        "consent_version",
        "session_epoch",
        "second_factor_at",
        "lang",
        "timezone",
        "settings",
    ),
)
stamps.watch(SignIn, stamps.OWN, "{row}.member_id", columns=("epoch", "expires_at", "proved_at"))

picture_places.stand(Member, "bio_markdown")
