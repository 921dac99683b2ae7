"""What the gate would say about a text, before it is sent."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import asked
from community.api.shapes import FindingOut, Given, Text, Whole
from community.kernel.findings import told
from community.kernel.policy import Permission, actor_now, requires
from community.posts import checking, queries
from community.posts.models import PostKind
from community.questions.queries import question_or_404

bp: Final = Resource("checking", __name__, tag="Before posting")


class TextToCheck(Given):
    """A text as it would be posted; an answer names its question, an edit its post."""

    kind = Text(load_default="question", validate=validate.OneOf([str(kind) for kind in PostKind]))
    title = Text(load_default="", validate=validate.Length(max=1_000))
    body = Text(required=True, validate=validate.Length(1, 60_000))
    question_id = Whole(1, load_default=None, allow_none=True)
    post_id = Whole(1, load_default=None, allow_none=True)


class CheckedOut(Schema):
    """What would become of it, and why."""

    verdict = fields.String(required=True, validate=validate.OneOf(["publish", "review", "hold", "refuse"]))
    findings = fields.List(fields.Nested(FindingOut), required=True)


@bp.post("/check")
@requires(Permission.ASK)
@asked
@bp.input(TextToCheck)
@bp.output(CheckedOut)
def check(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Ask what the gate would say about a text; nothing is stored, and it counts for no limit."""
    title, question_id, post_id = (json_data[name] for name in ("title", "question_id", "post_id"))
    for named in (question_id, post_id):
        if named is not None:
            queries.visible_or_404(named, actor_now())
    if question_id is not None and not title:
        title = question_or_404(question_id).title
    judgement = checking.judged(
        PostKind(json_data["kind"]),
        json_data["body"],
        by=actor_now(),
        title=title,
        question_id=question_id,
        post_id=post_id,
    )
    return {"verdict": str(judgement.verdict), "findings": told(judgement.findings)}
