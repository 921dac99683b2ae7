"""What a page that edits a post begins with, and what it shows when somebody else was quicker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.kernel import diff
from community.kernel.policy import actor_now
from community.posts import queries, vault
from community.posts.forms import EditForm, QuestionForm
from community.posts.models import Draft, EditSuggestion, Post, PostStatus, Revision


@dataclass(frozen=True, slots=True)
class Begun:
    """Changes that were typed before and never saved; compared, where others may have edited the post since."""

    saved_at: datetime
    older: bool  # than what the post says now
    beside: "Clash | None"


@dataclass(frozen=True, slots=True)
class Clash:
    """What the post says now, and what that which was sent would change."""

    body: str
    title_change: object
    tags_change: object
    changes: Sequence[object]


def begin_edit(form: EditForm | QuestionForm, post: Post, draft: Draft | None) -> Begun | None:
    """Fill a form with the words of a post, or with the changes to them that were begun."""
    words = vault.words_for(post, actor_now().member_id)
    form.body.data, form.base.data = words.body, str(post.revision_count)
    if isinstance(form, QuestionForm):
        form.title.data = words.title
    if draft is None or not _differs(form, draft):
        return None
    form.body.data = draft.body
    if isinstance(form, QuestionForm):
        form.title.data, form.tags.data = draft.title or words.title, draft.tags or form.tags.data
    older = post.edited_at is not None and draft.saved_at < post.edited_at
    # Who goes on typing beside somebody's edit has a newer draft, and has not seen that edit either.
    unseen = older or queries.newest_editor(post.id) not in {None, actor_now().member_id}
    names = (form.tags.data or "").split() if isinstance(form, QuestionForm) else ()
    return Begun(draft.saved_at, older=older, beside=now_there(form, post, names) if unseen else None)


def _differs(form: EditForm | QuestionForm, draft: Draft) -> bool:
    if not draft.body.strip():
        return False
    same = draft.body == form.body.data
    if isinstance(form, QuestionForm):
        same = same and draft.title in {"", form.title.data} and draft.tags in {"", form.tags.data}
    return not same


def now_there(form: EditForm | QuestionForm, post: Post, tags: Sequence[str] = ()) -> Clash | None:
    """The other words; sent again, the form, in which `tags` are, replaces them knowingly. None of a deleted post."""
    if post.status == PostStatus.DELETED:
        return None
    words = vault.words_for(post, actor_now().member_id)
    form.base.data = str(post.revision_count)
    title_change: object = None
    tags_change: object = None
    if isinstance(form, QuestionForm):
        title, before = form.title.data or "", list(queries.tags_of(post.id) or ())
        title_change = diff.line_difference(words.title or "", title) if title != words.title else None
        tags_change = diff.set_difference(before, tags) if sorted(tags) != sorted(before) else None
    changes = list(diff.difference(words.body, form.body.data or ""))
    return Clash(words.body, title_change, tags_change, changes)


def changes_of(
    new: Revision | EditSuggestion, title: str = "", tags: Sequence[str] = (), body: str = ""
) -> dict[str, object]:
    """What one revision or suggestion changes in title, tags and text, as pieces for the diff."""
    return {
        "title": diff.line_difference(title, new.title) if new.title and new.title != title else None,
        "tags": diff.set_difference(tags, new.tags) if new.tags not in (None, list(tags)) else None,
        "body": diff.difference(body, new.body_markdown),
    }
