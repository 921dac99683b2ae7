"""What is there and not for somebody answers them exactly as what is not there: status, headers and words."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule

from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from community.questions import services as questions
from community.routing import asking
from moderation.escalation.models import Case
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.security.rows import put
from tests.security.town import TYPED, WORDS, address_of, key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOTHING: Final = 987_654  # the number of no row
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OF_EACH_ANSWER: Final = frozenset({"Date", "Content-Length", "Content-Security-Policy", "X-Request-ID"})


@pytest.fixture
def unseen(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, int]:
    """Numbers of things that no other member sees: a hidden thread, what staff have, drafts, somebody's own."""
    with unit_of_work():
        asked = questions.ask(
            "My relay clicks all night", "It clicks once a minute, since Tuesday.", ["relay"], by=alice
        )
        given = answers.answer(asked, "Turn the dial to the left until it clicks once.", by=bob)
        number, answer = asked.id, given.id
        comments.comment(given, "The same happened to me with the newest one.", by=alice)
        asking.ask_for_staff(asked, "I need somebody here.", by=alice)
    found = {"question_id": number, "post_id": number, "answer_id": answer}
    found["case_id"] = db.session.query(Case).one().id
    with unit_of_work():
        posts.hide(db.session.get_one(Post, number), "off-topic", by=replace(bob, role=Role.MODERATOR))
    with unit_of_work():
        found |= _rows(alice.id, bob.id, found)
        found["item_id"] = db.session.scalar(text("select max(id) from review_items"))
    return found


def _rows(alice: int, bob: int, of: dict[str, int]) -> dict[str, int]:
    soon = clock.now() + timedelta(days=1)
    number, case = of["question_id"], of["case_id"]
    tag = put("tags", name="dial")
    hers: dict[str, Any] = {"member_id": alice}
    rows: dict[str, tuple[str, dict[str, Any]]] = {
        "flag_id": ("flags", {"flagger_id": alice, "post_id": of["answer_id"], "reason": "spam"}),
        "sanction_id": ("sanctions", hers | {"kind": "warn", "reason": "spam"}),
        "draft_id": ("drafts", hers | {"kind": "question"}),
        "notification_id": ("notifications", hers | {"kind": "answer", "question_id": number}),
        "mute_id": ("notification_mutes", hers | {"question_id": number}),
        "device_id": ("push_devices", hers),
        "passkey_id": ("passkeys", hers),
        "identity_id": ("oidc_identities", hers),
        "sign_in_id": ("sign_ins", hers | {"expires_at": soon}),
        "token_id": ("api_tokens", hers),
        "licence_id": ("rep_licences", hers | {"tag_id": tag, "lang": "en", "state": "applied"}),
        "invite_id": ("invites", {"by_id": alice, "lang": "en", "expires_at": soon}),
        "suggestion_id": ("edit_suggestions", {"author_id": bob, "post_id": number, "base_number": 1}),
        "survey_id": ("surveys", hers | {"case_id": case, "question_id": number, "expires_at": soon}),
        "note_id": ("case_notes", {"case_id": case, "author_id": bob}),
        "webhook_id": ("webhooks", {"topics": [], "state": "on", "url": "https://hooks.example/"}),
        "response_id": ("canned_responses", {}),
        "article_id": ("articles", {"state": "draft", "lang": "en", "author_id": bob, "slug": "dial"}),
        "number": ("announcements", {"starts_at": soon, "ends_at": soon + timedelta(days=1)}),
    }
    made = {name: put(table, **given) for name, (table, given) in rows.items()}
    return made | {"appeal_id": put("appeals", **hers, sanction_id=made["sanction_id"], state="open")}


def answered(browser: FlaskClient, key: str, method: str, address: str, numbers: set[int]) -> tuple[Any, ...]:
    """Status, headers and words of an answer, without the numbers that were asked for and what each answer has anew."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if address.startswith("/api/"):
        browser = browser.application.test_client()
        sent: dict[str, Any] = {"headers": headers, "json": {**TYPED, "tags": ["relay"], "stars": 5}}
    else:
        sent = {"data": TYPED}
    found = browser.open(address, method=method, **(sent if method not in READING else {"headers": headers}))
    kept = {
        name: alike(value, numbers)
        for name, value in found.headers.items()
        if name not in OF_EACH_ANSWER and not value.startswith("session=")
    }
    return found.status_code, kept, alike(found.data.decode("utf-8", "replace"), numbers)


def alike(words: str, numbers: set[int]) -> str:
    words = re.sub(r'nonce="[^"]*"|value="[\w.-]{60,}"|[0-9a-f]{16,}', "", words)
    return re.sub(rf"(?:(?<=%2F)|(?<!\d))(?:{'|'.join(map(str, numbers))})(?!\d)", "N", words)


def places_of(rule: Rule) -> list[str]:
    return [name for name in rule.arguments if f"<int:{name}>" in rule.rule]


@both_databases
@pytest.mark.parametrize("role", [None, Role.MEMBER])
def test_nobody_learns_by_a_refusal_that_something_is_there(
    app: "Huzhu", member: MakeMember, sign_in: SignIn, unseen: dict[str, int], role: Role | None
) -> None:
    browser, key = app.test_client(), ""
    if role is not None:
        mallory = actor_of(member("mallory", role=role))
        browser, key = sign_in(browser, mallory), key_of(mallory.id)
    told = []
    for rule in app.url_map.iter_rules():
        places = places_of(rule)
        there = {name: unseen.get(name, NOTHING) for name in places}
        numbers = {*there.values(), NOTHING}
        if not places or numbers == {NOTHING}:
            continue
        for method in sorted(rule.methods or ()):
            one, other = (
                answered(browser, key, method, address_of(rule, WORDS | each), numbers)
                for each in (
                    {name: str(number) for name, number in there.items()},
                    dict.fromkeys(places, str(NOTHING)),
                )
            )
            if one != other:
                told.append(f"{method} {rule.rule}: {one[0]} {other[0]}")
    assert told == []


@both_databases
def test_a_moderator_brings_nothing_back_beneath_what_they_do_not_see(
    app: "Huzhu", member: MakeMember, sign_in: SignIn, unseen: dict[str, int]
) -> None:
    carol = actor_of(member("caro", role=Role.MODERATOR))
    with unit_of_work():
        db.session.get_one(Post, unseen["answer_id"]).status = PostStatus.HIDDEN
        db.session.get_one(Post, unseen["post_id"]).status = PostStatus.PRIVATE
    browser = sign_in(app.test_client(), carol)
    assert browser.post(f"/posts/{unseen['answer_id']}/restore").status_code == 404
    db.session.expire_all()
    assert db.session.get_one(Post, unseen["answer_id"]).status == PostStatus.HIDDEN
