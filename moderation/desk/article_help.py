"""Articles among what may be the next best reply."""

from typing import Final

from community.articles.queries import Alike, closest, shown
from community.kernel.asking import Asking, together
from community.kernel.policy import Actor
from moderation.desk.next_reply import Help, taken_of
from moderation.escalation.models import Case

MOST: Final = 2
BEGINNING: Final = 400  # letters of the question; further down it seldom says what it is about


def articles_for(case: Case, _actor: Actor) -> Asking[list[Help]]:
    """Public articles about the matter of a case, in the customer's language."""
    question = case.question
    words = f"{question.title}\n{question.body_markdown[:BEGINNING]}"
    near = yield from closest(words, [tag.name for tag in question.tags], question.lang, MOST)
    counted = taken_of([_target(each.id) for each in near])
    best, taken = yield from together([shown(words, near, MOST), counted])
    return [_of(each, taken.get(_target(each.id), 0)) for each in best]


def _target(article_id: int) -> str:
    return f"article:{article_id}"


def _of(found: Alike, taken: int) -> Help:
    address = f"/articles/{found.id}/{found.slug}"
    why = [("words", list(found.words[:5])), ("tags", list(found.tags))]
    return Help(
        kind="article",
        target=_target(found.id),
        title=found.title,
        lang=found.lang,
        text=f"[{found.title}]({address})",
        url=address,
        why=[(slug, values) for slug, values in why if values],
        taken=taken,
    )
