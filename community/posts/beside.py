"""What stands beside the text of a post: a product, new tags, the words about an edit. It can be no token, nor wait."""

from community.kernel import masks
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.ports import Submission, ports
from community.kernel.words import N_
from community.posts import queries


def ensure_fit(text: str, field: str, *, kind: str, lang: str, by: Actor) -> None:
    """Raise Invalid, for `field`, where a list of the site would keep this text from being public at once."""
    if not text.strip():
        return
    submission = Submission(
        kind=kind,
        body=text,
        lang=lang,
        author_id=by.member_id,
        author_role=by.role,
        author_level=by.level,
        published_posts=queries.published_count(by.member_id),
    )
    if ports().gate.stops(submission):
        raise Invalid(N_("A word here is on a list of this site. Leave it out."), field=field)


def ensure_fit_tags(names: list[str], *, lang: str, by: Actor) -> None:
    """The same for tags that nobody has read yet; they may hold nothing private either."""
    spoken = "\n".join(dict.fromkeys(way for name in names for way in (name, name.replace("-", " "))))
    ensure_fit(spoken, "tags", kind="question", lang=lang, by=by)
    if ports().gate.private_parts(spoken):
        raise Invalid(N_("A tag may hold nothing that is private."), field="tags")


def without_private(text: str) -> str:
    """The text with everything barred that only its author and staff may read."""
    return masks.scrubbed(text, [text[each.start : each.end] for each in ports().gate.private_parts(text)])
