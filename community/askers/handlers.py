"""What reaches people who asked from outside, and when they are somebody here."""

from community.askers import services
from community.kernel import events


def replied(event: events.CaseReplied) -> None:
    """Staff wrote to the asker alone."""
    if event.letter_id is not None:
        services.replied(event.question_id, event.letter_id)


def refused(event: events.MailRefused) -> None:
    """Letters to an address come back: staff hear of it who wait for an answer from there."""
    services.came_back(event.address)


def confirmed(event: events.EmailConfirmed) -> None:
    """Somebody proved an address: what was asked from there is theirs."""
    services.take_along_by(event.member_id)


def closed(event: events.MemberClosed) -> None:
    """The person goes, and with them the address that they asked from and what they wrote from there."""
    services.forget_member(event.member_id, event.address)
