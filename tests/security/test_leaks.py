"""A word that stands only in something secret, and every address that is read, by everyone: who meets the word?"""

import email
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from werkzeug.routing import Rule

from community.accounts.models import Member
from community.answers import services as answers
from community.articles import services as articles
from community.articles.rules import Words
from community.comments import services as comments
from community.kernel import clock, jobs, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import Question
from community.routing import asking, letters
from gamification.reputation.models import MemberStanding
from moderation.escalation import noting, working
from moderation.escalation.models import Case
from moderation.sanctions import services as sanctions
from tests.conftest import MakeMember, SignIn
from tests.security.rows import put
from tests.security.town import WORDS, Person, address_of, people

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

READERS: Final = ("nobody", "member", "moderator", "agent", "admin")
CARE: Final = frozenset({"moderator", "agent", "admin"})
STAFF: Final = frozenset({"agent", "admin"})
MODERATORS: Final = frozenset({"moderator", "admin"})
# The word, where it stands, and who may meet it there.
SECRETS: Final[dict[str, frozenset[str]]] = {
    "zanzibarite": CARE,  # title of a hidden question
    "marzipanic": CARE,  # its text
    "zibethtag": CARE,  # a tag that it alone has
    "tamarindic": CARE,  # answer of a public question, held
    "persimmonic": CARE,  # comment, deleted
    "lapislazulic": frozenset(),  # what is covered in an answer: shown to who says why, never by an address alone
    "obsidianic": STAFF,  # letter between the asker and staff
    "malachitic": STAFF,  # note on a case
    "carnelianic": STAFF,  # why the asker wants staff
    "chrysopras": STAFF,  # a response that staff keep
    "tourmalinic": STAFF,  # a macro
    "amethystic": MODERATORS,  # note about somebody's conduct
    "peridotic": MODERATORS,  # a pattern of the lists
    "citrinic": CARE,  # an article that nobody has published
    "spinelic": frozenset({"admin"}),  # a badge that is being made
    "sapphiric": frozenset(),  # somebody's draft
    "turquoisic": frozenset(),  # somebody's address
    "hematitic": frozenset(),  # the name of somebody's key
}
SEARCHES: Final = (
    "/search?q={word}",
    "/search/suggestions?title={word}",
    "/api/v1/search?q={word}",
    "/api/v1/suggest?title={word}",
    "/widget/v1/search?q={word}",
    "/tag-choices?q={word}",
    "/tag-choices?q={beginning}",
    "/tags?q={beginning}",
    "/mentions?q={word}",
    "/questions?tag={word}",
    "/members?q={word}",
)
# Pages that wait for something, or say the same to all.
APART: Final = frozenset({"static", "scripts", "stylesheet", "health.ready", "health.show_metrics"})


@pytest.fixture
def ids(app: "Huzhu", alice: Actor, bob: Actor, carol: Actor, dave: Actor) -> dict[str, list[str]]:
    """Ids of what holds the words, by the name of their place in an address."""
    with unit_of_work():
        hidden = questions.ask(
            "The zanzibarite relay clicks", "The marzipanic lamp turns amber at night.", ["zibethtag"], by=bob
        ).id
        shown = questions.ask(
            "A relay that clicks", "It clicks once a minute all night.", ["relay"], by=alice
        ).id
    with unit_of_work():
        question = db.session.get_one(Question, shown)
        taking_part.follow(question, by=bob)
        held = answers.answer(question, "Unplug the tamarindic cable for ten seconds.", by=bob).id
        kept = answers.answer(question, "Call the shop and ask for it by its name.", by=dave).id
        said = comments.comment(
            db.session.get_one(Post, shown), "The persimmonic one does it too.", by=bob
        ).id
        put("private_vault", post_id=kept, number=1, kind="email", original="lapislazulic")
        asking.ask_for_staff(question, "The carnelianic bill is wrong as well.", by=alice)
        letters.write_to_team(question, "My obsidianic contract number is wrong.", by=alice)
        posts.hide(db.session.get_one(Post, hidden), "spam", by=carol)
        posts.hold(db.session.get_one(Post, held), ("shouting",), by=carol)
        posts.delete(db.session.get_one(Post, said), by=carol, reason="spam")
    case = db.session.query(Case).filter_by(question_id=shown).one().id
    with unit_of_work():
        working.claim(case, by=dave)
        noting.note(case, "A malachitic customer, see the file.", by=dave)
        sanctions.add_note(bob.id, "Again an amethystic matter.", by=carol)
        article_id = _kept_apart(alice, bob, dave)
        numbers = {"question_id": [hidden, shown], "post_id": [hidden, shown, held, kept, said]}
        numbers |= {
            "answer_id": [held],
            "case_id": [case],
            "article_id": [article_id],
            "number": [1],
            "part": [1],
        }
    jobs.run_due()
    found = {name: [str(each) for each in some] for name, some in numbers.items()}
    return {
        **found,
        "name": ["alice", "bob", "relay", "zibethtag"],
        "slug": ["made", "sorry", "close-it", "x"],
    }


def _kept_apart(alice: Actor, bob: Actor, dave: Actor) -> int:
    """What was never a post; the article's number."""
    article = articles.write(
        Words(title="The citrinic reset", problem="It hangs.", steps="Hold it."), "en", by=dave
    )
    drafts.save("question", 0, drafts.Typed(title="My sapphiric draft", body="Not yet."), by=alice)
    db.session.get_one(Member, bob.id).email = "turquoisic@example.com"
    put("canned_responses", slug="sorry", title="Sorry", body="We are chrysopras about it.")
    put("macros", slug="close-it", title="The tourmalinic close")
    put("gate_list_entries", pattern="peridotic", action="hold")
    put(
        "custom_badges",
        slug="made",
        title="The spinelic badge",
        tier="gold",
        family="care",
        glyph="calm-voice",
        metric="answers",
    )
    put("api_tokens", member_id=alice.id, label="hematitic")
    return article.id


def addresses(app: "Huzhu", ids: dict[str, list[str]]) -> Iterator[str]:
    """Every address that is read, with each of the ids in its places; and what finds words, with each of the words."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in APART:
            yield from _filled(rule, ids)
    for search, word in product(SEARCHES, SECRETS):
        yield search.format(word=word, beginning=word[:5])


def _filled(rule: Rule, ids: dict[str, list[str]]) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in product(*(ids.get(name, [WORDS.get(name, "1")]) for name in names)):
        yield address_of(rule, dict(zip(names, values, strict=True)))


def met(person: Person, address: str) -> set[str]:
    """The words that an answer holds although nobody had typed them."""
    if address.startswith("/api/") and person.key:
        client = person.browser.application.test_client()
        answer = client.get(address, headers={"Authorization": f"Bearer {person.key}"})
    else:
        answer = person.browser.get(address)
    assert answer.status_code < 500, address
    told = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
    return {word for word in SECRETS if word in told and word not in address}


@pytest.mark.timeout(600)  # some six thousand pages
def test_who_meets_a_secret_word_at_any_address(
    app: "Huzhu", ids: dict[str, list[str]], member: MakeMember, sign_in: SignIn
) -> None:
    folk = people(app, member, sign_in)
    everywhere = list(addresses(app, ids))
    assert len(everywhere) > 500
    seen: dict[str, set[str]] = {word: set() for word in SECRETS}
    wrong = []
    for kind in READERS:
        for address in everywhere:
            for word in met(folk[kind], address):
                seen[word].add(kind)
                if kind not in SECRETS[word]:
                    wrong.append((kind, word, address))
    assert not wrong, "\n".join(map(str, wrong))
    unseen = {word for word, may in SECRETS.items() if may and not seen[word] & may}
    assert not unseen, f"nobody meets {unseen}, so nothing is shown by this"


def test_pages_that_were_kept_forget_at_once_what_is_taken_out_of_sight(
    app: "Huzhu", alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        number = questions.ask(
            "The zanzibarite relay", "It clicks once a minute.", ["zibethtag"], by=alice
        ).id
    jobs.run_due()
    warm = list(addresses(app, {"question_id": [str(number)], "post_id": [str(number)], "name": ["alice"]}))
    visitor = Person(None, app.test_client(), "")
    for _ in range(2):  # the second time from what is kept
        before = {address for address in warm if "zanzibarite" in met(visitor, address)}
    assert len(before) > 8
    with unit_of_work():
        posts.hide(db.session.get_one(Post, number), "spam", by=carol)
    assert [address for address in sorted(before) if "zanzibarite" in met(visitor, address)] == []


def test_no_letter_carries_a_secret_word_to_whom_it_is_not_for(
    app: "Huzhu", ids: dict[str, list[str]], tmp_path: Path
) -> None:
    worker.tick(clock.now() + timedelta(days=8))  # digests too
    jobs.run_due()
    wrong, count = [], 0
    for file in (tmp_path / "mail").glob("*.eml"):
        letter = email.message_from_bytes(file.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        assert body is not None
        told = f"{letter['Subject']} {body.get_content()}"
        count += 1
        staff = any(f"{name}@" in str(letter["To"]) for name in ("carol", "dave"))
        wrong += [(letter["To"], word) for word in SECRETS if word in told and not staff]
    assert count
    assert wrong == []


def test_a_tag_of_unseen_questions_alone_is_there_for_those_who_see_them(
    app: "Huzhu", ids: dict[str, list[str]], member: MakeMember, sign_in: SignIn
) -> None:
    folk = people(app, member, sign_in)
    for address in ("/tags/zibethtag", "/feeds/tags/zibethtag.atom"):
        assert folk["nobody"].browser.get(address).status_code == 404
        assert folk["member"].browser.get(address).status_code == 404
    assert folk["member"].browser.post("/tags/zibethtag/follow").status_code == 404
    with unit_of_work():
        db.session.merge(MemberStanding(member_id=folk["member"].actor.id, level=3))
    for deed in (folk["member"].browser.get, folk["member"].browser.post):
        assert deed("/tags/zibethtag/edit").status_code == 404
        assert deed("/tags/relay/edit").status_code in {200, 303}
    assert folk["moderator"].browser.get("/tags/zibethtag").status_code == 200
    assert folk["nobody"].browser.get("/tags/relay").status_code == 200


def test_a_text_is_compared_with_no_post_that_its_writer_may_not_see(
    app: "Huzhu", ids: dict[str, list[str]], member: MakeMember, sign_in: SignIn
) -> None:
    folk = people(app, member, sign_in)
    hidden, shown, *_ = ids["post_id"]
    for post_id, status in ((hidden, 404), (shown, 200)):
        sent = {"kind": "answer", "body": "Unplug the cable for ten seconds.", "post_id": post_id}
        assert folk["member"].browser.post("/check", data=sent).status_code == status
    assert folk["moderator"].browser.post("/check", data={**sent, "post_id": hidden}).status_code == 200
