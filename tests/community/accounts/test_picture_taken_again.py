"""A picture that is taken again while a job removes it, as the one before, is there afterwards."""

import io
import threading

import pytest
from flask import Flask
from PIL import Image

from community.accounts import avatars
from community.accounts.models import Member
from community.accounts.rules import Crop
from community.kernel import images
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases


def _picture(colour: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(written, "PNG")
    return written.getvalue()


def _take(by: Actor, colour: str) -> str:
    member = db.session.get_one(Member, by.member_id)
    avatars.upload(member, _picture(colour))
    avatars.use(member, next(iter(Crop)))
    assert member.avatar_key
    return member.avatar_key


@both_databases
@pytest.mark.timeout(60)
def test_a_picture_taken_again_stays(app: Flask, alice: Actor) -> None:
    with unit_of_work():
        key = _take(alice, "teal")
    with unit_of_work():
        _take(alice, "black")

    def drop() -> None:
        with app.app_context():
            avatars.delete_dropped({"avatar": key})
            db.session.remove()

    job = threading.Thread(target=drop)
    with unit_of_work():
        assert _take(alice, "teal") == key
        job.start()
        job.join(0.5)  # a job that does not wait for its turn is through by now
    job.join(30)
    storage = avatars._storage()
    assert all(storage.read(images.avatar_name(key, size)) for size in images.AVATAR_SIZES)
