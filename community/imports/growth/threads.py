"""Threads made up by chance: who asks, who answers and when, what others say of it, and how it ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from community.imports.growth.chance import Chance, count_of, delay, moments
from community.imports.growth.deeds import Opinion, Reply, Thread, Written
from community.imports.growth.people import People, Person
from community.imports.growth.sizes import Plan
from community.imports.growth.topics import Subject, Subjects
from community.imports.growth.vocabulary import Author
from community.imports.growth.words_en import ENGLISH
from community.imports.growth.words_zh import CHINESE
from community.kernel.policy import Role
from community.posts.models import PostStatus
from community.questions.models import CloseReason
from community.routing.models import MoveReason, Stage
from community.routing.rules import credit_of

ANSWERS: Final = 1.55  # a question, on average
REMARKS: Final = 0.38  # a post
RATINGS: Final = 2.2  # an answer
EDITED, REMOVED, HELD, ACCEPTED, STAFFED = 0.06, 0.008, 0.05, 0.62, 0.03
STILL_HELD: Final = timedelta(days=3)
PATIENCE: Final = timedelta(hours=12)  # longer nobody waits without an answer: the staff would have it
SPAM, OFF_TOPIC = "spam", "off-topic"
# How the stars fall for the best answers and for the worst, one to five.
BEST: Final = (0.02, 0.02, 0.06, 0.20, 0.70)
WORST: Final = (0.30, 0.20, 0.20, 0.15, 0.15)
LIFTS: Final = (MoveReason.ASKED_FOR_STAFF, MoveReason.ANGRY, MoveReason.ACCOUNT, MoveReason.STILL_NOT_SOLVED)


class Threads:
    """All threads, oldest first."""

    def __init__(self, plan: Plan, people: People, subjects: Subjects, chance: Chance) -> None:
        self._plan, self._people, self._subjects, self._chance = plan, people, subjects, chance

    def __iter__(self) -> Iterator[Thread]:
        for at in moments(self._plan.questions, self._plan.start, self._plan.days, self._chance):
            yield self._thread(at)

    def _thread(self, at: datetime) -> Thread:
        asker, subjects = self._people.asker(at), self._subjects.some()
        author = self._writes(subjects[0], chinese=asker.chinese)
        thread = Thread(
            author=asker,
            at=at,
            words=author.question(),
            chinese=asker.chinese,
            title=author.title(),
            subjects=subjects,
        )
        self._fate(thread)
        if thread.is_visible:
            self._remarks(thread, thread, author)
            popular = count_of(1.0, self._chance, 25)
            self._answers(thread, popular)
            self._interest(thread, popular)
            self._end(thread)
            self._edit(thread, author)
        return thread

    def _writes(self, subject: Subject, *, chinese: bool) -> Author:
        return Author(CHINESE if chinese else ENGLISH, subject.topic, subject.aspect, self._chance)

    def _later(self, at: datetime, median_hours: float) -> datetime | None:
        """Some time after a moment; None when that has not come yet."""
        moment = at + delay(median_hours, self._chance)
        return moment if moment < self._plan.end else None

    def _fate(self, post: Written) -> None:
        """Most posts are seen; some wait for a moderator, some were taken away."""
        draw = self._chance.random()
        if self._plan.end - post.at < STILL_HELD:
            if draw < HELD:
                post.status = PostStatus.HELD
        elif draw < REMOVED:
            post.status = PostStatus.HIDDEN
            post.hidden_at = self._later(post.at, 5) or post.at + timedelta(minutes=1)
            post.hidden_by = self._people.of_role(Role.MODERATOR, self._chance.random())
            post.hidden_reason = SPAM if draw < REMOVED / 2 else OFF_TOPIC

    def _edit(self, post: Written, author: Author) -> None:
        if self._chance.hits(EDITED):
            post.edited_at = self._later(post.at, 20)
            post.added = author.edit()

    def _remarks(self, thread: Thread, post: Written, author: Author) -> None:
        for _turn in range(count_of(REMARKS, self._chance, 30)):
            at = self._later(post.at, 8)
            if at is None:
                continue
            person = self._people.helper(at) if self._chance.hits(0.6) else thread.author
            remark = Written(author=person, at=at, words=author.remark(), chinese=thread.chinese)
            self._fate(remark)
            post.remarks.append(remark)

    def _answers(self, thread: Thread, popular: int) -> None:
        wanted = max(1, count_of(ANSWERS * (0.7 + 0.3 * popular), self._chance, 40))
        seen = {thread.author.id}
        for _turn in range(wanted):
            at = self._later(thread.at, 6)
            if at is None:
                continue
            by_staff = self._chance.hits(STAFFED)
            person = self._people.of_role(Role.AGENT, self._chance.random()) if by_staff else None
            person = person or self._people.helper(at)
            own = person.id == thread.author.id
            if person.id in seen and not (own and self._chance.hits(0.2)):
                continue
            seen.add(person.id)
            self._answer(thread, person, at, popular)
        thread.replies.sort(key=lambda reply: reply.at)

    def _answer(self, thread: Thread, person: Person, at: datetime, popular: int) -> None:
        author = self._writes(thread.subjects[0], chinese=thread.chinese)
        reply = Reply(
            author=person,
            at=at,
            words=author.answer(),
            chinese=thread.chinese,
            by_staff=person.role != Role.MEMBER,
        )
        self._fate(reply)
        if reply.is_visible:
            self._remarks(thread, reply, author)
            self._rate(reply, thread, popular)
            self._edit(reply, author)
        thread.replies.append(reply)

    def _rate(self, reply: Reply, thread: Thread, popular: int) -> None:
        raters = {reply.author.id}
        for _turn in range(count_of(RATINGS * (0.5 + 0.5 * popular), self._chance, 200)):
            at = self._later(reply.at, 30)
            if at is None:
                continue
            asker = self._chance.hits(0.15)
            rater = thread.author if asker else self._people.rater(at)
            if rater.id not in raters:
                raters.add(rater.id)
                reply.ratings.append(Opinion(rater=rater, stars=self._stars(reply.author.skill), at=at))

    def _stars(self, skill: float) -> int:
        left = self._chance.random()
        for stars, (low, high) in enumerate(zip(WORST, BEST, strict=True), 1):
            left -= low + (high - low) * skill
            if left < 0:
                return stars
        return 5

    def _interest(self, thread: Thread, popular: int) -> None:
        for people, wanted in (
            (thread.followers, count_of(0.3 + 0.2 * popular, self._chance, 80)),
            (thread.sufferers, count_of(0.2 + 0.25 * popular, self._chance, 80)),
        ):
            seen = {thread.author.id}
            for _turn in range(wanted):
                at = self._later(thread.at, 60)
                if at is not None and (person := self._people.rater(at)).id not in seen:
                    seen.add(person.id)
                    people.append((person, at))

    def _end(self, thread: Thread) -> None:
        """An answer is accepted, the staff take it on, it is closed, or it stays open."""
        shown, draw = thread.shown_replies, self._chance.random
        if shown and self._chance.hits(ACCEPTED):
            best = max(shown, key=lambda reply: (reply.author.skill, reply.at))
            at = self._later(best.at, 15)
            if at is not None and best.author.id != thread.author.id:
                by_other = self._chance.hits(0.08)
                best.accepted_at = at
                best.accepted_by = self._people.of_role(Role.MODERATOR, draw()) if by_other else thread.author
        elif not shown and self._plan.end - thread.at > PATIENCE:
            self._leave(thread)
        if thread.lifted_at is None and thread.closed_at is None and self._chance.hits(STAFFED):
            thread.lifted_at = self._later(thread.at, 10)
            thread.lifted_for = LIFTS[int(draw() * len(LIFTS))]
        self._settle(thread)

    def _leave(self, thread: Thread) -> None:
        """Nobody answered: lately the staff have it, long ago somebody closed it."""
        if self._plan.end - thread.at < timedelta(days=20):
            thread.lifted_at = thread.at + PATIENCE
            thread.lifted_for = MoveReason.UNANSWERED
            return
        elsewhere = self._chance.hits(0.5)
        thread.closed_at = thread.at + timedelta(days=5)
        thread.close_reason = CloseReason.RESOLVED_ELSEWHERE if elsewhere else CloseReason.UNCLEAR
        thread.closed_by = (
            thread.author if elsewhere else self._people.of_role(Role.MODERATOR, self._chance.random())
        )

    def _settle(self, thread: Thread) -> None:
        """Who is credited with the solution, and when a case of the staff ends."""
        accepted = next((reply for reply in thread.shown_replies if reply.accepted_at), None)
        if accepted is not None:
            thread.solved_at = accepted.accepted_at
            if thread.lifted_at and thread.solved_at and thread.lifted_at >= thread.solved_at:
                thread.lifted_at = None
            stage = Stage.TIER_1 if thread.lifted_at else Stage.CROWD
            thread.answered_by = credit_of(stage, answered_by_staff=accepted.by_staff)
        elif thread.close_reason == CloseReason.RESOLVED_ELSEWHERE:
            thread.solved_at, thread.answered_by = thread.closed_at, Stage.SELF_SERVICE
        elif thread.lifted_at and self._plan.end - thread.lifted_at > timedelta(days=20):
            thread.solved_at = thread.lifted_at + timedelta(days=2)
            thread.answered_by = Stage.TIER_1
