"""What happens here becomes messages, in the transaction of the deed: a deed that counts is told, another is not."""

from collections.abc import Mapping, Sequence
from typing import Final

from community.kernel.events import Event
from community.webhooks import catalogue, recording

_TOPICS: Final[Mapping[type[Event], Sequence[catalogue.Topic]]] = catalogue.by_event()
HEARD: Final = tuple(_TOPICS)


def told(event: Event) -> None:
    """Write a message to each address that wants to know of this."""
    for topic in _TOPICS[type(event)]:
        data = topic.told_by(event)
        if data is not None:
            recording.record(topic.slug, data)
