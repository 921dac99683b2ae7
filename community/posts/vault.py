"""The one door to what is covered in posts: putting originals away, giving them back, forgetting them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import String, cast, delete, select

from community.kernel import clock, masks
from community.kernel.db import db
from community.kernel.masks import Hidden
from community.kernel.ports import Mask
from community.kernel.upsert import changed_rows
from community.posts import mentions
from community.posts.models import EditSuggestion, Post, PostKind, Revision, VaultEntry


@dataclass(frozen=True, slots=True)
class Texts:
    """What of a post people write: its body, and its title where it has one."""

    body: str
    title: str | None = None


def entries(post_id: int | None) -> Sequence[VaultEntry]:
    """Everything kept of a post, also what was found not to be private."""
    if post_id is None:
        return ()
    return db.session.scalars(
        select(VaultEntry).where(VaultEntry.post_id == post_id).order_by(VaultEntry.number)
    ).all()


def hidden_in(post_id: int | None) -> list[Hidden]:
    """What is covered in a post now."""
    return [_hidden(each) for each in entries(post_id) if each.shown_at is None]


def kinds_of(post_ids: Collection[int]) -> dict[int, set[str]]:
    """Of which kinds is what is covered in posts now; never what it is."""
    rows = db.session.execute(
        select(VaultEntry.post_id, VaultEntry.kind).where(
            VaultEntry.post_id.in_(post_ids), VaultEntry.shown_at.is_(None)
        )
    )
    found: dict[int, set[str]] = {}
    for post_id, kind in rows:
        found.setdefault(post_id, set()).add(kind)
    return found


def texts_of(post: Post) -> Texts:
    """The words of a post as everybody may read them."""
    return Texts(post.body_markdown, getattr(post, "title", None))


def originals_of(post: Post) -> Texts:
    """The words of a post as its author wrote them. For the author's own eyes alone."""
    hidden = hidden_in(post.id)
    return _each(texts_of(post), lambda text: masks.restored(text, hidden))


def words_for(post: Post, reader_id: int | None) -> Texts:
    """The words as they stand in a form: the author's own for the author, what everybody reads for others."""
    own = reader_id is not None and reader_id == post.author_id
    return originals_of(post) if own else texts_of(post)


def covered(post: Post, texts: Texts, found: Iterable[Mask] = (), *, by_id: int | None = None) -> Texts:
    """The texts with everything that is private behind tokens; what is new is put into the vault of the post.

    `found` are the parts to cover; what the vault knows already is covered wherever it stands.
    What was found not to be private in this post stays as it is.
    """
    kept = entries(post.id)
    fine = {each.original for each in kept if each.shown_at is not None}
    known = [_hidden(each) for each in kept if each.shown_at is None]
    used = {each.number for each in kept} | masks.numbers_in(f"{texts.title}\n{texts.body}")
    before = len(known)
    for where in ("title", "body"):
        text = getattr(texts, where)
        if text is None:
            continue
        now = [each for each in found if each.where == where and text[each.start : each.end] not in fine]
        text, fresh = masks.covered(text, now, known, lang=post.lang, used=used)
        known += fresh
        texts = replace(texts, **{where: text})
    db.session.add_all(_entry(post, each, by_id) for each in known[before:])
    # Once more: the body may tell what the title repeats.
    return _each(texts, lambda text: masks.covered(text, (), known, lang=post.lang)[0])


def set_covered(post: Post, found: Iterable[Mask], *, by_id: int | None = None) -> int:
    """Cover parts of a post that is there already, in its earlier states as well; how many are new."""
    before = len(entries(post.id))
    texts = covered(post, texts_of(post), found, by_id=by_id)
    db.session.flush()
    _write(post, texts)
    hidden = hidden_in(post.id)
    _rewrite(post.id, lambda text: masks.covered(text, (), hidden, lang=post.lang)[0])
    originals = [each.original for each in hidden]
    post.bar(originals)
    for each in findings_about(post):
        each.findings = _scrubbed(each.findings, originals)
    db.session.flush()
    return len(entries(post.id)) - before


def findings_about(post: Post) -> list[Post]:
    """The post, and those whose findings name it and may quote its title."""
    if post.kind != PostKind.QUESTION:
        return [post]
    naming = db.session.scalars(
        select(Post).where(
            cast(Post.findings, String).like(f'%"question_id": {post.id}%'), Post.id != post.id
        )
    )
    return [post, *(each for each in naming if any(_names(finding, post.id) for finding in each.findings))]


def _names(finding: dict[str, Any], question_id: int) -> bool:
    return bool((finding.get("params") or {}).get("question_id") == question_id)


def _scrubbed(told: Any, originals: Sequence[str]) -> Any:
    """What a check said of a text, at any depth, without what would give an original away."""
    if isinstance(told, str):
        return masks.scrubbed(told, originals)
    if isinstance(told, dict):
        # The sentences of the checks themselves hold nothing of the text.
        said = {"evidence", "params"} & told.keys()
        return {k: _scrubbed(v, originals) if not said or k in said else v for k, v in told.items()}
    return [_scrubbed(each, originals) for each in told] if isinstance(told, list | tuple) else told


def show(post: Post, numbers: Collection[int]) -> int:
    """Put originals back for everybody, in earlier states as well: they were not private. How many."""
    back = [each for each in entries(post.id) if each.number in numbers and each.shown_at is None]
    hidden = [_hidden(each) for each in back]
    for each in back:
        each.shown_at, each.asked_at = clock.now(), None
    db.session.flush()
    _write(post, _each(texts_of(post), lambda text: masks.restored(text, hidden)))
    _rewrite(post.id, lambda text: masks.restored(text, hidden))
    return len(back)


def as_in(kept: Sequence[VaultEntry], text: str, *, lang: str) -> str:
    """A copy of a post's words with that covered which is covered in the post now, and that shown which is not.

    `kept` are the entries of the post.
    """
    text = masks.restored(text, [_hidden(each) for each in kept if each.shown_at is not None])
    return masks.covered(text, (), [_hidden(each) for each in kept if each.shown_at is None], lang=lang)[0]


def take_back(post: Post, numbers: Collection[int]) -> None:
    """Uncover parts as if they had never been covered: whoever did it takes it back a moment later."""
    show(post, numbers)
    db.session.execute(
        delete(VaultEntry).where(VaultEntry.post_id == post.id, VaultEntry.number.in_(numbers)),
        execution_options={"synchronize_session": "fetch"},
    )


def forget(post_ids: Collection[int], numbers: Collection[int] | None = None) -> int:
    """Delete originals for good; their tokens stay in the texts. How many.

    What was found not to be private is kept: it stands in the text, and must not be covered again.
    """
    gone = delete(VaultEntry).where(VaultEntry.post_id.in_(post_ids), VaultEntry.shown_at.is_(None))
    if numbers is not None:
        gone = gone.where(VaultEntry.number.in_(numbers))
    return changed_rows(gone)


def forget_author(member_id: int) -> int:
    """Delete every original in the posts of a member."""
    return changed_rows(
        delete(VaultEntry).where(VaultEntry.post_id.in_(select(Post.id).where(Post.author_id == member_id)))
    )


def genuine(post: Post) -> Texts:
    """The words of a post without tokens that stand for nothing in its vault."""
    known = [each.number for each in entries(post.id)]
    return _each(texts_of(post), lambda text: masks.without_forged(text, known))


def _hidden(entry: VaultEntry) -> Hidden:
    return Hidden(entry.number, entry.kind, entry.original)


def _entry(post: Post, hidden: Hidden, by_id: int | None) -> VaultEntry:
    return VaultEntry(
        post=post,
        number=hidden.number,
        kind=hidden.kind,
        original=hidden.original,
        covered_by_id=by_id,
        created_at=clock.now(),
    )


def _each(texts: Texts, change: Callable[[str], str]) -> Texts:
    return Texts(change(texts.body), change(texts.title) if texts.title is not None else None)


def _write(post: Post, texts: Texts) -> None:
    """Set the words without a revision: what is covered must not be found in the history."""
    if post.set_words(texts.body, texts.title, None):
        post.body_html = mentions.rendered(texts.body)
        db.session.flush()


def _rewrite(post_id: int, change: Callable[[str], str]) -> None:
    """Change the words of all earlier states and of suggestions."""
    states = db.session.scalars(select(Revision).where(Revision.post_id == post_id)).all()
    suggested = db.session.scalars(select(EditSuggestion).where(EditSuggestion.post_id == post_id)).all()
    every: list[Revision | EditSuggestion] = [*states, *suggested]
    for each in every:
        each.body_markdown = change(each.body_markdown)
        each.title = change(each.title) if each.title is not None else None
        each.comment = change(each.comment)
    db.session.flush()
