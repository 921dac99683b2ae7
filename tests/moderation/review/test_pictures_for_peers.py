"""Pictures of what waits in the queue, of spot checks and of removed posts: for the peers whom it is shown to."""

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from community.kernel.db import db
from community.kernel.picture_readers import is_shown_to
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing, services, uploads
from community.posts.models import Post, PostStatus
from community.posts.queries import post_or_404
from moderation.review import claiming
from moderation.review import services as reviewing
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.review.conftest import Waiting
from tests.security.rows import put

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def peer(app: "Huzhu", member: MakeMember) -> Actor:
    return actor_of(member("peer"), level=3)


@pytest.fixture
def picture(app: "Huzhu", alice: Actor) -> str:
    """The address of a picture of Alice."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "PNG")
    content.seek(0)
    return uploads.take(FileStorage(content, "a.png"), by=alice)


def sees(picture: str, *readers: Actor) -> list[bool]:
    return [is_shown_to(picture.rpartition("/")[2], each) for each in readers]


@both_databases
def test_peers_see_it_while_it_waits(
    waiting: Waiting, picture: str, peer: Actor, bob: Actor, carol: Actor
) -> None:
    item = waiting(
        text=f"The light of my router blinks red all night, see ![lamp]({picture}), and nothing helps."
    )
    with unit_of_work():
        services.hold(post_or_404(item.post_id or 0), ("links",), by=carol)
    assert sees(picture, peer, bob, carol) == [True, False, True]
    with unit_of_work():
        claiming.claim(item.id, by=carol)
    with unit_of_work():
        reviewing.decide(item.id, Opinion(Decision.REFUSE, "private-data"), by=carol)
    assert post_or_404(item.post_id or 0).status != PostStatus.PUBLISHED
    assert sees(picture, peer, bob, carol) == [False, False, True]


@both_databases
def test_a_private_post_is_for_staff_whatever_the_queue_says(
    waiting: Waiting, picture: str, carol: Actor, dave: Actor
) -> None:
    item = waiting(
        text=f"The light of my router blinks red all night, see ![lamp]({picture}), and nothing helps."
    )
    with unit_of_work():
        db.session.execute(update(Post).where(Post.id == item.post_id).values(status=PostStatus.PRIVATE))
    assert sees(picture, carol, dave) == [False, True]


@both_databases
def test_a_suggested_edit_in_the_queue_shows_its_pictures(
    waiting: Waiting, picture: str, alice: Actor, bob: Actor, peer: Actor
) -> None:
    post_id = waiting(by=bob).post_id or 0
    with unit_of_work():
        words = f"The light of my router blinks red all night, see ![lamp]({picture}), and nothing helps."
        editing.suggest(post_or_404(post_id), editing.Words(body=words, comment="A picture"), by=alice)
    assert sees(picture, peer, bob) == [True, False]


@both_databases
def test_a_spot_check_shows_its_pictures_to_its_reviewer_alone(
    waiting: Waiting, picture: str, peer: Actor, bob: Actor, member: MakeMember
) -> None:
    item, other = waiting(), actor_of(member("other"), level=3)
    post_id = item.post_id or 0
    put(
        "spot_checks",
        item_id=item.id,
        source_id=item.id,
        post_id=post_id,
        reviewer_id=peer.id,
        body_markdown=f"![lamp]({picture})",
    )
    db.session.commit()
    assert sees(picture, peer, other, bob) == [True, False, False]
    with unit_of_work():
        db.session.execute(update(Post).where(Post.id == post_id).values(status=PostStatus.DELETED))
    assert sees(picture, peer) == [False]


@both_databases
@pytest.mark.parametrize(("kind", "shown"), [("removal", True), ("suspension", False)])
def test_the_copy_of_a_removed_post_shows_them_to_whoever_decides_on_the_appeal(
    app: "Huzhu",
    picture: str,
    alice: Actor,
    peer: Actor,
    carol: Actor,
    member: MakeMember,
    kind: str,
    shown: bool,
) -> None:
    steward = actor_of(member("steward"), level=4)
    sanction_id = put("sanctions", member_id=alice.id, kind=kind)
    put("sanction_posts", sanction_id=sanction_id, body_markdown=f"![lamp]({picture})")
    db.session.commit()
    assert sees(picture, steward, peer, carol) == [False, False, True]
    put("appeals", sanction_id=sanction_id, member_id=alice.id)
    db.session.commit()
    assert sees(picture, steward, peer, carol) == [shown, False, True]
