"""What the page of the queue says of times is what the site is set to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from tests.conftest import SignIn


@pytest.mark.parametrize(
    ("lang", "own", "undo"),
    [
        ("en", "it is yours for 45 minutes.", "you have 20 seconds to undo it."),
        ("zh-Hans", "这一项归你处理45分钟。", "做出决定后的20秒内可以撤销。"),
    ],
)
def test_how_long_an_item_is_ones_own_is_said_as_it_is_set(
    app: Flask, client: FlaskClient, carol: Actor, sign_in: SignIn, lang: str, own: str, undo: str
) -> None:
    app.extensions["huzhu_thresholds"] |= {"claim_minutes": 45, "undo_seconds": 20}
    page = sign_in(client, carol).get(f"/review?lang={lang}").text
    assert own in page
    assert undo in page
    app.extensions["huzhu_thresholds"]["undo_seconds"] = 0
    assert "undo it" not in client.get("/review").text
