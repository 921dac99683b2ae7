"""What articles do when somebody leaves, when a tag or a question becomes part of another one, or a post is covered."""

from community.articles import covering, services
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


def masked(event: events.PostMasked) -> None:
    """What is private in a post is private in what was made of it."""
    if not event.shown:
        covering.ask(event.question_id, event.post_id)
