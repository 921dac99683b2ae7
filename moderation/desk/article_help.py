"""Articles among what may be the next best reply."""

from typing import Final

from community.articles.queries import Alike, similar
from community.kernel.policy import Actor
from moderation.desk.next_reply import Help
from moderation.escalation.models import Case

MOST: Final = 2
BEGINNING: Final = 400  # letters of the question; further down it seldom says what it is about


def articles_for(case: Case, _actor: Actor) -> list[Help]:
    """Public articles about the matter of a case, in the customer's language."""
    question = case.question
    words = f"{question.title}\n{question.body_markdown[:BEGINNING]}"
    tags = [tag.name for tag in question.tags]
    return [_of(each) for each in similar(words, tags, lang=question.lang, limit=MOST)]


def _of(found: Alike) -> Help:
    address = f"/articles/{found.id}/{found.slug}"
    why = [("words", list(found.words[:5])), ("tags", list(found.tags))]
    return Help(
        kind="article",
        target=f"article:{found.id}",
        title=found.title,
        lang=found.lang,
        text=f"[{found.title}]({address})",
        url=address,
        why=[(slug, values) for slug, values in why if values],
    )
