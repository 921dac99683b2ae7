"""Pictures in posts, and who looks at them."""

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import uploads
from community.posts.models import Post
from community.questions import services as questions
from tests.conftest import MakeMember, SignIn, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORDS = "It shines in this colour since Monday, and I have restarted it twice. See here: "
Look = Callable[[Actor | None, str], int]


def sent(by: Actor, colour: str = "red") -> str:
    """The address of a new picture."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    content.seek(0)
    return uploads.take(FileStorage(content, "a.png"), by=by)


def asked(by: Actor, words: str, title: str = "What does this lamp of the router mean") -> Post:
    with unit_of_work():
        return questions.ask(title, f"{WORDS}{words}", ["router"], by=by)


def shown(address: str) -> str:
    return f"![lamp]({address})"


@pytest.fixture
def look(app: "Huzhu", sign_in: SignIn) -> Look:
    """The status with which a reader gets something; each reads in one browser of their own."""
    browsers: dict[int | None, FlaskClient] = {}

    def get(actor: Actor | None, address: str) -> int:
        number = actor.id if actor else None
        if number not in browsers:
            browsers[number] = app.test_client()
            if actor:
                sign_in(browsers[number], actor)
        return browsers[number].get(address).status_code

    return get


@pytest.fixture
def readers(
    member: MakeMember, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> Mapping[str, Actor | None]:
    return {
        "visitor": None,
        "member": bob,
        "author": alice,
        "moderator": carol,
        "agent": dave,
        "admin": actor_of(member("ada", role="admin")),
    }


def set_status(post_id: int, status: str) -> None:
    with unit_of_work():
        db.session.execute(update(Post).where(Post.id == post_id).values(status=status))


ALL = {"visitor", "member", "author", "moderator", "agent", "admin"}
OFFICE = {"author", "moderator", "agent", "admin"}
