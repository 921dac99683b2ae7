"""An invitation whose letter waits for the mail server."""

from pathlib import Path
from typing import TYPE_CHECKING

from community.accounts import closing
from community.accounts.models import Member
from community.invites import services
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.invites.conftest import letter
from tests.conftest import MakeMember, actor_of, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

MEI = "mei@example.com"
WORDS = "You know more of kettles than we."


def folder(app: "Huzhu") -> list[Path]:
    jobs.run_due()
    return list((Path(app.extensions["huzhu_settings"].data_dir) / "mail").glob("*.eml"))


@both_databases
def test_one_that_was_taken_back_is_not_sent(app: "Huzhu", olga: Actor) -> None:
    with unit_of_work():
        (made,) = services.invite_addresses([MEI], services.Terms(words=WORDS), by=olga)
    with unit_of_work():
        services.revoke(db.session.merge(made), by=olga)
    assert folder(app) == []


@both_databases
def test_nobody_is_invited_by_somebody_who_has_left(app: "Huzhu", member: MakeMember) -> None:
    mo = actor_of(member("mo", role=Role.MODERATOR))
    with unit_of_work():
        services.invite_addresses([MEI], services.Terms(words=WORDS), by=mo)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, mo.id), sure=True)
    assert folder(app) == []


@both_databases
def test_of_two_letters_the_one_whose_word_still_works_is_sent(app: "Huzhu", olga: Actor) -> None:
    with unit_of_work():
        (made,) = services.invite_addresses([MEI], services.Terms(words=WORDS), by=olga)
    with unit_of_work():
        services.send_again(db.session.merge(made), by=olga)
    assert len(folder(app)) == 1
    assert WORDS in letter(app)
