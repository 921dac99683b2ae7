"""What a query may have meant is never a word that stands in hidden posts alone, not even before a job has run."""

from typing import TYPE_CHECKING

from flask.testing import FlaskClient

from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from community.search import services as search
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@both_databases
def test_a_hidden_word_is_not_offered(
    app: "Huzhu", client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        asking.ask("Why does the mesh drop every night?", "It drops every night at two.", ["mesh"], by=alice)
    search.rebuild()
    with unit_of_work():
        asked = asking.ask(
            "The zanzibarite relay clicks",
            "The zanzibarite lamp blinks at night. 玛瑙灯闪。",
            ["relay"],
            by=bob,
        ).id
    jobs.run_due()
    assert client.get("/api/v1/search?q=zanzibarita").get_json()["better"] == "zanzibarite"
    assert client.get("/api/v1/search?q=玛闹灯").get_json()["better"] == "玛瑙灯"
    with unit_of_work():
        posts.hide(db.session.get_one(Post, asked), "private-data", by=carol)
    _ensure_untold(client)
    jobs.run_due()
    _ensure_untold(client)


@both_databases
def test_characters_that_no_post_has_together_are_not_offered(
    app: "Huzhu", client: FlaskClient, alice: Actor
) -> None:
    """Each pair of 交由器 stands in some post, the three in none."""
    with unit_of_work():
        asking.ask("保修交由谁来处理？", "保修交由商店还是交由厂家处理？", ["repair"], by=alice)
        asking.ask("仪器和充电器都不亮", "这是唯一由器材店卖的仪器。", ["repair"], by=alice)
    search.rebuild()
    for text, better in (("录由器", None), ("充店器", "充电器")):
        assert client.get(f"/api/v1/search?q={text}").get_json()["better"] == better


def _ensure_untold(client: FlaskClient) -> None:
    for text in ("zanzibarita", "玛闹灯", "zanzibarite"):
        told = client.get(f"/api/v1/search?q={text}").get_json()
        assert (told["items"], told["total"], told["better"]) == ([], 0, None), text
    assert "zanzibarite" not in client.get("/search?q=zanzibarita").text
