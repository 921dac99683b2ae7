"""Who is told of articles: whose answer it was, who wrote it, who should look at it again."""

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import events
from community.kernel.db import db
from community.kernel.policy import MODERATORS, STAFF, Role
from community.notifications.services import notify


def ruled(event: events.ArticleRuled) -> None:
    """Whose answer it was hears once that it is public; whoever wrote it hears why it came back."""
    if event.act == "published" and event.credited_id is not None:
        _tell([event.credited_id], "article-credited", f"article-credited:{event.article_id}", event)
    if event.act == "sent-back" and event.author_id is not None:
        cause = f"article-sent-back:{event.article_id}:{event.number}"
        _tell([event.author_id], "article-sent-back", cause, event)


def _tell(who: list[int], kind: str, cause: str, event: events.ArticleRuled) -> None:
    actor = db.session.get(Member, event.by_id)
    data = {
        "title": event.title,
        "article": event.article_id,
        "why": event.note,
        "actor": actor.display_name if actor else "",
    }
    notify(who, kind, cause, data=data, actor_id=event.by_id)


def due(event: events.ArticleDue) -> None:
    """Whoever wrote and published it, as far as they still belong to the team; else the admins."""
    active = select(Member.id).where(Member.status == MemberStatus.ACTIVE)
    known = {each for each in (event.author_id, event.published_by_id) if each is not None}
    who = db.session.scalars(active.where(Member.id.in_(known), Member.role.in_(STAFF | MODERATORS))).all()
    notify(
        who or db.session.scalars(active.where(Member.role == Role.ADMIN)).all(),
        "article-due",
        f"article-due:{event.article_id}:{event.number}:{event.reason}:{event.due_at.isoformat()}",
        data={"title": event.title, "article": event.article_id},
    )
