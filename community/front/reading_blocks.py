"""Blocks for everyone: what others ask now, what moderators recommend, what was solved, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, case, func, select, union_all

from community.curation import queries as curation
from community.front import rules
from community.front.models import FrontOpening
from community.kernel import clock
from community.kernel.blocks import Block, Rows
from community.kernel.languages import current_language
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.questions import queries as questions
from community.questions.models import Question, SameProblem
from community.reading.queries import Row

GUESS: Final = "guess"
ANSWERED: Final = "answered"
SHOWN: Final = 5
GUESSED: Final = 6


@dataclass(frozen=True, slots=True)
class Guess:
    """A question that the reader may have come for; `why` is rising, opened or many."""

    row: Row
    why: str


def _guesses(_actor: Actor) -> Mapping[str, Select[Any]]:
    """Questions in the reader's language: those that more and more people have, and those opened most."""
    since = clock.now() - rules.LATELY
    own_words = (Question.listed, Question.lang == current_language(), Question.closed_at.is_(None))
    # Added to nothing, so that SQLite groups what it found by day instead of reading all in order.
    question, page = SameProblem.question_id + 0, FrontOpening.question_id + 0
    rising = (
        select(question.label("question_id"), func.count().label("times"))
        .where(SameProblem.created_at > since)
        .group_by(question)
        .subquery()
    )
    opened = (
        select(page.label("question_id"), func.sum(FrontOpening.count).label("times"))
        .where(FrontOpening.day > since.date())
        .group_by(page)
        .subquery()
    )
    return {
        name: select(Question.id)
        .join(some, some.c.question_id == Question.id)
        .where(*own_words)
        .order_by(some.c.times.desc(), Question.last_activity_at.desc(), Question.id.desc())
        .limit(GUESSED)
        for name, some in (("rising", rising), ("opened", opened))
    } | {
        "many": select(Question.id)
        .where(*own_words, Question.same_problem_count > 0)
        .order_by(Question.same_problem_count.desc(), Question.id.desc())
        .limit(GUESSED)
    }


def guesses(rows: Rows) -> list[Guess]:
    """One list of all: rising and opened take turns, what many have fills up; each question once."""
    rising, opened, many = (list(rows.get(name, ())) for name in ("rising", "opened", "many"))
    turns: list[Guess] = []
    for place in range(GUESSED):
        turns += [Guess(row, "rising") for row in rising[place : place + 1]]
        turns += [Guess(row, "opened") for row in opened[place : place + 1]]
    turns += [Guess(row, "many") for row in many]
    return list({guess.row.id: guess for guess in reversed(turns)}.values())[::-1][:GUESSED]


def _solved(_actor: Actor) -> Mapping[str, Select[Any]]:
    """The reader's language first; more than are shown, as those that stand above are left out."""
    own_words = case((Question.lang == current_language(), 0), else_=1)
    solved = select(Question.id).where(
        Question.listed, questions.in_state("solved"), Question.solved_at.is_not(None)
    )
    most = SHOWN + GUESSED
    newest = solved.order_by(Question.solved_at.desc(), Question.id.desc()).limit(most)
    candidates = [
        select(newest.where(each).subquery().c.id)
        for each in (Question.lang == current_language(), Question.lang != current_language())
    ]
    query = select(Question.id).where(Question.id.in_(union_all(*candidates)))
    return {"solved": query.order_by(own_words, Question.solved_at.desc(), Question.id.desc()).limit(most)}


def _waiting(actor: Actor) -> Mapping[str, Select[Any]]:
    query = select(Question.id).where(Question.listed, questions.in_state("waiting"))
    if actor.member_id is not None:
        query = query.where(Question.author_id.is_distinct_from(actor.member_id))
    return {"waiting": query.order_by(Question.asked_at.desc(), Question.id.desc()).limit(SHOWN)}


BLOCKS: Final = (
    Block(
        slug=GUESS,
        title=N_("Perhaps you want to ask this"),
        about=N_("What more and more people have this week, and what is opened often"),
        template="community/front/_guess.html",
        place=30,
        lists=_guesses,
        read=lambda _actor, rows: guesses(rows),
    ),
    Block(
        slug="recommended",
        title=N_("Recommended"),
        about=N_("Answers that moderators think everyone should know"),
        template="community/front/_recommended.html",
        place=40,
        read=lambda _actor, _rows: curation.recommended(),
    ),
    Block(
        slug=ANSWERED,
        title=N_("Answered just now"),
        about=N_("What was solved last"),
        template="community/front/_answered.html",
        place=50,
        lists=_solved,
    ),
    Block(
        slug="waiting",
        title=N_("Waiting for help"),
        about=N_("New questions without an answer, with the time that is left for one"),
        template="community/front/_waiting.html",
        place=60,
        lists=_waiting,
    ),
)
