"""What is put before everyone follows its tags."""

from community.curation import services
from community.kernel import events


def tag_changed(event: events.TagChanged) -> None:
    """What stands on the page of a tag that became another name stands on the page that it leads to."""
    if event.leads_here:
        services.carry_over_tag(event.synonym, event.tag_id, event.name)
