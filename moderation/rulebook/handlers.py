"""What is set for tags follows them."""

from community.kernel import events
from moderation.rulebook import making
from moderation.sla import setting as promises
from moderation.staff import services as staff


def tag_changed(event: events.TagChanged) -> None:
    """A tag became another name of one: rules, promises and what staff know are about that one from now on."""
    if event.leads_here:
        making.rename_tag(event.synonym, event.name)
        promises.rename_tag(event.synonym, event.name)
        staff.rename_topic(event.synonym, event.name)
