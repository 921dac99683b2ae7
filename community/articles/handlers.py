"""What articles do when somebody leaves, and when the question that they were made from goes into another."""

from community.articles import services
from community.kernel import events


def author_left(event: events.MemberClosed) -> None:
    """The articles stay, without the person."""
    services.forget_member(event.member_id)


def merged(event: events.QuestionMerged) -> None:
    """The question that stays leads to what was made from the other one."""
    services.follow(event.question_id, event.into_id)
