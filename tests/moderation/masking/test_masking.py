"""Private data goes into the vault and nowhere else; who gets it back, and who is told."""

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from community.accounts import services as accounts
from community.accounts.closing import close_account
from community.accounts.models import Member
from community.answers import services as answering
from community.kernel import clock, masks
from community.kernel.checks import run_all
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed, TooMany
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.posts import editing, vault
from community.posts import services as writing
from community.posts.models import Post
from community.posts.queries import post_or_404, revisions_of
from community.questions import services as asking
from moderation.masking import queries, services
from moderation.masking.upkeep import forget_what_is_over
from tests.conftest import SignIn, both_databases

PHONE = "13812345670"
ORDER = "HZ-20931177"
BODY = f"The second node restarts every hour since the update. Please call me at {PHONE} in the evening."


def ask(by: Actor, body: str = BODY, title: str = "The second node restarts every hour") -> Post:
    with unit_of_work():
        return asking.ask(title, body, ["mesh"], by=by)


def everything(but: str = "private_vault") -> str:
    """All rows of all tables except the vault, as one text."""
    parts = []
    for table in db.metadata.sorted_tables:
        if table.name != but:
            parts += [json.dumps([str(cell) for cell in row]) for row in db.session.execute(table.select())]
    return "\n".join(parts)


@both_databases
def test_a_number_is_kept_in_the_vault_and_nowhere_else(alice: Actor) -> None:
    post = ask(alice, title=f"Call {PHONE}, the node restarts every hour")
    assert PHONE not in everything()
    assert [each.original for each in vault.entries(post.id)] == [PHONE]
    assert "▒phone-1▒" in post.body_markdown
    assert "▒phone-1▒" in post.title
    assert "phone number, hidden" in post.body_html
    assert post.status == "published"


def test_the_author_edits_the_original_and_others_what_is_shown(alice: Actor, carol: Actor) -> None:
    post = ask(alice)
    own = vault.originals_of(post)
    assert own.body == BODY
    with unit_of_work():
        editing.edit(post_or_404(post.id), editing.Words(body=f"{own.body} Or {PHONE}!"), by=alice)
    assert PHONE not in everything()
    with unit_of_work():
        now = post_or_404(post.id)
        editing.edit(now, editing.Words(body=now.body_markdown + " More words."), by=carol)
    assert PHONE not in everything()
    assert vault.originals_of(post_or_404(post.id)).body == f"{BODY} Or {PHONE}! More words."


def test_saving_the_original_unchanged_changes_nothing(alice: Actor) -> None:
    post = ask(alice)
    with unit_of_work():
        assert editing.edit(post_or_404(post.id), editing.Words(body=BODY), by=alice) is None
    assert len(revisions_of(post.id)) == 1


def test_an_earlier_state_comes_back_covered(alice: Actor) -> None:
    post = ask(alice)
    with unit_of_work():
        editing.edit(
            post_or_404(post.id), editing.Words(body="Nothing to see here, the node is fine now."), by=alice
        )
    with unit_of_work():
        editing.roll_back(post_or_404(post.id), 1, by=alice)
    assert PHONE not in everything()
    assert vault.originals_of(post_or_404(post.id)).body == BODY


def test_a_suggestion_and_its_comment_show_nothing_private(alice: Actor, bob: Actor) -> None:
    post = ask(alice, "The second node restarts every hour since the update, and I tried another outlet.")
    with unit_of_work():
        now = post_or_404(post.id)
        words = editing.Words(body=f"{now.body_markdown} Call {PHONE}.", comment=f"his number is {PHONE}")
        suggestion = editing.suggest(now, words, by=bob)
    assert PHONE not in everything()
    with unit_of_work():
        editing.decide(suggestion, approve=True, by=alice)
    assert PHONE not in everything()
    assert PHONE in vault.originals_of(post_or_404(post.id)).body


def test_an_older_post_is_covered_in_its_history_too(alice: Actor, carol: Actor) -> None:
    post = ask(alice, "The second node restarts every hour since the update, and I tried another outlet.")
    with unit_of_work():
        for table in ("posts", "revisions"):
            db.session.execute(text(f"UPDATE {table} SET body_markdown = :body"), {"body": BODY})  # noqa: S608
    with unit_of_work():
        assert services.mask_found(post_or_404(post.id), by=carol) == 1
        assert services.mask_found(post_or_404(post.id), by=carol) == 0
    assert PHONE not in everything()


def test_a_moderator_covers_chosen_words_and_takes_the_cover_off(alice: Actor, carol: Actor) -> None:
    post = ask(alice, "My neighbour Zhang Wei at number 12 says that the second node restarts every hour.")
    before = post.body_markdown
    with unit_of_work():
        assert services.mask_words(post_or_404(post.id), ["Zhang Wei", "number 12"], by=carol) == 2
    assert "Zhang" not in everything()
    with unit_of_work(), pytest.raises(Invalid):
        services.mask_words(post_or_404(post.id), ["not in it"], by=carol)
    with unit_of_work(), pytest.raises(NotAllowed):
        services.unmask(post_or_404(post.id), by=alice)
    with unit_of_work():
        assert services.unmask(post_or_404(post.id), by=carol) == 2
    assert post_or_404(post.id).body_markdown == before
    with unit_of_work():
        assert services.mask_found(post_or_404(post.id), by=carol) == 0


def test_looking_is_logged_without_the_value(alice: Actor, bob: Actor, dave: Actor) -> None:
    post = ask(alice)
    with unit_of_work(), pytest.raises(NotAllowed):
        services.reveal(post_or_404(post.id), "curious", by=bob)
    with unit_of_work(), pytest.raises(Invalid):
        services.reveal(post_or_404(post.id), " ", by=dave)
    with unit_of_work():
        seen = services.reveal(post_or_404(post.id), "She asked to be called back", by=dave)
    assert [each.original for each in seen] == [PHONE]
    assert PHONE not in everything()
    assert "She asked to be called back" in everything()


def test_an_answer_that_quotes_a_number_is_covered_by_itself(alice: Actor, bob: Actor) -> None:
    question = ask(alice, "The second node restarts every hour since the update, and I tried another outlet.")
    with unit_of_work():
        answering.answer(question, f"Hold the button for ten seconds, or ring our shop: {PHONE}.", by=bob)
    assert PHONE not in everything()


class TestPages:
    def test_the_author_is_told_and_sees_the_original_in_the_form(
        self, client: FlaskClient, alice: Actor, sign_in: SignIn
    ) -> None:
        sign_in(client, alice)
        sent = client.post(
            "/ask",
            data={"title": "The node restarts every hour", "body": BODY, "tags": "mesh"},
            follow_redirects=True,
        )
        assert "We covered private data (a phone number)" in sent.text
        assert PHONE in sent.text  # one reads what one wrote oneself
        post = db.session.query(Post).one()
        assert PHONE in client.get(f"/questions/{post.id}/edit").text
        assert PHONE in client.get(f"/posts/{post.id}/covered").text
        assert PHONE not in client.get(f"/posts/{post.id}/history").text
        assert PHONE not in client.post("/preview", data={"body": BODY}).text

    def test_others_find_no_way_to_it(
        self, client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
    ) -> None:
        post = ask(alice, title=f"Call {PHONE}, the node restarts every hour")
        sign_in(client, bob)
        for address in (
            f"/questions/{post.id}/{post.slug}",
            f"/questions/{post.id}/edit",
            f"/posts/{post.id}/history",
            "/",
            "/questions",
            "/feeds/questions.atom",
            "/members/alice",
            f"/api/v1/questions/{post.id}",
        ):
            assert PHONE not in client.get(address, follow_redirects=True).text, address
        assert client.get(f"/posts/{post.id}/covered").status_code == 404
        assert client.post(f"/posts/{post.id}/covered/reveal", data={"reason": "curious"}).status_code == 403

    def test_staff_look_with_a_reason_once(
        self, client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn
    ) -> None:
        post = ask(alice)
        sign_in(client, dave)
        page = f"/posts/{post.id}/covered"
        assert PHONE not in client.get(page).text
        assert client.post(f"{page}/reveal", data={"reason": ""}).status_code == 422
        shown = client.post(f"{page}/reveal", data={"reason": "She asked to be called"})
        assert PHONE in shown.text
        assert shown.headers["Cache-Control"] == "no-store"
        assert PHONE not in client.get(page).text
        assert "She asked to be called" in client.get(page).text

    def test_the_author_asks_and_a_moderator_decides(
        self, client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn
    ) -> None:
        post = ask(alice)
        page = f"/posts/{post.id}/covered"
        sign_in(client, alice)
        assert client.post(f"{page}/own", data={"deed": "ask"}).status_code == 422
        client.post(f"{page}/own", data={"deed": "ask", "number": "1"})
        assert PHONE not in post_or_404(post.id).body_markdown
        sign_in(client, carol)
        client.post(f"{page}/decision", data={"decision": "show", "number": "1"})
        db.session.expire_all()
        assert PHONE in post_or_404(post.id).body_markdown
        assert run_all(db.session)["private-parts-are-covered"] == []

    def test_a_suspended_author_uncovers_nothing_and_may_delete_it(
        self, client: FlaskClient, alice: Actor, sign_in: SignIn
    ) -> None:
        post = ask(
            alice, f"The second node restarts every hour. My order number is {ORDER}, call me at {PHONE}."
        )
        sign_in(client, alice)
        with unit_of_work():
            accounts.set_suspended(db.session.get_one(Member, alice.id), suspended=True)
        page, both = f"/posts/{post.id}/covered/own", ["1", "2"]
        assert client.post(page, data={"deed": "ask", "number": both}).status_code == 403
        assert ORDER not in everything()
        assert [each.asked_at for each in queries.covered_in(post.id)] == [None, None]
        assert client.post(page, data={"deed": "forget", "number": both}).status_code == 303

    def test_the_author_deletes_it_for_good(self, client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
        post = ask(alice)
        sign_in(client, alice)
        client.post(f"/posts/{post.id}/covered/own", data={"deed": "forget", "number": "1"})
        assert PHONE not in everything(but="")
        assert "▒phone-1▒" in post_or_404(post.id).body_markdown


def test_originals_go_when_the_matter_is_over_and_when_the_author_leaves(
    alice: Actor, bob: Actor, app: Huzhu
) -> None:
    first, second = ask(alice), ask(bob)
    with unit_of_work():
        writing.delete(post_or_404(first.id), by=alice)
    forget_what_is_over(clock.now() + timedelta(days=10))
    assert vault.entries(first.id)
    forget_what_is_over(clock.now() + timedelta(days=91))
    assert not vault.entries(first.id)
    with unit_of_work():
        close_account(db.session.get_one(Member, bob.id), sure=True)
    assert not vault.entries(second.id)
    assert PHONE not in everything(but="")


def test_a_bare_original_is_noticed(alice: Actor) -> None:
    post = ask(alice)
    assert run_all(db.session)["private-parts-are-covered"] == []
    with unit_of_work():
        post_or_404(post.id).body_html = BODY
    assert run_all(db.session)["private-parts-are-covered"] != []


def test_a_hurried_look_at_everything_is_slowed(alice: Actor, dave: Actor, app: Huzhu) -> None:
    app.extensions["huzhu_thresholds"]["reveals_an_hour"] = 1
    post = ask(alice)
    with unit_of_work():
        services.reveal(post_or_404(post.id), "one", by=dave)
    with unit_of_work(), pytest.raises(TooMany):
        services.reveal(post_or_404(post.id), "two", by=dave)


def test_a_typed_token_hides_nothing_and_shows_as_plain_words(alice: Actor) -> None:
    with unit_of_work():
        post_id = asking.ask(
            "What does the phone in the log mean?",
            "The log says ▒phone-1▒ and ▒email-2▒, what is that?",
            ["router"],
            by=alice,
        ).id
    post = post_or_404(post_id)
    assert (masks.BAR in post.body_markdown, "phone-1" in post.body_markdown) == (False, True)
