"""What those who keep the place do to it: whatever of that nobody else says."""

from datetime import datetime

from community.kernel.events.root import Event
from community.kernel.events.writing import PostEvent


class PostRuled(PostEvent):
    """Somebody other than its author took a post away or gave it back; `act` is hidden, deleted or restored."""

    act: str
    by_id: int | None
    reason: str


class TagChanged(Event):
    """A tag was described, or what leads to it changed; `act`: described, synonym-added, synonym-removed, merged."""

    tag_id: int
    name: str
    act: str
    synonym: str
    by_id: int | None

    @property
    def leads_here(self) -> bool:
        """Whether what carried the tag `synonym` carries this one from now on."""
        return self.act in {"synonym-added", "merged"}


class TokenMade(Event):
    """A key for programs was made, by its member or (`by_id` is None) on the command line."""

    member_id: int
    scopes: tuple[str, ...]
    by_id: int | None


class SiteMended(Event):
    """An admin mended something by hand; `act` names it, `number` is the job or failure, 0: all of them."""

    act: str
    number: int
    by_id: int


class WebhookRuled(Event):
    """An admin did something to an address that is told what happens here; `by_id` None: it stopped by itself."""

    webhook_id: int
    host: str
    act: str
    by_id: int | None


class PostRecommended(PostEvent):
    """A question or an answer was put on the front page, or the sentence that says why was changed."""

    why: str
    by_id: int


class PostUnrecommended(PostEvent):
    """A recommended post was taken from the front page before its time."""

    by_id: int


class ArticleRuled(Event):
    """Somebody wrote an article or moved it on, which `act` says; `state` is an ArticleState value.

    `number` is the newest revision; `credited_id` is whose answer it is made from.
    """

    article_id: int
    title: str
    lang: str
    act: str
    state: str
    number: int
    question_id: int | None
    author_id: int | None
    credited_id: int | None
    by_id: int
    note: str


class ArticleDue(Event):
    """Somebody should look whether an article is still right: its date has come, or readers doubt it (`reason`)."""

    article_id: int
    title: str
    reason: str
    number: int
    author_id: int | None
    published_by_id: int | None
    due_at: datetime


class AnnouncementRuled(Event):
    """Somebody published, changed or withdrew an announcement, which `act` says."""

    announcement_id: int
    title: str
    act: str
    by_id: int


class IncidentRuled(Event):
    """A known problem was opened, updated or resolved, which `act` says; `state` is an IncidentState value.

    `update_id` is the news that came with it, where some did.
    """

    incident_id: int
    title: str
    title_zh: str
    act: str
    state: str
    by_id: int
    update_id: int | None = None


class MailRefused(Event):
    """A mail server will never take letters to this address; `reason` is what it answered."""

    address: str
    reason: str
