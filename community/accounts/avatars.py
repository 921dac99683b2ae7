"""Pictures of members: uploaded, cropped as chosen from a few previews, and shown everywhere."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, or_, select

from community.accounts import queries
from community.accounts.models import Member
from community.accounts.rules import CROPS, Crop
from community.kernel import images, jobs
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, NotFound
from community.kernel.furnish import site_settings
from community.kernel.storage import UPLOADS, Storage, open_storage
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_

SHOWN_SIZE: Final = 96
DROP: Final = "avatar.drop"  # a job: a bucket may be away for a while, and nobody should wait for it
DRAFT: Final = "avatar_draft"  # in the member's settings: a picture that waits for its crop


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded picture that is not used yet: its stored name and its size in pixels."""

    name: str
    width: int
    height: int


def url_of(member: Member, size: int = SHOWN_SIZE) -> str:
    """The address of the member's picture at a size of `images.AVATAR_SIZES`; empty when there is none."""
    return url_of_key(member.avatar_key, size)


def url_of_key(key: str | None, size: int = SHOWN_SIZE) -> str:
    """The same for the key alone, as statements read it."""
    return UPLOADS + images.avatar_name(key, size) if key else ""


def draft_of(member: Member) -> Draft | None:
    """The picture that waits for its crop."""
    kept: dict[str, Any] | None = member.settings.get(DRAFT)
    return Draft(**kept) if kept else None


def upload(member: Member, content: bytes) -> Draft:
    """Keep a picture until its crop is chosen; it replaces one that waited before. Raises Invalid."""
    picture = images.post_image(content)
    # A name by chance, unlike other pictures: removing the draft must not remove somebody's same picture.
    ending = picture.name.rpartition(".")[2]
    draft = Draft(f"{secrets.token_hex(16)}.{ending}", picture.width, picture.height)
    _drop_draft(member)
    _storage().write(draft.name, picture.content)
    fields = {"name": draft.name, "width": draft.width, "height": draft.height}
    member.settings = {**member.settings, DRAFT: fields}
    db.session.flush()
    return draft


def preview(member: Member, crop: str) -> images.Picture:
    """The waiting picture as the avatar that `crop` makes of it; nothing is kept. Raises NotFound."""
    return _cropped(member, crop)[1][-1]


def use(member: Member, crop: str) -> None:
    """Make the waiting picture, cropped so, the member's. Raises NotFound when none waits."""
    key, pictures = _cropped(member, crop)
    _drop_draft(member)
    wait_for_turn(_turn(key))
    for picture in pictures:
        _storage().write(picture.name, picture.content)
    before = member.avatar_key
    member.avatar_key = key
    db.session.flush()
    if before != key:
        _drop_pictures(before)


def remove(member: Member) -> None:
    """Take the picture away, and one that waits."""
    _drop_draft(member)
    before = member.avatar_key
    member.avatar_key = None
    db.session.flush()
    _drop_pictures(before)


def _cropped(member: Member, crop: str) -> tuple[str, tuple[images.Picture, ...]]:
    draft = draft_of(member)
    if draft is None:
        raise NotFound
    if crop not in CROPS:
        raise Invalid(N_("Please choose one of the pictures."), field="crop")
    left, top, width = Crop(crop).square(draft.width, draft.height)
    return images.avatar(_storage().read(draft.name), images.Square(left, top, width))


def _drop_draft(member: Member) -> None:
    member = queries.locked(member.id)  # other deeds rewrite the settings too, or close the account
    draft = draft_of(member)
    if draft is not None:
        member.settings = {name: value for name, value in member.settings.items() if name != DRAFT}
        jobs.enqueue(DROP, {"draft": draft.name})


def _drop_pictures(key: str | None) -> None:
    if key is not None:
        jobs.enqueue(DROP, {"avatar": key})


def delete_dropped(payload: Mapping[str, str]) -> None:
    """Remove a draft's file, or an avatar's unless a member has that picture; raises Unavailable, to be tried again."""
    if "draft" in payload:
        _storage().delete(payload["draft"])
        return
    key = payload["avatar"]
    with unit_of_work():
        wait_for_turn(_turn(key))
        if not db.session.scalar(select(exists().where(Member.avatar_key == key))):
            for size in images.AVATAR_SIZES:
                _storage().delete(images.avatar_name(key, size))


def in_use() -> set[str]:
    """The stored names of all pictures that a member shows, or that wait for their crop: goes through all members."""
    shown = db.session.scalars(select(Member.avatar_key).where(Member.avatar_key.is_not(None)))
    names = {images.avatar_name(key, size) for key in shown if key for size in images.AVATAR_SIZES}
    waits = Member.settings[DRAFT]["name"].as_string()
    return names.union(db.session.scalars(select(waits).where(waits.is_not(None))))


def is_used(name: str) -> bool:
    """The same of one stored name."""
    shown = Member.avatar_key == _key_of(name)
    waits = Member.settings[DRAFT]["name"].as_string() == name
    return db.session.scalar(select(exists().where(or_(shown, waits)))) is True


def turn_of(name: str) -> str:
    """Of a picture that is taken again just when it is removed: its files must not go before its member is seen."""
    return _turn(_key_of(name))


def _key_of(name: str) -> str:
    """The key of an avatar by one of its stored names; of no other picture."""
    return name.rpartition("-")[0] if images.is_avatar(name) else ""


def _turn(key: str) -> str:
    return f"avatar:{key}"


def _storage() -> Storage:
    return open_storage(site_settings().storage_url)
