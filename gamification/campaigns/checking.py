"""What is wrong with a plan, one sentence a field."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from community.kernel.errors import Invalid
from community.kernel.languages import LANGUAGES
from community.kernel.text import slug as slug_of
from community.kernel.words import N_
from gamification.campaigns import rules
from gamification.campaigns.rules import Metric, Orientation, Plan, Ties

RESERVED: Final = frozenset({"new"})
NUMBERS: Final = (
    ("daily_cap", 1, rules.CAP_MOST),
    ("pair_cap", 1, rules.CAP_MOST),
    ("budget", 0, rules.BUDGET_MOST),
    ("rate", 1, rules.RATE_MOST),
    ("band", 1, rules.CAP_MOST),
)
TEXTS: Final = (
    ("title", rules.TITLE_LONGEST),
    ("title_zh", rules.TITLE_LONGEST),
    ("text", rules.TEXT_LONGEST),
    ("text_zh", rules.TEXT_LONGEST),
    ("unit", rules.UNIT_LONGEST),
    ("unit_zh", rules.UNIT_LONGEST),
    ("product", rules.PRODUCT_LONGEST),
)


def problems(plan: Plan, now: datetime) -> list[Invalid]:
    """Everything that must be mended before this can be a campaign."""
    return [*_texts(plan), *_choices(plan), *_dates(plan, now), *_weights(plan), *_numbers(plan)]


def text_problems(plan: Plan) -> list[Invalid]:
    """The same for the texts alone."""
    return list(_texts(plan))


def end_problems(ends_at: datetime, *, was: datetime, starts_at: datetime) -> list[Invalid]:
    """What is wrong with another end of a campaign that runs: it may only become longer."""
    if ends_at < was:
        return [Invalid(N_("A campaign that runs can end later, but not earlier."), field="ends_at")]
    return list(_length(starts_at, ends_at))


def _texts(plan: Plan) -> Iterator[Invalid]:
    if not plan.title and not plan.title_zh:
        yield Invalid(N_("Give it a title, in English or in Chinese."), field="title")
    for name, longest in TEXTS:
        if len(getattr(plan, name)) > longest:
            yield Invalid(N_("At most %(longest)s characters, please."), field=name, longest=longest)
    if plan.budget and not plan.unit and not plan.unit_zh:
        yield Invalid(N_("Say what the budget is counted in, for example “credit points”."), field="unit")


def _choices(plan: Plan) -> Iterator[Invalid]:
    if plan.slug and (slug_of(plan.slug, "") != plan.slug or plan.slug in RESERVED):
        yield Invalid(
            N_("The address can hold small letters, digits and hyphens, and may not be “new”."), field="slug"
        )
    if plan.orientation not in set(Orientation):
        yield Invalid(N_("Choose content, community or product."), field="orientation")
    if plan.ties not in set(Ties):
        yield Invalid(N_("Choose what equal scores mean."), field="ties")
    if plan.lang and plan.lang not in LANGUAGES:
        yield Invalid(N_("There is no such language here."), field="lang")
    if len(plan.tags) > rules.TAGS_MOST:
        yield Invalid(N_("At most %(most)s tags, please."), field="tags", most=rules.TAGS_MOST)
    if plan.orientation == Orientation.PRODUCT and not plan.product and not plan.tags:
        yield Invalid(
            N_("A product-oriented campaign needs a product, or at least one tag."), field="product"
        )


def _dates(plan: Plan, now: datetime) -> Iterator[Invalid]:
    if plan.starts_at < now - rules.LATEST_START_BEFORE_NOW:
        yield Invalid(
            N_("The start lies too far back; it can be at most %(days)s days ago."),
            field="starts_at",
            days=rules.LATEST_START_BEFORE_NOW.days,
        )
    if plan.starts_at > now + rules.LATEST_START_AFTER_NOW:
        yield Invalid(N_("The start lies too far ahead; it can be at most two years off."), field="starts_at")
    if plan.ends_at <= plan.starts_at:
        yield Invalid(N_("The end must be after the start."), field="ends_at")
    elif plan.ends_at <= now:
        yield Invalid(N_("The end must lie in the future."), field="ends_at")
    else:
        yield from _length(plan.starts_at, plan.ends_at)


def _length(starts_at: datetime, ends_at: datetime) -> Iterator[Invalid]:
    if ends_at - starts_at < rules.SHORTEST:
        yield Invalid(N_("A campaign lasts at least an hour."), field="ends_at")
    if ends_at - starts_at > rules.LONGEST:
        yield Invalid(N_("A campaign lasts at most %(days)s days."), field="ends_at", days=rules.LONGEST.days)


def _weights(plan: Plan) -> Iterator[Invalid]:
    unknown = [name for name in plan.weights if name not in set(Metric)]
    if unknown:
        yield Invalid(N_("There is no metric called “%(name)s”."), field="weights", name=min(unknown)[:40])
        return
    wrong = [name for name, weight in plan.weights.items() if not 0 <= weight <= rules.WEIGHT_MOST]
    if wrong:
        yield Invalid(
            N_("A weight is a whole number from 0 to %(most)s; mend “%(name)s”."),
            field="weights",
            most=rules.WEIGHT_MOST,
            name=min(wrong),
        )
    elif not any(plan.weights.values()):
        yield Invalid(N_("Give at least one deed a weight above 0."), field="weights")


def _numbers(plan: Plan) -> Iterator[Invalid]:
    for name, least, most in NUMBERS:
        value = getattr(plan, name)
        if name == "budget" and value < 0:
            yield Invalid(N_("A budget cannot be negative; 0 means no rewards."), field=name)
        elif not least <= value <= most:
            yield Invalid(
                N_("This must be a whole number from %(least)s to %(most)s."),
                field=name,
                least=least,
                most=most,
            )
