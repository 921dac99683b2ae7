"""Changes that were begun before somebody else edited the post are shown beside what it says now."""

import pytest
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.queries import post_or_404
from community.questions import services as asking
from tests.conftest import SignIn

BODY = "Since the update it restarts every hour, in every outlet that I tried."
COMPARED = "Both texts, compared"


@pytest.mark.parametrize("goes_on", [False, True], ids=["left", "typing"])
def test_changes_that_were_begun_stand_beside_the_edit_of_another(
    client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn, *, goes_on: bool
) -> None:
    with unit_of_work():
        post = asking.ask("The second node restarts every hour", BODY, ["mesh"], by=alice)
    address, draft = f"/questions/{post.id}/edit", f"/drafts/edit/{post.id}"
    sign_in(client, alice).put(draft, json={"body": f"{BODY} And the lamp."})
    assert COMPARED not in client.get(address).text
    with unit_of_work():
        words = editing.Words(body=f"{BODY} Also the cable.", title=post.title, tags=("mesh",))
        editing.edit(post_or_404(post.id), words, by=carol)
    if goes_on:
        sign_in(client, alice).put(draft, json={"body": f"{BODY} And the lamp blinks."})
    page = sign_in(client, alice).get(address).text
    assert COMPARED in page
    assert "Also the cable." in page
    assert "And the lamp" in page
