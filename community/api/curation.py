"""Announcements, known problems and recommended posts, for programs."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Moment, Text, Whole, page_of
from community.curation import announcing, board, incidents, queries, rules, services
from community.curation.board import Problem
from community.curation.models import Announcement, Incident
from community.curation.rules import Facts, News, Words
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts

bp: Final = Resource("curation", __name__, tag="Curation")
LONG: Final = validate.Length(max=rules.TEXT_LONGEST)
SHORT: Final = validate.Length(max=rules.TITLE_LONGEST)


class RecommendationIn(Given):
    """Why a post is worth reading, where it stands, and until when."""

    why = Text(required=True, validate=validate.Length(rules.WHY_SHORTEST, rules.WHY_LONGEST))
    place = Whole(1, 20, load_default=1)
    until = Moment(load_default=None, allow_none=True)


class RecommendationOut(Schema):
    """A recommended post."""

    post_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    why = fields.String(required=True)
    until = fields.DateTime(required=True, allow_none=True)


class AnnouncementIn(Given):
    """Markdown in English, Chinese or both. `audience_of` is a language or a tag, where the audience is one."""

    title = Text(load_default="", validate=SHORT)
    title_zh = Text(load_default="", validate=SHORT)
    text = Text(load_default="", validate=LONG)
    text_zh = Text(load_default="", validate=LONG)
    audience = Text(
        load_default="everybody", validate=validate.OneOf([each.value for each in rules.Audience])
    )
    audience_of = Text(load_default="", validate=validate.Length(max=60))
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    publish = fields.Boolean(load_default=False)


class AnnouncementChange(AnnouncementIn):
    """All of an announcement. With the `base` that was read, one that was changed meanwhile is a conflict."""

    base = Text(load_default=None, allow_none=True, validate=SHORT)


class AnnouncementOut(Schema):
    """An announcement; `base` names what it says now."""

    id = fields.Integer(required=True)
    base = fields.String(required=True)
    title = fields.String(required=True)
    title_zh = fields.String(required=True)
    html = fields.String(required=True)
    html_zh = fields.String(required=True)
    audience = fields.String(required=True)
    audience_of = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)


class IncidentIn(Given):
    """A known problem with its first news, in English, Chinese or both."""

    title = Text(load_default="", validate=SHORT)
    title_zh = Text(load_default="", validate=SHORT)
    product = Text(load_default="", validate=SHORT)
    tags = fields.List(
        Text(validate=validate.Length(1, 60)), load_default=list, validate=validate.Length(max=10)
    )
    question_id = Whole(1, load_default=None, allow_none=True)
    state = Text(
        load_default="investigating", validate=validate.OneOf([each.value for each in rules.IncidentState])
    )
    text = Text(load_default="", validate=LONG)
    text_zh = Text(load_default="", validate=LONG)


class NewsIn(Given):
    """News of a known problem; `resolved` ends it."""

    state = Text(required=True, validate=validate.OneOf([each.value for each in rules.IncidentState]))
    text = Text(load_default="", validate=LONG)
    text_zh = Text(load_default="", validate=LONG)


class IncidentOut(Schema):
    """A known problem with its last news."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    title_zh = fields.String(required=True)
    product = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    question_id = fields.Integer(required=True, allow_none=True)
    follower_count = fields.Integer(required=True)
    began_at = fields.DateTime(required=True)
    resolved_at = fields.DateTime(required=True, allow_none=True)
    html = fields.String(required=True)
    html_zh = fields.String(required=True)


@bp.get("/recommendations")
@requires(Permission.READ)
@bp.output(page_of(RecommendationOut, "Recommendations"))
def recommendations() -> ResponseReturnValue:
    """What moderators put on the front page, in its order."""
    items = [
        {
            "post_id": each.pick.post_id,
            "kind": each.kind,
            "title": each.title,
            "why": each.pick.why,
            "until": each.pick.until,
        }
        for each in queries.recommended()
    ]
    return {"items": items, "next": None}


@bp.put("/posts/<int:post_id>/recommendation")
@requires(Permission.RECOMMEND)
@bp.input(RecommendationIn)
@bp.output({}, 204)
def recommend(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Put a question or an answer on the front page, or change why it stands there."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        services.recommend(post, json_data.pop("why"), by=actor_now(), **json_data)
    return "", 204


@bp.delete("/posts/<int:post_id>/recommendation")
@requires(Permission.RECOMMEND)
@bp.output({}, 204)
def unrecommend(post_id: int) -> ResponseReturnValue:
    """Take a post from the front page."""
    with unit_of_work():
        services.unrecommend(posts.visible_or_404(post_id, actor_now()), by=actor_now())
    return "", 204


@bp.get("/announcements")
@requires(Permission.READ)
@bp.output(page_of(AnnouncementOut, "Announcements"))
def announcements() -> ResponseReturnValue:
    """The announcements for whoever asks, now."""
    items = [_announcement(queries.announcement_or_404(each.id)) for each in queries.news_for(actor_now())]
    return {"items": items, "next": None}


@bp.post("/announcements")
@requires(Permission.CURATE)
@once
@bp.input(AnnouncementIn)
@bp.output(AnnouncementOut, 201)
def announce(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Keep an announcement as a draft, or publish it."""
    return _kept(None, json_data)


@bp.put("/announcements/<int:number>")
@requires(Permission.CURATE)
@bp.input(AnnouncementChange)
@bp.output(AnnouncementOut)
def change_announcement(number: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Set all of an announcement."""
    return _kept(number, json_data)


@bp.delete("/announcements/<int:number>")
@requires(Permission.CURATE)
@bp.output({}, 204)
def withdraw_announcement(number: int) -> ResponseReturnValue:
    """Show an announcement no longer."""
    with unit_of_work():
        announcing.withdraw(number, by=actor_now())
    return "", 204


def _kept(number: int | None, given: dict[str, Any]) -> dict[str, Any]:
    publish, base = given.pop("publish"), given.pop("base", None)
    with unit_of_work():
        found = announcing.keep(Words(**given), number=number, base=base, by=actor_now())
        if publish:
            announcing.publish(found.id, by=actor_now())
        return _announcement(found)


def _announcement(found: Announcement) -> dict[str, Any]:
    return {name: getattr(found, name) for name in AnnouncementOut().fields}


@bp.get("/incidents")
@requires(Permission.READ)
@bp.output(page_of(IncidentOut, "Incidents"))
def known() -> ResponseReturnValue:
    """Known problems: the open ones, and for a while those that were resolved."""
    return {"items": [_problem(each) for each in board.problems()], "next": None}


@bp.get("/incidents/<int:number>")
@requires(Permission.READ)
@bp.output(IncidentOut)
def incident(number: int) -> ResponseReturnValue:
    """One known problem."""
    return _told(queries.incident_or_404(number))


@bp.post("/incidents")
@requires(Permission.CURATE)
@once
@bp.input(IncidentIn)
@bp.output(IncidentOut, 201)
def open_incident(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Announce a known problem."""
    news = News(**{name: json_data.pop(name) for name in ("state", "text", "text_zh")})
    with unit_of_work():
        return _told(incidents.open_incident(Facts(**json_data), news, by=actor_now()))


@bp.post("/incidents/<int:number>/updates")
@requires(Permission.CURATE)
@once
@bp.input(NewsIn)
@bp.output(IncidentOut, 201)
def update_incident(number: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give news of a known problem, or call it resolved."""
    with unit_of_work():
        return _told(incidents.update(number, News(**json_data), by=actor_now()))


@bp.put("/incidents/<int:number>/following")
@requires(Permission.FOLLOW)
@bp.output({}, 204)
def follow(number: int) -> ResponseReturnValue:
    """Say that one has this problem too, and hear when it is resolved."""
    with unit_of_work():
        incidents.follow(number, by=actor_now())
    return "", 204


@bp.delete("/incidents/<int:number>/following")
@requires(Permission.HAVE_ACCOUNT)
@bp.output({}, 204)
def unfollow(number: int) -> ResponseReturnValue:
    """Say that one no longer has it."""
    with unit_of_work():
        incidents.unfollow(number, by=actor_now())
    return "", 204


def _told(found: Incident) -> dict[str, Any]:
    return _problem(board.problems_of([found])[0])


def _problem(each: Problem) -> dict[str, Any]:
    told = {name: getattr(each, name, None) for name in IncidentOut().fields}
    (told["title"], told["title_zh"]), (told["html"], told["html_zh"]) = each.titles, each.htmls
    return told | {"tags": list(each.tags), "question_id": queries.question_about(each)}
