"""Members: the list, and one member's page."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from community.accounts.models import Member
from community.accounts.session import current_member
from community.answers import rules as star_rules
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page
from community.kernel.thresholds import threshold
from community.ratings.queries import mean_of
from community.reading import members
from community.reading.profile_numbers import Numbers, numbers_of
from community.reading.profile_posts import Posts, Shown, posts_of


@dataclass(frozen=True, slots=True)
class Profile:
    """One member's page. Numbers of help count answers to others; nothing rests on what is out of sight."""

    member: Member
    numbers: Numbers
    posts: Posts
    site_mean: float

    @property
    def response(self) -> timedelta | None:
        """How long others usually wait for this member's first answer."""
        return None if self.numbers.response is None else timedelta(seconds=self.numbers.response)

    @property
    def mean(self) -> float:
        """The plain mean of all stars received; 0 without any."""
        given = self.numbers.distribution
        return sum(n * count for n, count in enumerate(given, 1)) / sum(given) if sum(given) else 0.0

    def shown_mean(self, answer: Shown) -> float:
        """The stars of an answer as every page shows them."""
        return star_rules.shrunk(
            answer.count,
            answer.stars,
            site_mean=self.site_mean,
            weight=threshold("rating_prior_weight"),
        )


def member_or_404(name: str) -> Member:
    """The member of this name; closed accounts have no page."""
    reader = current_member()
    if reader is not None and reader.name == name:
        return reader
    member = db.session.scalars(select(Member).where(Member.name == name)).one_or_none()
    if member is None or not member.is_open:
        raise NotFound
    return member


def member_page(wanted: str, sort: str, number: int, per_page: int = 30) -> Page[members.Listed]:
    """Members who take part, by what they gave or by when they came."""
    wanted = wanted.strip()
    if wanted:
        named = members.newest_named if sort == "new" else members.named
        return named(wanted, number, per_page)
    return (members.newest if sort == "new" else members.most_helpful)(number, per_page)


def profile(member: Member, *, own: bool = False) -> Profile:
    """All of a member's page that rests on posts and ratings, in two statements; `own` adds what people said."""
    numbers = numbers_of(member.id)
    mean = mean_of(numbers.site_ratings, numbers.site_stars)
    return Profile(member, numbers, posts_of(numbers.shown, words=own), mean)
