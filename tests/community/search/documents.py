"""Small documents for the search tests."""

from datetime import UTC, datetime, timedelta

from community.search.backend import Document, Kind

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def question(number: int, title: str, body: str = "", **facts: object) -> Document:
    """A question with id `number`, the newer the higher."""
    return _document(number, number, Kind.QUESTION, title, body, facts)


def answer(number: int, to: Document, body: str, **facts: object) -> Document:
    """An answer to the question `to`, with its title and tags."""
    return _document(number, to.question_id, Kind.ANSWER, to.title, body, {"tags": to.tags, **facts})


def _document(
    number: int, thread: int, kind: Kind, title: str, body: str, facts: dict[str, object]
) -> Document:
    made = LONG_AGO + timedelta(hours=number)
    return Document(number, thread, kind, title, body, made, **facts)  # type: ignore[arg-type]
