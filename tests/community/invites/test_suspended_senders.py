"""A suspended member takes no part, and brings nobody in meanwhile."""

import pytest
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.invites import services
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.invites.conftest import applicant, link


def test_nobody_comes_by_an_invitation_while_its_sender_is_suspended(
    client: FlaskClient, olga: Actor
) -> None:
    word = link(5, olga)
    assert client.get(f"/join/{word}").status_code == 200
    with unit_of_work():
        accounts.set_suspended(db.session.get_one(Member, olga.id), suspended=True)
    assert client.get(f"/join/{word}").status_code == 404
    with unit_of_work(), pytest.raises(services.InviteGone):
        services.join(word, applicant("zoe"))
    with unit_of_work():
        accounts.set_suspended(db.session.get_one(Member, olga.id), suspended=False)
    assert client.get(f"/join/{word}").status_code == 200
