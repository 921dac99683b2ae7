"""Which refusals speak of the address itself, for good, and which of today."""

import pytest

from community.kernel import mailer


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (550, "5.1.1 No such person"),
        (550, "5.1.10 Recipient address has null MX"),
        (553, "5.1.2 We have no such host"),
        (550, "5.1.1 <x@there.example>: Recipient address rejected: User unknown in virtual mailbox table"),
        (550, "No such user here"),
        (550, "sorry, no mailbox here by that name (#5.1.1)"),
        (550, "unknown user"),
        (550, "5.0.0 Mailbox not found"),
        (551, "That mailbox does not exist"),
        (553, "no such mailbox"),
    ],
)
def test_a_refusal_of_the_address_is_known(code: int, told: str) -> None:
    assert mailer.is_unknown(code, told)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (450, "4.2.1 Busy"),
        (450, "5.1.1 Greylisted"),
        (450, "No such user, perhaps"),
        (552, "5.2.2 Mailbox full"),
        (552, "mailbox full"),
        (550, "relay not permitted"),
        (550, "5.7.1 Unable to relay"),
        (550, "5.7.1 No such user, says the filter"),
        (554, "5.7.1 Blocked: unknown user of a list"),
        (550, "5.2.1 Mailbox disabled"),
        (550, "5.1.8 Sender address rejected: Domain not found"),
        (550, "5.1.0 Sender denied: no such user"),
        (550, "Requested action not taken: mailbox unavailable"),
        (550, "Sender address does not exist"),
        (500, "5.5.1 Unknown command"),
        (530, "Authentication required"),
    ],
)
def test_any_other_refusal_is_of_today(code: int, told: str) -> None:
    assert not mailer.is_unknown(code, told)
