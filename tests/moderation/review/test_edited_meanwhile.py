"""What its author edits while a reviewer has it open is read once more before anything is decided."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions.models import Question
from tests.conftest import SignIn
from tests.moderation.review.conftest import Waiting

ADDED = "It began on the day on which I moved the router into the kitchen."
MINE = "The light is red all night since the update, and 2 restarts did not help. It stands in the kitchen."


def test_unseen_words_are_neither_published_nor_written_over(
    client: FlaskClient, waiting: Waiting, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    item = waiting()
    item_id, post_id = item.id, item.post_id or 0
    with unit_of_work():
        posts.hold(post_or_404(post_id), ("links",), by=carol)
    sign_in(client, carol)
    client.post(f"/review/{item_id}/claim")

    def press(page: str, **given: str) -> TestResponse:
        found = re.search(r'name="seen" value="([^"]+)"', page)
        assert found is not None
        answer = client.post(f"/review/{item_id}/decision", data={"seen": found[1], **given})
        db.session.expire_all()
        return answer

    page = client.get(f"/review/{item_id}").text
    asked = db.session.get_one(Question, post_id)
    with unit_of_work():
        body = f"{asked.body_markdown} {ADDED}"
        questions.edit(asked, title=asked.title, body=body, tag_names=["router"], comment="", by=alice)
    refused = press(page, decision="approve")
    assert (refused.status_code, post_or_404(post_id).status) == (409, "held")
    assert "It was changed since you opened it" in refused.text
    assert ADDED in refused.text
    refused = press(page, decision="edit", **{"edit-title": asked.title, "edit-body": MINE})
    assert (refused.status_code, MINE in refused.text) == (409, True)
    assert ADDED in post_or_404(post_id).body_markdown
    assert press(refused.text, decision="approve").status_code == 303
    assert post_or_404(post_id).status == "published"
