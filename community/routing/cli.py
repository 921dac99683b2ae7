"""`huzhu experts`: who could answer a question, and why."""

from datetime import datetime
from typing import Any

import click

from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.cli import fail, in_app, tell
from community.kernel.db import db
from community.questions.models import Question
from community.routing.experts import Expert, for_question, for_text

MOST = 100


@click.command()
@click.argument("question", required=False, metavar="[QUESTION_ID]")
@click.option("--text", help="A text that nobody has asked yet, instead of a question.")
@click.option("--tags", default="", help="Its tags, with commas between; without them, those that it names.")
@click.option(
    "--at", "at_text", metavar="TIME", help="Use only what was known before this moment (ISO 8601)."
)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, MOST))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@in_app
def experts(
    question: str | None, *, text: str | None, tags: str, at_text: str | None, limit: int, as_json: bool
) -> None:
    """Rank helpers for a question or a text, with the reasons."""
    if (question is None) == (text is None):
        fail("give either the number of a question or --text")
    at = _moment(at_text)
    if text is not None:
        names = [name.strip().casefold() for name in tags.split(",") if name.strip()]
        found = for_text(text, names, at, limit)
    else:
        found = for_question(_question(question or ""), at, limit)
    document = {"at": at.isoformat(), "experts": [_item(each, place) for place, each in enumerate(found, 1)]}
    tell(document, as_json=as_json, words=_words(found))


def _moment(given: str | None) -> datetime:
    if given is None:
        return clock.now()
    try:
        return clock.parse(given)
    except ValueError:
        fail(f"--at: {given!r} is no moment such as 2026-01-31T12:00:00Z")


def _question(given: str) -> Question:
    number = number_in(given)
    found = db.session.get(Question, number) if number else None
    if found is None:
        fail(f"there is no question {given}")
    return found


def _item(expert: Expert, place: int) -> dict[str, Any]:
    return {
        "rank": place,
        "id": expert.member.id,
        "name": expert.member.name,
        "display_name": expert.member.display_name,
        "score": round(expert.match.score, 4),
        "reasons": _reasons(expert),
    }


def _reasons(expert: Expert) -> list[str]:
    """Sentences for the command line; tags with the longest record first."""
    match = expert.match
    told = []
    for tag, record in sorted(match.records.items(), key=lambda each: (-each[1].answers, each[0])):
        parts = [f"{_answers(record.answers)} in {tag}"]
        if record.accepted:
            parts.append(f"{record.accepted} accepted")
        if record.mean is not None:
            parts.append(f"{record.mean:.1f} stars")
        told.append(", ".join(parts))
    told.append(f"{_answers(match.lately)} in the last 30 days, {match.answers} in all")
    return told


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"


def _words(found: list[Expert]) -> str:
    lines = [
        f"{place:3}. {each.member.display_name} ({each.match.score:.2f}): {'; '.join(_reasons(each))}"
        for place, each in enumerate(found, 1)
    ]
    return "\n".join(lines) if lines else "Nobody has answered anything yet."
