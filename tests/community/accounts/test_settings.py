"""Settings: the profile, reading, keys and pictures of a member."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.accounts import avatars, queries, services
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.errors import Unavailable
from community.kernel.storage import UNREACHABLE, FolderStorage
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson


@pytest.fixture
def mei(person: MakePerson, enter: Enter) -> FlaskClient:
    """A browser in which Mei is signed in."""
    person("mei")
    return enter("mei")


def test_every_section_needs_an_account(client: FlaskClient) -> None:
    for section in ("", "/account", "/reading", "/tokens", "/close", "/avatar"):
        answer = client.get(f"/settings{section}")
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in?next=")
    for deed in ("/email", "/password", "/tokens", "/close", "/avatar/use", "/avatar/remove"):
        assert client.post(f"/settings{deed}").status_code == 401


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_section_is_there_in_both_languages(mei: FlaskClient, lang: str) -> None:
    for section in ("", "/account", "/reading", "/tokens", "/close", "/avatar"):
        assert mei.get(f"/settings{section}?lang={lang}").status_code == 200
    for page in ("/sign-up", "/sign-up/sent", "/reset", "/reset/sent"):
        assert mei.get(f"{page}?lang={lang}").status_code == 200


def test_a_profile_is_saved_and_its_markdown_made_safe(mei: FlaskClient) -> None:
    form = {
        "display_name": "Mei  Lin",
        "bio": "**Routers** <script>alert(1)</script>",
        "location": "Cork",
        "website": "mei.example",
    }
    assert mei.post("/settings", data=form).status_code == 302
    member = queries.get_or_404("mei")
    assert (member.display_name, member.location, member.website) == (
        "Mei Lin",
        "Cork",
        "https://mei.example",
    )
    assert "<strong>Routers</strong>" in member.bio_html
    assert "<script" not in member.bio_html
    assert "**Routers**" in mei.get("/settings").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "Support"),
        ("display_name", "L1n"),
        ("website", "javascript:alert(1)"),
        ("bio", "x" * 2001),
        ("location", "x" * 101),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_kept(
    mei: FlaskClient, person: MakePerson, field: str, value: str
) -> None:
    person("lin")
    answer = mei.post("/settings", data={"display_name": "Mei", "bio": "kept words", field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert value in answer.text
    assert queries.get_or_404("mei").display_name == "mei"


def test_language_time_zone_and_the_game_are_remembered(mei: FlaskClient) -> None:
    form = {"lang": "zh-Hans", "timezone": "Asia/Shanghai", "hides_game": "y"}
    assert mei.post("/settings/reading", data=form).status_code == 302
    member = queries.get_or_404("mei")
    assert (member.lang, member.timezone, member.hides_game) == ("zh-Hans", "Asia/Shanghai", True)
    assert '<html lang="zh-Hans">' in mei.get("/settings/reading").text
    assert mei.post("/settings/reading", data={**form, "timezone": "Mars/Base"}).status_code == 422
    assert mei.post("/settings/reading", data={**form, "lang": "tlh"}).status_code == 422


def test_who_reads_as_the_browser_asks_is_written_to_so(mei: FlaskClient, mailbox: Mailbox) -> None:
    zone = {"timezone": "UTC"}
    mei.post("/settings/reading", data={"lang": "en", **zone})
    browser = {"Accept-Language": "zh-CN,zh;q=0.9"}
    mei.post("/settings/reading", data={"lang": "auto", **zone}, headers=browser)
    mei.post("/reset", data={"email": "mei@example.com"})
    assert mailbox.last()["Subject"] == "设置Huzhu的新密码"
    mei.post("/settings/reading", data={"lang": "en", **zone})
    mei.post("/reset", data={"email": "mei@example.com"})
    assert mailbox.last()["Subject"] == "A new password for Huzhu"


def test_who_never_chose_a_language_is_written_to_in_what_they_read(
    app: Flask, person: MakePerson, mailbox: Mailbox
) -> None:
    person("lin")  # as made on the command line
    browser = app.test_client()
    given = {"name": "lin", "password": PASSWORD}
    browser.post("/sign-in", data=given, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    browser.post("/reset", data={"email": "lin@example.com"})
    assert mailbox.last()["Subject"] == "设置Huzhu的新密码"


def test_the_accounts_language_counts_from_signing_in_and_a_switch_on_a_page_lasts(
    client: FlaskClient, person: MakePerson, enter: Enter
) -> None:
    person("lin", lang="zh-Hans")
    assert '<html lang="en">' in client.get("/reset?lang=en").text
    lin = enter("lin")
    assert '<html lang="zh-Hans">' in lin.get("/settings").text
    lin.get("/settings?lang=en")
    assert '<html lang="en">' in lin.get("/settings/tokens").text


def test_a_token_is_shown_once(mei: FlaskClient) -> None:
    page = mei.post("/settings/tokens", data={"label": "backup script", "scopes": ["read", "write"]}).text
    key = re.search(r"hz_[\w-]{43}", page)
    assert key is not None
    again = mei.get("/settings/tokens").text
    assert "backup script" in again
    assert key.group() not in again
    kept = queries.tokens_of(queries.get_or_404("mei").id)[0]
    assert kept.scopes == ["read", "write"]
    assert key.group() not in repr(vars(kept))
    assert mei.post("/settings/tokens", data={"scopes": ["everything"]}).status_code == 422


def test_who_has_no_password_sets_one_without_being_asked_for_it(mei: FlaskClient) -> None:
    with unit_of_work():
        queries.get_or_404("mei").password_hash = None
    page = mei.get("/settings/account").text
    assert 'name="current"' not in page
    assert mei.post("/settings/password", data={"password": "seven quiet badgers"}).status_code == 302
    assert queries.get_or_404("mei").password_hash is not None


# pictures ------------------------------------------------------------------------------------------


def picture(width: int = 300, height: int = 100, kind: str = "PNG") -> io.BytesIO:
    """Red on the left, green in the middle, blue on the right."""
    image = Image.new("RGB", (width, height), "green")
    image.paste("red", (0, 0, width // 3, height))
    image.paste("blue", (2 * width // 3, 0, width, height))
    out = io.BytesIO()
    image.save(out, kind)
    out.seek(0)
    return out


def send(client: FlaskClient, content: io.BytesIO) -> int:
    answer = client.post("/settings/avatar", data={"image": (content, "../../me.png")})
    return answer.status_code


def stored(tmp_path: Path) -> list[str]:
    jobs.run_due()
    return sorted(path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file())


@pytest.mark.parametrize(("crop", "strongest"), [("start", 0), ("middle", 1), ("end", 2)])
def test_a_picture_is_previewed_cropped_and_used(
    mei: FlaskClient, tmp_path: Path, crop: str, strongest: int
) -> None:
    assert send(mei, picture()) == 302
    assert queries.get_or_404("mei").avatar_key is None, "nothing is shown before the crop is chosen"
    page = mei.get("/settings/avatar").text
    assert page.count('name="crop"') == 4

    preview = mei.get(f"/settings/avatar/preview/{crop}")
    pixel = Image.open(io.BytesIO(preview.data)).convert("RGB").getpixel((128, 128))
    assert max(range(3), key=lambda channel: pixel[channel]) == strongest

    for _pressed_twice in range(2):
        assert mei.post("/settings/avatar/use", data={"crop": crop}).location == "/settings"
    member = queries.get_or_404("mei")
    assert avatars.url_of(member).startswith("/uploads/")
    assert [name for name in stored(tmp_path) if member.avatar_key not in name] == [], "the draft is gone"
    assert len(stored(tmp_path)) == 3


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 99]
)
def test_what_is_no_picture_is_refused(mei: FlaskClient, tmp_path: Path, content: bytes) -> None:
    assert send(mei, io.BytesIO(content)) == 422
    assert stored(tmp_path) == []


def test_a_picture_is_taken_away_but_not_from_others_who_have_the_same(
    app: Flask, mei: FlaskClient, person: MakePerson, tmp_path: Path
) -> None:
    person("lin")
    lin = app.test_client()
    lin.post("/sign-in", data={"name": "lin", "password": PASSWORD})
    for browser in (mei, lin):
        send(browser, picture())
        browser.post("/settings/avatar/use", data={"crop": "middle"})
    mei.post("/settings/avatar/remove")
    assert queries.get_or_404("mei").avatar_key is None
    assert len(stored(tmp_path)) == 3
    lin.post("/settings/avatar/remove")
    assert stored(tmp_path) == []


def test_a_bucket_that_is_away_keeps_nobody_from_taking_a_picture_away(
    mei: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files go when it is back."""
    send(mei, picture())
    mei.post("/settings/avatar/use", data={"crop": "middle"})
    assert len(stored(tmp_path)) == 3

    def away(*_given: object) -> None:
        raise Unavailable(UNREACHABLE)

    with monkeypatch.context() as patched:
        patched.setattr(FolderStorage, "delete", away)
        assert mei.post("/settings/avatar/remove").status_code == 302
        jobs.run_due()
    assert len(stored(tmp_path)) == 3
    jobs.run_due(clock.now() + jobs.LONGEST_BACK_OFF)
    assert stored(tmp_path) == []


def test_crops_of_no_picture_and_unknown_crops_are_refused(mei: FlaskClient) -> None:
    assert mei.get("/settings/avatar/preview/middle").status_code == 404
    assert mei.post("/settings/avatar/use", data={"crop": "middle"}).status_code == 404
    send(mei, picture())
    assert mei.get("/settings/avatar/preview/upside-down").status_code == 422


def test_a_suspended_member_is_told_until_when(mei: FlaskClient) -> None:
    with unit_of_work():
        services.set_suspended(queries.get_or_404("mei"), suspended=True)
    db.session.expire_all()
    assert "Your account is suspended" in mei.get("/settings").text
