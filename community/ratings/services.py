"""Giving an answer its stars, changing them, taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, update

from community.answers import rules, threads
from community.answers.models import Answer
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db, lock_row
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.ports import ports
from community.kernel.thresholds import threshold
from community.kernel.upsert import insert, insert_once
from community.kernel.words import N_
from community.questions.models import Question
from community.ratings import queries
from community.ratings.models import Rating, RatingTotals


@dataclass(frozen=True, slots=True)
class Stars:
    """What an answer's ratings add up to; `stars` is the reader's own rating, if any."""

    stars: int | None
    mean: float
    count: int
    distribution: tuple[int, int, int, int, int]
    score: float


def rate(answer: Answer, stars: int, *, by: Actor) -> Stars:
    """Record `stars` (1-5) for `answer`; a second rating replaces the first."""
    ensure(by, Permission.RATE_ANSWER)
    if not isinstance(stars, int) or not rules.STARS[0] <= stars <= rules.STARS[-1]:
        raise Invalid(N_("Stars go from 1 to 5."), field="stars")
    _lock(answer)
    if answer.author_id == by.member_id:
        raise NotAllowed(N_("Nobody rates their own answer."))
    if not answer.is_visible:
        raise Conflict(N_("This answer is not public now, so it cannot be rated."))
    before = _standing_or_refused(answer.id, by.id)
    if before == stars:
        return stars_of(answer, stars)
    now = clock.now()
    statement = insert(Rating).values(
        answer_id=answer.id, rater_id=by.id, stars=stars, created_at=now, updated_at=now
    )
    rating_id = db.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["answer_id", "rater_id"],
            set_={"stars": stars, "updated_at": now, "withdrawn_at": None},
        ).returning(Rating.id)
    )
    _settle(answer, count=0 if before else 1, total=stars - (before or 0))
    tell(
        events.AnswerRated(
            rating_id=rating_id,
            answer_id=answer.id,
            question_id=answer.question_id,
            author_id=answer.author_id,
            rater_id=by.id,
            stars=stars,
        )
    )
    return stars_of(answer, stars)


def withdraw(answer: Answer, *, by: Actor) -> Stars:
    """Take one's rating back; nothing happens if there is none."""
    ensure(by, Permission.RATE_ANSWER)
    _lock(answer)
    rating = db.session.scalars(select(Rating).filter_by(answer_id=answer.id, rater_id=by.id)).one_or_none()
    if rating is not None and rating.withdrawn_at is None:
        take_back(answer, rating)
    return stars_of(answer, None)


def take_back(answer: Answer, rating: Rating) -> None:
    """Let a rating count no more; the row stays, so that it can be undone."""
    rating.withdrawn_at = clock.now()
    db.session.flush()
    _settle(answer, count=-1, total=-rating.stars)
    tell(
        events.RatingWithdrawn(
            rating_id=rating.id,
            answer_id=answer.id,
            question_id=answer.question_id,
            author_id=answer.author_id,
            rater_id=rating.rater_id,
        )
    )


def give_back(answer: Answer, rating: Rating) -> None:
    """Let a rating count again that was taken back."""
    rating.withdrawn_at = None
    db.session.flush()
    _settle(answer, count=1, total=rating.stars)
    tell(
        events.AnswerRated(
            rating_id=rating.id,
            answer_id=answer.id,
            question_id=answer.question_id,
            author_id=answer.author_id,
            rater_id=rating.rater_id,
            stars=rating.stars,
        )
    )


def lock_all(pairs: Iterable[tuple[Answer, Rating]]) -> None:
    """Lock the threads of many ratings, in the order of their questions, before any of them is changed."""
    for answer, rating in sorted(pairs, key=lambda pair: (pair[0].question_id, pair[0].id, pair[1].id)):
        _lock(answer)
        db.session.refresh(rating)


def stars_of(answer: Answer, own: int | None, *, mean: float | None = None) -> Stars:
    """What the answer's ratings add up to now; `mean` is the shown one, where somebody has worked it out already."""
    if mean is None:
        mean = rules.shown_mean(
            answer.distribution, site_mean=queries.site_mean(), weight=threshold("rating_prior_weight")
        )
    return Stars(
        stars=own,
        mean=mean,
        count=answer.rating_count,
        distribution=answer.distribution,
        score=answer.score,
    )


def recount(answer: Answer) -> None:
    """Make the distribution, the count and the score of an answer true. The only writer of them."""
    counts = dict(
        db.session.execute(
            select(Rating.stars, func.count())
            .where(Rating.answer_id == answer.id, Rating.withdrawn_at.is_(None))
            .group_by(Rating.stars)
        ).all()
    )
    distribution = [counts.get(stars, 0) for stars in rules.STARS]
    answer.stars_1, answer.stars_2, answer.stars_3, answer.stars_4, answer.stars_5 = distribution
    answer.rating_count = sum(distribution)
    answer.score = rules.sort_score(distribution)
    db.session.flush()


def _lock(answer: Answer) -> None:
    """Question first, then answer: the same order as everywhere, so that no two deeds wait for each other."""
    db.session.get_one(Question, answer.question_id, with_for_update=ROW_LOCK, populate_existing=True)
    lock_row(answer)


def _standing_or_refused(answer_id: int, rater_id: int) -> int | None:
    """The stars that this member's rating counts now. Raises NotAllowed where a decision keeps it away."""
    rating = db.session.execute(
        select(Rating.id, Rating.stars, Rating.withdrawn_at).filter_by(answer_id=answer_id, rater_id=rater_id)
    ).one_or_none()
    if rating is None or rating.withdrawn_at is None:
        return rating.stars if rating is not None else None
    if ports().rating_decisions.keep_away(rating.id, rating.withdrawn_at):
        raise NotAllowed(
            N_("Your stars for this answer were withdrawn by a decision, so they cannot be given again.")
        )
    return None


def _settle(answer: Answer, *, count: int, total: int) -> None:
    recount(answer)
    threads.recount(answer.question_id)
    insert_once(RatingTotals, id=1, count=0, total=0)
    db.session.execute(
        update(RatingTotals)
        .where(RatingTotals.id == 1)
        .values(count=RatingTotals.count + count, total=RatingTotals.total + total),
        execution_options={"synchronize_session": False},
    )
    db.session.get_one(RatingTotals, 1, populate_existing=True)
