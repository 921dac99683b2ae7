"""Many items at once on the pages: what was chosen is kept after a refusal, and each reads what their voice weighs."""

import re
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from community.kernel.policy import Actor
from tests.conftest import SignIn
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
