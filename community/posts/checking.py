"""What the gate would say about a text that is not sent yet; nothing is stored, and it counts for no limit."""

from dataclasses import dataclass

from flask import request
from wtforms import Field

from community.kernel.findings import Told, pairs
from community.kernel.forms import Form
from community.kernel.policy import Actor, actor_now
from community.kernel.ports import Judgement, Submission, Verdict, ports
from community.kernel.text import detect_language
from community.posts import queries
from community.posts.models import PostKind

WHERE = ("title", "body", "tags")
QUIET = frozenset({"first-posts"})  # no news to whoever is still writing
BUTTON = "check"  # of the forms: "check my text"


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings by field, and what would become of the text."""

    found: dict[str, list[Told]]
    verdict: Verdict


def judged(
    kind: PostKind,
    body: str,
    *,
    by: Actor,
    title: str = "",
    tags: tuple[str, ...] = (),
    question_id: int | None = None,
    post_id: int | None = None,
) -> Judgement:
    """Ask the gate."""
    return ports().gate.judge(
        Submission(
            kind=kind,
            title=title,
            body=body,
            tags=tags,
            lang=detect_language(f"{title}\n{body}"),
            author_id=by.member_id,
            author_role=by.role,
            author_level=by.level,
            published_posts=queries.published_count(by.member_id),
            post_id=post_id,
            question_id=question_id,
            rehearsed=True,
        )
    )


def checked(judgement: Judgement) -> Checked:
    """The judgement for a page."""
    told = [each for each in judgement.findings if each.check not in QUIET]
    return Checked({where: pairs(told, where) for where in WHERE}, judgement.verdict)


def is_asked() -> bool:
    """Whether the button "check my text" was pressed rather than the one that posts."""
    return BUTTON in request.form


def of_form(kind: PostKind, form: Form, *, title: str = "", post_id: int | None = None) -> Checked:
    """The same for a form that was sent to be checked; an empty text is not judged."""
    body = _text(form, "body")
    if not body.strip():
        return Checked({where: [] for where in WHERE}, Verdict.PUBLISH)
    return checked(judged(kind, body, by=actor_now(), title=_text(form, "title") or title, post_id=post_id))


def _text(form: Form, name: str) -> str:
    field: Field | None = getattr(form, name, None)
    return "" if field is None else str(field.data or "")
