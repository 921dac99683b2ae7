"""What those who keep the place do to it: whatever of that nobody else says."""

from community.kernel.events.root import Event
from community.kernel.events.writing import PostEvent


class PostRuled(PostEvent):
    """Somebody other than its author took a post away or gave it back; `act` is hidden, deleted or restored."""

    act: str
    by_id: int | None
    reason: str


class TagChanged(Event):
    """Somebody described a tag, or changed what leads to it; `act` is described, synonym-added or synonym-removed."""

    tag_id: int
    name: str
    act: str
    synonym: str
    by_id: int | None


class TokenMade(Event):
    """A key for programs was made, by its member or (`by_id` is None) on the command line."""

    member_id: int
    scopes: tuple[str, ...]
    by_id: int | None


class SiteMended(Event):
    """An admin mended something by hand; `act` names it, `number` is the job or failure."""

    act: str
    number: int
    by_id: int
