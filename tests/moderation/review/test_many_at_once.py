"""On the pages of the queue: what was chosen is kept, voices weigh what is said of them, the next one is there."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from gamification.reputation.models import MemberStanding
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.review.conftest import Waiting


def test_what_was_chosen_stays_chosen_after_a_refusal(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    items = [waiting(number) for number in range(3)]
    chosen = [str(each.id) for each in items[:2]]
    sign_in(client, carol)
    seen = client.get("/review?kind=spam").text
    assert re.findall(r'name="page" value="(\d+)"', seen) == ["1"]
    given = {"decision": "refuse", "reason": "", "item": chosen, "back": "kind=spam", "page": "1"}
    refused = client.post("/review/bulk", data=given)
    assert refused.status_code == 303
    asked = parse_qs(urlsplit(refused.location).query)
    assert asked == {"kind": ["spam"], "page": ["1"], "item": chosen}
    shown = client.get(refused.location).text
    assert sorted(re.findall(r'name="item" value="(\d+)" checked', shown)) == sorted(chosen)


def test_nothing_is_decided_by_a_voice_that_needs_others(
    client: FlaskClient, waiting: Waiting, member: MakeMember, sign_in: SignIn
) -> None:
    items, peer = [waiting(number) for number in range(2)], member("peer")
    with unit_of_work():
        db.session.add(MemberStanding(member_id=peer.id, level=3))
    sign_in(client, actor_of(peer))
    given = {"decision": "refuse", "reason": "off-topic", "item": [str(each.id) for each in items]}
    preview = client.post("/review/bulk", data=given).text
    assert "Your voice will count for refusing these 2 posts" in preview
    assert "Each author reads this if others agree" in preview
    seen = re.findall(r'name="item" value="([^"]+)"', preview)
    done = client.post("/review/bulk/decision", data={**given, "item": seen}).text
    assert "Your voice was counted for 2 posts." in done
    for wrong in ("will be refused", "will be hidden", "were decided"):
        assert wrong not in preview + done


def test_the_next_one_is_offered_where_something_can_be_taken(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    waiting()
    sign_in(client, carol)
    for view, offered in {"": True, "kind=spam": True, "kind=appeal": False, "state=decided": False}.items():
        assert ("Take the next one" in client.get(f"/review?{view}").text) is offered, view
    told = {
        back: client.post("/review/next", data={"back": back}, follow_redirects=True).text
        for back in ("kind=appeal", "state=decided", "tag=mesh")
    }
    for back, page in told.items():
        assert "Nothing under this filter waits for you." in page, back
        assert "Nothing waits for you. Thank you." not in page, back


def test_one_comes_back_to_the_page_that_one_chose_from(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    items = [str(waiting(number).id) for number in range(2)]
    sign_in(client, carol)
    given = {"decision": "approve", "item": items, "back": "kind=spam", "page": "2"}
    preview = client.post("/review/bulk", data=given).text
    carried = re.findall(r'name="page" value="(\d+)"', preview)
    assert carried == ["2"]
    seen = re.findall(r'name="item" value="([^"]+)"', preview)
    done = client.post("/review/bulk/decision", data={**given, "item": seen, "page": carried}).text
    for page in (preview, done):
        back = [
            parse_qs(urlsplit(unescape(each)).query) for each in re.findall(r'href="(/review\?[^"]*)"', page)
        ]
        assert {"kind": ["spam"], "page": ["2"]} in back
        assert f'href="/review/{items[0]}?kind=spam"' in page
    form = page[page.index('action="/review/undo"') :]
    assert 'name="page" value="2"' in form[: form.index("</form>")]
    undone = client.post("/review/undo", data={"items": ",".join(items), "back": "kind=spam", "page": "2"})
    assert parse_qs(urlsplit(undone.location).query) == {"kind": ["spam"], "page": ["2"]}


def test_of_many_that_are_undone_those_that_stay_are_named_with_why(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    items = [waiting(number) for number in range(2)]
    numbers, post_id = [str(each.id) for each in items], items[0].post_id or 0
    sign_in(client, carol)
    given = {"decision": "spam", "item": numbers}
    seen = re.findall(r'name="item" value="([^"]+)"', client.post("/review/bulk", data=given).text)
    client.post("/review/bulk/decision", data={**given, "item": seen})
    with unit_of_work():
        posts.restore(post_or_404(post_id), by=carol)
    told = client.post("/review/undo", data={"items": ",".join(numbers)}, follow_redirects=True).text
    assert "1 decision was undone." in told
    assert "1 decision stays: Something has happened to this post since" in told
