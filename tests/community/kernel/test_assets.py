"""The style sheets arrive as one, and their address changes with them."""

import re
from pathlib import Path

from flask import Flask

from community.kernel import assets
from community.kernel.web import Huzhu


def site(folder: Path) -> Flask:
    """A bare application over a static folder with two style sheets and a script."""
    (folder / "css" / "ui").mkdir(parents=True)
    (folder / "js").mkdir()
    (folder / "css" / "site.css").write_text(
        '@layer a, b;\n@import url("one.css");\n@import url("ui/two.css");\n'
    )
    (folder / "css" / "one.css").write_text("/* why */\n@layer a {\n  p {\n    margin: 0;\n  }\n}\n")
    (folder / "css" / "ui" / "two.css").write_text("@layer b {\n  a {\n    color: inherit;\n  }\n}\n")
    (folder / "js" / "app.js").write_text("mount();\n")
    app = Flask(__name__, static_folder=folder)
    assets.init_app(app)
    return app


def test_the_sheets_are_joined_in_their_order_without_comments(tmp_path: Path) -> None:
    text = site(tmp_path).test_client().get("/site.css").text
    assert text.startswith("@layer a, b;\n@layer a {\np {")
    assert text.index("margin: 0") < text.index("color: inherit")
    assert "@import" not in text
    assert "why" not in text


def test_a_versioned_address_may_be_kept_and_a_bare_one_is_asked_again(tmp_path: Path) -> None:
    client = site(tmp_path).test_client()
    with client.application.test_request_context():
        given = client.application.jinja_env.globals
        addresses = given["stylesheet_url"](), given["script_url"]()  # type: ignore[operator]
    for each in addresses:
        assert "immutable" in client.get(each, buffered=True).headers["Cache-Control"]
    bare = client.get("/site.css")
    assert bare.headers["Cache-Control"] == "no-cache"
    again = client.get("/site.css", headers={"If-None-Match": bare.headers["ETag"]})
    assert again.status_code == 304


def test_the_addresses_change_with_what_they_hold(tmp_path: Path) -> None:
    before, after = site(tmp_path / "a"), site(tmp_path / "b")
    (tmp_path / "b" / "css" / "one.css").write_text("@layer a {}\n")
    (tmp_path / "b" / "js" / "more.js").write_text("more();\n")
    addresses = []
    for app in (before, after):
        with app.test_request_context():
            given = app.jinja_env.globals
            addresses.append((given["stylesheet_url"](), given["script_url"]()))  # type: ignore[operator]
    assert addresses[0][0] != addresses[1][0]
    assert addresses[0][1] != addresses[1][1]


def test_a_version_of_another_release_is_not_kept_for_ever(app: Huzhu) -> None:
    client, given = app.test_client(), app.jinja_env.globals
    with app.test_request_context():
        ours = [given["stylesheet_url"](), given["script_url"](), given["static_url"]("img/favicon.svg")]  # type: ignore[operator]
    for each in ours:
        assert "immutable" in client.get(each, buffered=True).headers["Cache-Control"]
        theirs = re.sub("[0-9a-f]{12}", "0123456789ab", each)
        assert theirs != each
        answer = client.get(theirs, buffered=True)
        assert answer.status_code == 200, "the page of a newer release that asks here is not left bare"
        assert answer.headers["Cache-Control"] == "no-cache"
