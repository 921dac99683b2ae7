"""What stands on the board now: read at most every few seconds in a process, and anew after a change in any.

Whether there was one is asked for every page. Where nothing answers that at once the board may be those seconds
old, and a page that was made within them is not kept: the stamps of its proof are newer than the board. Whatever
begins or ends does so by the clock of whoever looks, not by when the board was read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from flask import current_app, has_request_context, request
from sqlalchemy import or_, select

from community.curation import rules
from community.curation.models import Announcement, Incident, IncidentTag, IncidentUpdate, Recommendation
from community.curation.rules import Reader
from community.kernel import clock, proofs
from community.kernel.db import db
from community.kernel.languages import current_language
from community.kernel.page_cache import keep_if_still, pages_of
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import afterwards
from community.tags.models import Tag

KEPT: Final = timedelta(seconds=10)
EXTENSION: Final = "huzhu_curation_board"
LOOKED: Final = "huzhu.board"  # the board that the running request has asked about


@dataclass(frozen=True, slots=True)
class News:
    """An announcement as it is shown."""

    id: int
    titles: tuple[str, str]
    htmls: tuple[str, str]
    audience: str
    audience_of: str
    starts_at: datetime
    ends_at: datetime

    @property
    def title(self) -> str:
        return spoken(self.titles)

    @property
    def html(self) -> str:
        return spoken(self.htmls)


@dataclass(frozen=True, slots=True)
class Problem:
    """A known problem as it is shown, with its last news."""

    id: int
    titles: tuple[str, str]
    product: str
    state: str
    tags: tuple[str, ...]
    question_id: int | None
    follower_count: int
    began_at: datetime
    resolved_at: datetime | None
    htmls: tuple[str, str]
    told_at: datetime

    @property
    def title(self) -> str:
        return spoken(self.titles)

    @property
    def html(self) -> str:
        return spoken(self.htmls)


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommended post; `until` is its end, a lower place comes first."""

    post_id: int
    by_id: int | None
    why: str
    until: datetime | None
    place: int = 1


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that may be shown, of the moment `read_at`; nothing changed while `begun` is still the same."""

    read_at: datetime
    begun: proofs.Begun
    news: Sequence[News]
    problems: Sequence[Problem]
    picks: Sequence[Pick]


def spoken(texts: tuple[str, str]) -> str:
    """The text in the reader's language, or else in the other one."""
    english, chinese = texts
    return (chinese or english) if current_language() == "zh-Hans" else (english or chinese)


def board() -> Board:
    """The board, a few seconds old at most."""
    kept = cast("Board | None", current_app.extensions.get(EXTENSION))
    now = clock.now()
    if kept is not None and abs(now - kept.read_at) <= KEPT and _is_still(kept):
        keep_if_still(kept.begun)
        return kept
    made = current_app.extensions[EXTENSION] = _read(now)
    if pages_of(current_app).looker.rows(made.begun.look) != made.begun.rows:
        current_app.extensions.pop(EXTENSION, None)  # this transaction sees less than there is by now
    return made


def _is_still(kept: Board) -> bool:
    """Whether nothing was changed since, in whatever process: asked once a page. No answer is taken for a yes."""
    looked = request.environ if has_request_context() else {}
    if looked.get(LOOKED) is not kept:
        rows = pages_of(current_app).looker.rows(kept.begun.look)
        if rows is not None and rows != kept.begun.rows:
            return False
        looked[LOOKED] = kept
    return True


def changed() -> None:
    """Have the board read anew once the running deed is done."""
    afterwards(lambda: current_app.extensions.pop(EXTENSION, None))


def news_for(reader: Reader) -> list[News]:
    """The announcements for this reader now, those that end first on top."""
    now = clock.now()
    return [
        each
        for each in board().news
        if each.starts_at <= now < each.ends_at and rules.is_for(each.audience, each.audience_of, reader)
    ]


def problems(tag: str = "") -> list[Problem]:
    """Known problems, open ones first; resolved ones stay for a while as good news."""
    limit = clock.now() - timedelta(hours=threshold("good_news_hours"))
    found = [each for each in board().problems if each.resolved_at is None or each.resolved_at > limit]
    return [each for each in found if not tag or tag in each.tags]


def problems_like(text: str, tags: Collection[str] = ()) -> list[Problem]:
    """Open problems that somebody who writes this probably has."""
    if not text.strip() and not tags:
        return []
    return [
        each
        for each in problems()
        if each.resolved_at is None
        and rules.matches(each.titles, each.product, each.tags, text=text, asked_tags=tags)
    ]


def picks() -> list[Pick]:
    """What is recommended now, in its order."""
    now = clock.now()
    return [each for each in board().picks if each.until is None or each.until > now]


def _read(now: datetime) -> Board:
    begun = proofs.begun(proofs.proof_of_site(), db.session.connection())  # before what it is to prove
    return Board(now, begun, _news(now), _problems(now), _picks(now))


def _news(now: datetime) -> list[News]:
    rows = db.session.scalars(
        select(Announcement)
        .where(
            Announcement.ends_at > now,
            Announcement.published_at.is_not(None),
            Announcement.withdrawn_at.is_(None),
        )
        .order_by(Announcement.ends_at, Announcement.id)
    )
    return [
        News(
            each.id,
            (each.title, each.title_zh),
            (each.html, each.html_zh),
            each.audience,
            each.audience_of,
            each.starts_at,
            each.ends_at,
        )
        for each in rows
    ]


def _problems(now: datetime) -> list[Problem]:
    since = now - timedelta(hours=threshold("good_news_hours"))
    found = db.session.scalars(
        select(Incident)
        .where(or_(Incident.resolved_at.is_(None), Incident.resolved_at > since))
        .order_by(Incident.resolved_at.is_not(None), Incident.began_at.desc())
    ).all()
    return problems_of(found)


def problems_of(found: Sequence[Incident]) -> list[Problem]:
    """Known problems with their tags and last news, in two statements more."""
    ids = [each.id for each in found]
    tags: dict[int, list[str]] = {}
    named = select(IncidentTag.incident_id, Tag.name).join(Tag, Tag.id == IncidentTag.tag_id)
    for number, name in db.session.execute(named.where(IncidentTag.incident_id.in_(ids)).order_by(Tag.name)):
        tags.setdefault(number, []).append(name)
    told = select(IncidentUpdate).where(IncidentUpdate.incident_id.in_(ids)).order_by(IncidentUpdate.id)
    last = {each.incident_id: each for each in db.session.scalars(told)}
    return [
        Problem(
            each.id,
            (each.title, each.title_zh),
            each.product,
            each.state,
            tuple(tags.get(each.id, ())),
            each.question_id,
            each.follower_count,
            each.began_at,
            each.resolved_at,
            (last[each.id].html, last[each.id].html_zh) if each.id in last else ("", ""),
            last[each.id].at if each.id in last else each.began_at,
        )
        for each in found
    ]


def _picks(now: datetime) -> list[Pick]:
    query = select(Recommendation).where(or_(Recommendation.until.is_(None), Recommendation.until > now))
    rows = db.session.scalars(query.order_by(Recommendation.place, Recommendation.made_at.desc()))
    return [Pick(each.post_id, each.by_id, each.why, each.until, each.place) for each in rows]
