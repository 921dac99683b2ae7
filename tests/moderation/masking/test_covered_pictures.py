"""A picture whose words were covered is its author's alone, in every earlier state as well."""

from typing import TYPE_CHECKING

from community.kernel.picture_readers import is_shown_to
from community.kernel.policy import NOBODY, Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing, vault
from community.posts.queries import post_or_404
from moderation.masking import services as masking
from tests.community.posts.pictures import WORDS, asked, sent, shown
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@both_databases
def test_a_covered_picture_is_shown_to_its_author_alone(
    app: "Huzhu", alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    picture = sent(alice)
    key = picture.rpartition("/")[2]
    post = asked(alice, shown(picture))
    with unit_of_work():
        editing.edit(
            post_or_404(post.id), editing.Words(body=f"{WORDS}{shown(picture)} Since May."), by=alice
        )
    assert is_shown_to(key, NOBODY)
    with unit_of_work():
        masking.mask_words(post_or_404(post.id), [shown(picture)], by=carol)
    assert vault.entries(post.id)[0].original == shown(picture)
    assert [is_shown_to(key, each) for each in (NOBODY, bob, carol, dave, alice)] == [False] * 4 + [True]
    with unit_of_work():
        masking.unmask(post_or_404(post.id), by=carol)
    assert is_shown_to(key, NOBODY)
