"""Who comes by an invitation with another address is told where we have written, and never a stranger's address."""

from flask.testing import FlaskClient

from community.invites import services
from community.invites.services import Terms
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work

FORM = {"password": "seven quiet herons wade", "consent": "y"}


def test_the_page_after_an_invitation_names_the_address_that_was_typed(
    client: FlaskClient, carol: Actor
) -> None:
    client.post("/sign-up", data={**FORM, "name": "earlier", "email": "earlier@example.com"})
    with unit_of_work():
        _invite, word = services.make_link(Terms(), 5, by=carol)
    answer = client.post(
        f"/join/{word}",
        data={**FORM, "name": "newcomer", "email": "newcomer@example.org"},
        follow_redirects=True,
    )
    assert "Look for our message" in answer.text
    assert "earlier@example.com" not in answer.text
    assert "newcomer@example.org" in answer.text
