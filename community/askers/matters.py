"""What an address and the team have written to each other, as the page behind its letters shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.askers import queries
from community.askers.models import Asker
from community.questions.models import Question


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `html` by the team, or `text` by whoever asked, with what is private in it covered."""

    at: datetime
    text: str = ""
    html: str = ""

    @property
    def by_team(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Matter:
    """A question, whether it is settled, and all that was written about it, oldest first."""

    question: Question
    is_open: bool
    said: tuple[Said, ...]

    @property
    def is_answered(self) -> bool:
        return any(each.by_team for each in self.said)


def matters_of(asker: Asker) -> Sequence[Matter]:
    """What came from an address and is nobody's yet, oldest first."""
    asked = queries.questions_of(asker.id)
    said: dict[int, list[Said]] = {each.id: [] for each in asked}
    for message, question_id in queries.messages_about(said):
        said[question_id].append(Said(message.sent_at, text=message.body))
    for letter, question in queries.letters_to(asker.id):
        said[question.id].append(Said(letter.created_at, html=letter.body_html))
    still = queries.open_among(said)
    return [
        Matter(each, each.id in still, tuple(sorted(said[each.id], key=lambda one: one.at))) for each in asked
    ]
