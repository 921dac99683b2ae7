"""Recommending posts; what stands under a tag that leads to another one."""

from datetime import datetime

from sqlalchemy import delete, update

from community.curation import board, queries, rules
from community.curation.models import Announcement, IncidentTag, Recommendation
from community.curation.rules import Audience
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import whole
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.posts.models import Post, PostKind
from community.tags import queries as tags_known
from community.tags import services as tags


def recommend(post: Post, why: str, *, place: int = 1, until: datetime | None = None, by: Actor) -> None:
    """Put a question or an answer on the front page, or change why, where and until when it stands there."""
    ensure(by, Permission.RECOMMEND)
    why = " ".join(why.split())
    if not rules.WHY_SHORTEST <= len(why) <= rules.WHY_LONGEST:
        raise Invalid(N_("Say in one sentence why it is worth reading."), field="why")
    if post.kind not in {PostKind.QUESTION, PostKind.ANSWER} or not post.is_visible:
        raise Conflict(N_("Only public questions and answers can be recommended."))
    if post.author_id == by.member_id:
        raise NotAllowed(N_("Nobody recommends their own posts."))
    now = clock.now()
    if until is not None and until <= now:
        raise Invalid(N_("Please choose a moment in the future."), field="until")
    most = whole("recommended_most")
    wait_for_turn("recommending")  # two at once would both find room where there is one place
    if queries.places_taken(now, beside=post.id) >= most:
        raise Conflict(N_("The front page has room for %(most)s; take one away first."), most=most)
    kept = db.session.get(Recommendation, post.id, populate_existing=True)
    if kept is not None and (kept.why, kept.place, kept.until) == (why, place, until):
        return  # sent twice
    values = {"by_id": by.member_id, "why": why, "place": place, "made_at": now, "until": until}
    statement = insert(Recommendation).values(post_id=post.id, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["post_id"], set_=values))
    board.changed()
    tell(
        events.PostRecommended(
            post_id=post.id,
            kind=post.kind,
            question_id=post.thread_id,
            author_id=post.author_id,
            why=why,
            by_id=by.id,
        )
    )


def unrecommend(post: Post, *, by: Actor) -> None:
    """Take a post from the front page again."""
    ensure(by, Permission.RECOMMEND)
    if changed_rows(delete(Recommendation).where(Recommendation.post_id == post.id)):
        board.changed()
        tell(
            events.PostUnrecommended(
                post_id=post.id,
                kind=post.kind,
                question_id=post.thread_id,
                author_id=post.author_id,
                by_id=by.id,
            )
        )


def carry_over_tag(name: str, into_id: int, into: str) -> None:
    """A tag became another name of a second one: its known problems and announcements stand there from now on."""
    for tag_id in tags_known.ids_of([name]):
        tags.carry_over(IncidentTag.incident_id, tag_id, into_id)
    told = update(Announcement).where(Announcement.audience == Audience.TAG, Announcement.audience_of == name)
    db.session.execute(told.values(audience_of=into))
    board.changed()
