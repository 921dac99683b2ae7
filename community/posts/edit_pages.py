"""What a page that edits a post begins with, and what it shows when somebody else was quicker."""

from dataclasses import dataclass
from datetime import datetime

from community.kernel import diff
from community.kernel.policy import actor_now
from community.posts import vault
from community.posts.forms import EditForm, QuestionForm
from community.posts.models import Draft, Post


@dataclass(frozen=True, slots=True)
class Begun:
    """Changes that were typed before and never saved."""

    saved_at: datetime
    older: bool  # than what the post says now


@dataclass(frozen=True, slots=True)
class Clash:
    """What the post says now, and how it differs from what was sent."""

    title: str | None
    body: str
    changes: list[object]


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
    return Begun(draft.saved_at, older=post.edited_at is not None and draft.saved_at < post.edited_at)


def _differs(form: EditForm | QuestionForm, draft: Draft) -> bool:
    if not draft.body.strip():
        return False
    same = draft.body == form.body.data
    if isinstance(form, QuestionForm):
        same = same and draft.title in {"", form.title.data} and draft.tags in {"", form.tags.data}
    return not same


def now_there(form: EditForm | QuestionForm, post: Post) -> Clash:
    """The other text; sent again, the form replaces it knowingly."""
    words = vault.words_for(post, actor_now().member_id)
    form.base.data = str(post.revision_count)
    return Clash(words.title, words.body, list(diff.difference(words.body, form.body.data or "")))
