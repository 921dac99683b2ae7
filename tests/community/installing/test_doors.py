"""The addresses at which the worker forgets what was read here are those at which somebody comes or goes."""

import inspect
import re

from flask import Flask
from flask.testing import FlaskClient

from community.installing import rules

DOOR = re.compile(r"\b(?:sessions\.sign_(?:in|out)|come_in|entered|close_account|reset_password)\(")


def listed(script: str, name: str) -> re.Pattern[str]:
    found = re.search(rf"^const {name} = /(.+)/;$", script, re.MULTILINE)
    assert found
    return re.compile(found[1].replace("\\/", "/"))


def doors(app: Flask) -> list[str]:
    """An address for each form whose view lets somebody in or out."""
    return [
        re.sub("<[^>]+>", "7", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and DOOR.search(inspect.getsource(inspect.unwrap(app.view_functions[rule.endpoint])))
    ]


def test_the_worker_knows_every_form_by_which_somebody_comes_or_goes(app: Flask, client: FlaskClient) -> None:
    script = client.get("/sw.js").text
    known = [listed(script, name) for name in ("COMING", "LEAVING")]
    found = doors(app)
    assert {"/sign-in", "/sign-in/passkey", "/sign-out", "/settings/sessions/7/end"} <= set(found)
    assert [path for path in found if not any(each.match(path) for each in known)] == []
    assert not any(each.match("/settings/sessions/end-others") for each in known)


def test_the_worker_and_the_server_agree_on_how_long_an_address_may_be(client: FlaskClient) -> None:
    assert f"const LONGEST_ADDRESS = {rules.LONGEST_ADDRESS};\n" in client.get("/sw.js").text
