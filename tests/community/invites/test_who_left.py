"""Somebody whom two members invited came by one letter and left: their address stands in no invitation any more."""

from typing import TYPE_CHECKING

from community.accounts import closing
from community.accounts.models import Member
from community.invites import services
from community.invites.models import Invite
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.invites.conftest import applicant
from tests.conftest import MakeMember, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

MEI = "mei@example.com"


def test_no_invitation_keeps_their_address_or_is_open_to_anybody_else(
    app: "Huzhu", member: MakeMember
) -> None:
    for name in ("mo", "max"):
        inviting = actor_of(member(name, role=Role.MODERATOR))
        with unit_of_work():
            services.invite_addresses([MEI], services.Terms(words=f"From {name}."), by=inviting)
    member("ruth", role=Role.ADMIN)
    seed = next(
        job.payload["links"]["link"]["seed"]
        for job in db.session.query(Job)
        if "link" in job.payload.get("links", {})
    )
    with unit_of_work():
        mei = services.join(secret_links.word_of(seed), applicant("mei", MEI))
        assert mei is not None
        number = mei.id
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, number), sure=True)
    invites = db.session.query(Invite).all()
    assert [(each.email, each.email_key) for each in invites] == [(None, None)] * 2
    assert not [each for each in invites if each.revoked_at is None and not each.used_count]
