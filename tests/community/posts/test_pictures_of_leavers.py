"""Who leaves takes the pictures along that stand nowhere; what stands somewhere stays as its words do."""

import io
import threading
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, select
from werkzeug.datastructures import FileStorage

from community.accounts.closing import close_account
from community.accounts.models import Member
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.storage import open_storage
from community.kernel.unit_of_work import unit_of_work
from community.posts import pictures_of_leavers, uploads
from community.posts.models import Upload
from community.questions import services as questions
from tests.conftest import both_databases
from tests.security.rows import put

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


def sent(by: Actor, colour: str) -> str:
    """The address of a new picture."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    content.seek(0)
    return uploads.take(FileStorage(content, "a.png"), by=by)


def asked(by: Actor, address: str) -> None:
    with unit_of_work():
        questions.ask(
            "What does this lamp of the router mean",
            f"It shines in this colour since Monday, see here: ![lamp]({address})",
            ["router"],
            by=by,
        )


def left(by: Actor) -> None:
    with unit_of_work():
        close_account(db.session.get_one(Member, by.id), sure=True)
    jobs.run_due()


def names(app: "Huzhu") -> set[str]:
    kept = set(open_storage(app.extensions["huzhu_settings"].storage_url).names())
    assert set(db.session.scalars(select(Upload.key))) == kept
    return kept


@both_databases
def test_what_stands_nowhere_goes_and_the_rest_stays(app: "Huzhu", alice: Actor) -> None:
    shown, drafted = sent(alice, "red"), sent(alice, "blue")
    asked(alice, shown)
    put("drafts", member_id=alice.id, kind="question", body=f"![]({drafted})")
    db.session.commit()
    left(alice)
    assert names(app) == {shown.rpartition("/")[2]}


@both_databases
@pytest.mark.parametrize("where", ["letters", "canned_responses", "articles", "drafts"])
def test_pictures_in_whatever_others_keep_stay(app: "Huzhu", alice: Actor, bob: Actor, where: str) -> None:
    address = sent(alice, "green")
    words: dict[str, dict[str, object]] = {
        "letters": {"body_markdown": f"![]({address})"},
        "canned_responses": {"body": f"![]({address})"},
        "articles": {"htmls": {"steps": f'<img src="{address}">'}},
        "drafts": {"member_id": bob.id, "kind": "question", "body": f"![]({address})"},
    }
    asked(bob, "/uploads/none.png")
    put(where, **words[where])
    db.session.commit()
    left(alice)
    assert names(app) == {address.rpartition("/")[2]}


def test_a_picture_that_another_member_sent_too_stays_for_them(
    app: "Huzhu", alice: Actor, bob: Actor
) -> None:
    address = sent(alice, "green")
    assert sent(bob, "green") == address
    asked(bob, address)
    left(alice)
    assert names(app) == {address.rpartition("/")[2]}


def test_a_picture_that_two_had_in_drafts_stays_until_both_have_left(
    app: "Huzhu", alice: Actor, bob: Actor
) -> None:
    for who in (alice, bob):
        sent(who, "green")
    left(alice)
    assert len(names(app)) == 1
    left(bob)
    assert names(app) == set()


def test_a_file_that_is_gone_already_is_no_hindrance(app: "Huzhu", client: FlaskClient, alice: Actor) -> None:
    address = sent(alice, "green")
    open_storage(app.extensions["huzhu_settings"].storage_url).delete(address.rpartition("/")[2])
    left(alice)
    assert names(app) == set()


@both_databases
def test_each_table_is_read_for_twenty_pictures_at_once(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    addresses = [sent(alice, f"#{number:02x}0000") for number in range(25)]
    put("canned_responses", body=f"![]({addresses[3]}) and ![]({addresses[24]})")
    db.session.commit()
    read: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "FROM canned_responses" in statement:
            read.append(statement)

    with unit_of_work():
        close_account(db.session.get_one(Member, alice.id), sure=True)
    event.listen(db.engine, "before_cursor_execute", note)
    jobs.run_due()
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(read) == 2
    assert names(app) == {addresses[number].rpartition("/")[2] for number in (3, 24)}


@both_databases
@pytest.mark.timeout(60)
def test_a_picture_that_another_member_sends_just_then_stays_for_them(
    app: "Huzhu", alice: Actor, bob: Actor
) -> None:
    address = sent(alice, "green")

    def forget() -> None:
        with app.app_context():
            pictures_of_leavers.forget({"member_id": alice.id})
            db.session.remove()

    job = threading.Thread(target=forget)
    with unit_of_work():
        assert sent(bob, "green") == address
        job.start()
        job.join(0.5)  # a job that does not wait for its turn is through by now
    job.join(30)
    assert names(app) == {address.rpartition("/")[2]}
    assert db.session.scalars(select(Upload.member_id)).all() == [bob.id]
