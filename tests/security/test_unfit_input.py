"""What no database keeps, and what is no object, in every field of every address: a refusal, never a fault."""

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

import app as house
from community.kernel.error_words import ELSEWHERE
from community.kernel.policy import Actor
from tests.conftest import MakeMember, SignIn, both_databases
from tests.security.test_matrix import ENDING
from tests.security.town import every_route, people, things

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NAMES: Final = re.compile(r"""request\.(?:args|values|form)(?:\.get\(|\[|\.getlist\()"(\w+)\"""")
UNFIT: Final = ("a\x00b", "9" * 30, "\ud800")
DEEP: Final = "[" * 100_000
ASKED: Final = (
    ("/search", "q"),
    ("/members", "q"),
    ("/tags", "q"),
    ("/questions", "tag"),
    ("/api/v1/search", "q"),
    ("/api/v1/questions", "tag"),
    ("/review", "q"),
    ("/desk", "q"),
)
JSON_DOORS: Final = (
    ("PUT", "/drafts/question/0"),
    ("POST", "/preview"),
    ("POST", "/settings/notifications/devices"),
    ("POST", "/widget/v1/messages"),
    ("PUT", "/desk/cases/{case_id}/draft"),
)


def names() -> list[str]:
    """What pages read from addresses and forms by name."""
    root = Path(house.__file__).parent
    files = (
        file for part in ("community", "moderation", "gamification") for file in (root / part).rglob("*.py")
    )
    found = {name for file in files for name in NAMES.findall(file.read_text(encoding="utf-8"))}
    return sorted(found | {"page", "q", "tag", "sort", "state", "from"})


@pytest.fixture
def given(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, str]:
    return things(alice, bob)


@pytest.fixture
def admin(app: "Huzhu", given: dict[str, str], member: MakeMember, sign_in: SignIn) -> FlaskClient:
    return people(app, member, sign_in)["admin"].browser


@both_databases
@pytest.mark.parametrize("value", UNFIT, ids=["zero", "digits", "half"])
def test_no_field_makes_an_address_fail(
    app: "Huzhu", given: dict[str, str], admin: FlaskClient, value: str
) -> None:
    fields = dict.fromkeys(names(), value.encode("utf-8", "surrogatepass"))
    assert len(fields) > 60
    failed = []
    for method, address, rule, endpoint in every_route(app, given):
        if rule.startswith("/api/") or endpoint in ENDING or endpoint == "health.ready":
            continue
        sent = {"query_string": fields} if method == "GET" else {"data": fields}
        if admin.open(address, method=method, **sent).status_code >= 500:  # type: ignore[arg-type]
            failed.append((method, address))
    assert failed == []


@both_databases
@pytest.mark.parametrize(
    "body", [DEEP, "[1]", '"x"', "1", '{"kind":"\\ud800","body":"\\udfff a"}', "[\xed\xa0\x80"]
)
def test_no_json_makes_a_page_fail(given: dict[str, str], admin: FlaskClient, body: str) -> None:
    for method, door in JSON_DOORS:
        answer = admin.open(
            door.format(**given), method=method, data=body.encode("latin-1"), content_type="application/json"
        )
        assert answer.status_code < 500, door


@both_databases
@pytest.mark.parametrize("letters", ["utf-16", "utf-32"])
def test_json_of_wide_letters_makes_no_page_fail(
    given: dict[str, str], admin: FlaskClient, letters: str
) -> None:
    body = '{"title":"a\\u0000\\ud800","body":"b\\u0000\\udfff","text":"c\\udfff","base":0,"kind":"reply"}'
    for method, door in JSON_DOORS:
        answer = admin.open(
            door.format(**given), method=method, data=body.encode(letters), content_type="application/json"
        )
        assert answer.status_code < 500, door


NAMELESS: Final = "--x\r\nContent-Disposition: form-data\r\n\r\na\r\n"
NAMELESS_FILE: Final = '--x\r\nContent-Disposition: form-data; filename="a.png"\r\n\r\na\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", '{"title": NaN, "body": 1e400, "name": [1], "tags": {}}'),
        ("multipart/form-data; boundary=x", f"{NAMELESS}{NAMELESS_FILE}--x--"),
    ],
    ids=["json", "nameless"],
)
def test_no_body_that_is_no_form_makes_an_address_fail(
    app: "Huzhu", given: dict[str, str], admin: FlaskClient, kind: str, body: str
) -> None:
    failed = []
    for method, address, rule, endpoint in every_route(app, given):
        if method == "GET" or rule.startswith("/api/") or endpoint in ENDING:
            continue
        answer = admin.open(address, method=method, data=body, content_type=kind, buffered=True)
        if answer.status_code >= 500:
            failed.append((method, address))
    assert failed == []


def test_a_number_is_no_form(client: FlaskClient) -> None:
    assert client.post("/sign-in", data="NaN", content_type="application/json").status_code == 422


@both_databases
@pytest.mark.parametrize(
    "attack", ["x' OR '1'='1", 'x" OR "1"="1', "x'); SELECT 1 --", "x%' OR title LIKE '%"]
)
def test_a_quote_ends_no_statement(given: dict[str, str], admin: FlaskClient, attack: str) -> None:
    known = admin.get(f"/api/v1/questions/{given['question_id']}").get_json()
    word = max(known["title"].split(), key=len)
    assert word in admin.get("/search", query_string={"q": word}).text
    for path, name in ASKED:
        page = admin.get(path, query_string={name: attack})
        assert page.status_code < 500, path
        assert word not in page.text, path
    assert admin.get(f"/members/{attack.replace('/', '')}").status_code == 404


@both_databases
def test_an_address_of_several_parts_has_no_zero_character(admin: FlaskClient) -> None:
    assert admin.get("/members/alice/reputation/accepted:1%00/x").status_code == 404


@pytest.mark.parametrize(
    "cookie", [b"greeting=\xc4\xe3\xba\xc3", b"\xff", b"lang=\xff; lang=zh"], ids=["gbk", "byte", "lang"]
)
def test_a_cookie_in_another_encoding_makes_no_page_fail(app: "Huzhu", cookie: bytes) -> None:
    """Another site of the same company may have set it, and browsers send it with every request."""
    browser = app.test_client(use_cookies=False)
    headers = {"Cookie": cookie.decode("latin-1")}
    for path in ("/", "/questions", "/questions", "/sign-in", "/live", "/api/v1/questions"):
        assert browser.get(path, headers=headers).status_code == 200, path


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_form_from_what_is_no_address_is_refused(app: "Huzhu", header: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sent = {"name": "alice", "bio": "Words of somebody"}
    answer = app.test_client().post("/sign-in", data=sent, headers={header: "http://[::1"})
    assert answer.status_code == 400
    assert ELSEWHERE in html.unescape(answer.text), "it is what another site sent"
