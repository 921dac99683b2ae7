"""What articles do when somebody leaves, and when a tag or a question becomes part of another one."""

from community.articles import services
from community.kernel import events


def author_left(event: events.MemberClosed) -> None:
    """The articles stay, without the person."""
    services.forget_member(event.member_id)


def tag_changed(event: events.TagChanged) -> None:
    """Articles of a tag that became another name carry the one that it leads to."""
    if event.leads_here:
        services.carry_over_tag(event.synonym, event.tag_id)


def merged(event: events.QuestionMerged) -> None:
    """The question that stays leads to what was made from the other one."""
    services.follow(event.question_id, event.into_id)
