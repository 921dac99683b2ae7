"""Who is told of recommendations and of problems that are resolved."""

from community.curation import queries
from community.kernel import events
from community.notifications.handlers import about
from community.notifications.services import notify


def recommended(event: events.PostRecommended) -> None:
    """The author hears that a post stands on the front page, once."""
    if event.author_id is not None:
        notify(
            [event.author_id],
            "recommended",
            f"recommended:{event.post_id}",
            data={**about(event.question_id, event.by_id), "why": event.why},
            question_id=event.question_id,
            post_id=event.post_id,
            actor_id=event.by_id,
        )


def incident_ruled(event: events.IncidentRuled) -> None:
    """Those who have the problem too hear that it is resolved, again where it had come back."""
    if event.act == "resolved":
        titles = {"en": event.title or event.title_zh, "zh-Hans": event.title_zh or event.title}
        notify(
            queries.followers(event.incident_id),
            "incident-resolved",
            f"incident-resolved:{event.incident_id}:{event.update_id}",
            data={"title": titles, "incident": event.incident_id},
        )
