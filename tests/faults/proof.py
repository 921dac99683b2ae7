"""Comparing the book of those who wrote with what the site holds afterwards."""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import has_app_context
from sqlalchemy import func, select

from app import create_app
from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock, jobs
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.policy import Role
from community.kernel.site_cli import prepare_site
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from moderation.audit.models import ModerationLogEntry
from moderation.escalation.models import Case
from moderation.flags.models import Flag
from moderation.review.models import ReviewItem
from moderation.review.rules import SPOT_CHECKS
from tests.faults.load import DONE, REFUSED, Load, Writer
from tests.faults.stack import SECRET, Stack

MARK = re.compile(r"\b[0-9a-f]{12}\b")


@contextmanager
def within(site: Stack, name: str = "looking") -> Iterator[None]:
    """The application in this process, on the database of the site."""
    if has_app_context():
        yield
        return
    where = site.environment.get("HUZHU_DATABASE_URL", "")
    folder = site.folder / (name if where else "site")
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SECRET,
        rate_limits="off",
        database_url=where,
        queue_url="",
    )
    app = create_app(settings.prepared())
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def people(site: Stack, moderators: int = 2, members: int = 2) -> list[Writer]:
    """Make the site and those who write on it: moderators without limits, and newcomers who soon meet theirs."""
    made = []
    with within(site):
        prepare_site()
        for number in range(moderators + members):
            name, now = f"writer{number}", clock.now()
            role = Role.MODERATOR if number < moderators else Role.MEMBER
            with unit_of_work():
                member = Member(
                    name=name,
                    name_key=name,
                    display_name=name,
                    email=f"{name}@example.com",
                    email_key=f"{name}@example.com",
                    role=role,
                    created_at=now,
                    confirmed_at=now,
                )
                db.session.add(member)
                db.session.flush()
                made.append(Writer(name, accounts.create_token(member)))
    return made


def somebody(site: Stack, role: str = Role.MEMBER) -> tuple[str, str]:
    """The name and password of a new member who may sign in with the form."""
    name = f"reader{secrets.token_hex(3)}"
    password = "a long enough phrase for " + name[::-1]
    with within(site):
        prepare_site()
        who = accounts.applicant(name, f"{name}@example.com", password, consent=True)
        with unit_of_work():
            accounts.create_member(who, role)
    return name, password


def _marks(column: object) -> "Counter[str]":
    return Counter(
        mark for text in db.session.scalars(select(column)) for mark in set(MARK.findall(str(text or "")))
    )


def marks_there() -> set[str]:
    """The marks of all questions and answers."""
    return set(_marks(Question.title)) | set(_marks(Answer.body_markdown))


def differences(load: Load) -> list[str]:
    """What is missing, doubled, or there though it was refused; call it inside the application."""
    db.session.rollback()
    there = {
        "ask": _marks(Question.title),
        "alarm": _marks(Question.title),
        "answer": _marks(Answer.body_markdown),
        "comment": _marks(Comment.body_markdown),
        "report": _marks(Flag.note),
    }
    found = []
    for kind, marks in there.items():
        for deed in (each for each in load.book if each.kind == kind):
            count = marks[deed.mark]
            fits = count == 1 if deed.state == DONE else count == 0 if deed.state == REFUSED else count <= 1
            if not fits:
                found.append(f"{deed}: there {count} times")
    return found + _of_ratings(load) + _of_solutions(load) + _of_cases(load) + _of_decisions(load)


def _of_ratings(load: Load) -> list[str]:
    """One person's stars for one answer are the last that were acknowledged, or later ones without an answer."""
    names = dict(db.session.execute(select(Member.id, Member.name)).all())
    rows = db.session.execute(select(Rating.answer_id, Rating.rater_id, Rating.stars)).all()
    ours = {each.place for each in load.done("answer")}  # others may have written here before
    kept = {(answer, names[rater]): str(stars) for answer, rater, stars in rows if answer in ours}
    by_pair: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for deed in load.book:
        if deed.kind == "rate" and deed.state != REFUSED:
            by_pair.setdefault((deed.place, deed.by), []).append((deed.state, deed.mark))
    found = [f"stars of {pair} that nobody gave" for pair in kept.keys() - by_pair.keys()]
    for pair, given in by_pair.items():
        last = max((at for at, (state, _stars) in enumerate(given) if state == DONE), default=-1)
        may_be = {stars for _state, stars in given[max(last, 0) :]} | ({None} if last < 0 else set())
        if kept.get(pair) not in may_be:
            found.append(f"stars of {pair}: {kept.get(pair)} instead of {may_be}")
    return found


def _of_solutions(load: Load) -> list[str]:
    """Whoever was told that an answer is accepted finds it so; nobody finds it who was refused."""
    deeds = [each for each in load.book if each.kind == "solve"]
    acknowledged = {each.place for each in deeds if each.state == DONE}
    tried = {each.place for each in deeds if each.state != REFUSED}
    accepted = set(db.session.scalars(select(Answer.id).where(Answer.accepted_at.is_not(None))))
    ours = {each.place for each in load.done("answer")}
    return [
        *(f"answer {each} is not accepted" for each in acknowledged - accepted),
        *(f"answer {each} is accepted, and nobody did that" for each in (accepted & ours) - tried),
    ]


def _of_cases(load: Load) -> list[str]:
    """Each alarm that is public is a case, and one only; so is each that is held, once it is public."""
    held = Question.status != PostStatus.PUBLISHED
    rows = db.session.execute(select(Question.title, Question.id, held))
    asked = {mark: (number, waits) for title, number, waits in rows for mark in MARK.findall(title)}
    cases = Counter(db.session.scalars(select(Case.question_id)))
    found = []
    for deed in load.done("alarm"):
        number, waits = asked.get(deed.mark, (0, False))
        if cases[number] != 1 and not (waits and not cases[number]):
            found.append(f"{deed}: {cases[number]} cases")
    return found


def _of_decisions(load: Load) -> list[str]:
    """What somebody was told is decided is so, by them, and stands in the log once."""
    names = dict(db.session.execute(select(Member.id, Member.name)).all())
    logged = Counter(
        data["item"]
        for data in db.session.scalars(
            select(ModerationLogEntry.data).where(ModerationLogEntry.act == "review-approve")
        )
    )
    found = [f"item {number} is decided {count} times" for number, count in logged.items() if count > 1]
    for deed in load.done("decide"):
        item = db.session.get_one(ReviewItem, deed.place)
        theirs = (item.decision, names.get(item.decided_by_id or 0)) == ("approve", deed.by)
        if item.state not in SPOT_CHECKS and not (theirs and logged[item.id] == 1):
            found.append(f"{deed}: {item.state} {item.decision}, {logged[item.id]} times in the log")
    return found


def jobs_done(ahead: timedelta = timedelta()) -> bool:
    """Whether nothing is due any more, or will be in a moment because it failed just now."""
    db.session.rollback()
    due = (Job.state == JobState.WAITING, Job.run_at <= clock.now() + ahead)
    return not db.session.scalar(select(func.count()).select_from(Job).where(*due))


def no_job_dead() -> bool:
    """Whether no job was given up."""
    return not db.session.scalar(select(func.count()).select_from(Job).where(Job.state == jobs.JobState.DEAD))


def dead_job() -> int:
    """The number of the one job that was given up."""
    return db.session.scalars(select(Job.id).where(Job.state == JobState.DEAD)).one()


def breaches(site: Stack, name: str = "site") -> str:
    """What `huzhu check` finds, as it says it; empty when all is well."""
    done = site.run("check", name=name)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def logged(folder: Path, word: str) -> int:
    """How often a word stands in the logs of the site's processes."""
    return sum(path.read_text(errors="replace").count(word) for path in folder.glob("*.log"))
