"""Finding kept answers, and what their variables stand for in a case."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlalchemy import or_, select

from community.accounts.models import Member
from community.kernel import clock, masks
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.furnish import site_settings
from community.kernel.policy import Actor
from community.kernel.sheaf import Sheaf
from moderation.canned import rules
from moderation.canned.catalogue import ON_A_CASE, VARIABLES
from moderation.canned.models import CannedResponse
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case

SHOWN: Final = 12
LONGEST_WANTED: Final = 200  # databases refuse patterns of any length


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A response filled in for a case; `other_language` tells that there is none in the customer's."""

    id: int
    title: str
    shortcut: str
    category: str
    lang: str
    body: str
    empty: tuple[str, ...]
    other_language: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A response with all its versions, for the page that keeps them."""

    slug: str
    versions: Sequence[CannedResponse]

    @property
    def first(self) -> CannedResponse:
        return self.versions[0]

    @property
    def used_count(self) -> int:
        return sum(each.used_count for each in self.versions)

    @property
    def used_at(self) -> datetime | None:
        return max((each.used_at for each in self.versions if each.used_at), default=None)


def wanted(sheaf: Sheaf) -> list[CannedResponse]:
    """Let a page of a case read what `ready` chooses from, together with its other lists."""
    fits = CannedResponse.channel.in_(ON_A_CASE)
    return sheaf.list_of(CannedResponse, fits, order=[CannedResponse.title, CannedResponse.id])


def ready(
    wanted: str,
    case: Case | None,
    actor: Actor,
    limit: int = SHOWN,
    known: Sequence[CannedResponse] | None = None,
) -> list[Ready]:
    """Responses whose shortcut, title, category or text holds `wanted`: best match first, one version each.

    `known` is what there is for a case, where the page has read it already.
    """
    wanted = wanted.strip().casefold()[:LONGEST_WANTED]
    found = _holding(wanted, case) if wanted or known is None else known
    lang = case.lang if case else "en"
    chosen = _versions(found, lang)
    chosen.sort(key=lambda each: (_rank(each, wanted), each.lang != lang, -each.used_count, each.title))
    values = {code: values_of(case, actor, code) for code in {each.lang for each in chosen[:limit]}}
    return [_filled(each, values[each.lang], lang) for each in chosen[:limit]]


def _holding(wanted: str, case: Case | None) -> Sequence[CannedResponse]:
    query = select(CannedResponse).order_by(CannedResponse.title, CannedResponse.id)
    if case is not None:
        query = query.where(CannedResponse.channel.in_(ON_A_CASE))
    if wanted:
        query = query.where(
            or_(
                CannedResponse.title.icontains(wanted, autoescape=True),
                CannedResponse.body.icontains(wanted, autoescape=True),
                CannedResponse.category.icontains(wanted, autoescape=True),
                CannedResponse.shortcut.startswith(wanted, autoescape=True),
            )
        )
    return db.session.scalars(query).all()


def _versions(found: Sequence[CannedResponse], lang: str) -> list[CannedResponse]:
    by_slug: dict[str, dict[str, CannedResponse]] = defaultdict(dict)
    for each in found:
        by_slug[each.slug][each.lang] = each
    return [there[rules.language_for(lang, there)] for there in by_slug.values()]


def _rank(each: CannedResponse, wanted: str) -> int:
    if wanted and each.shortcut == wanted:
        return 0
    if wanted and each.shortcut.startswith(wanted):
        return 1
    return 2 if wanted in each.title.casefold() else 3


def _filled(each: CannedResponse, values: dict[str, str], lang: str) -> Ready:
    filled = rules.fill(each.body, values)
    return Ready(
        id=each.id,
        title=each.title,
        shortcut=each.shortcut,
        category=each.category,
        lang=each.lang,
        body=filled.text,
        empty=filled.empty,
        other_language=each.lang != lang,
    )


def one_ready(response_id: int, case: Case, actor: Actor) -> Ready:
    """One response filled in for a case; raises NotFound."""
    found = db.session.get(CannedResponse, response_id)
    if found is None:
        raise NotFound
    return _filled(found, values_of(case, actor, found.lang), case.lang)


def values_of(case: Case | None, actor: Actor, lang: str) -> dict[str, str]:
    """What each variable stands for in a case, in the words of a language; "" where nothing is known."""
    me = db.session.get_one(Member, actor.id).display_name
    if case is None:
        return {each.slug: each.example for each in VARIABLES} | {
            "agent": me,
            "community": site_settings().site_name,
            "greeting": rules.greeting(clock.now().hour, lang),
        }
    question = escalation.shown(case).question
    asker = question.author if question.author and question.author.is_open else None
    zone = _zone(asker)
    address = f"/questions/{question.id}/{question.slug}"
    return {
        "customer": asker.display_name if asker else "",
        "agent": me,
        "greeting": rules.greeting(clock.now().astimezone(zone).hour, lang),
        "question": masks.labelled(question.title),
        "link": site_settings().base_url + address,
        "tags": ("、" if lang.startswith("zh") else ", ").join(each.name for each in question.tags),
        "product": question.product or "",
        "case": str(case.id),
        # What is late already is no moment by which anybody hears.
        "due": _spoken(case.due_at, zone, lang) if case.due_at and case.due_at > clock.now() else "",
        "community": site_settings().site_name,
    }


def _zone(member: Member | None) -> ZoneInfo:
    return ZoneInfo(member.timezone if member and member.timezone else "UTC")


def _spoken(moment: datetime, zone: ZoneInfo, lang: str) -> str:
    pattern = "M月d日EEEE HH:mm" if lang.startswith("zh") else "EEEE d MMMM, HH:mm"
    return str(format_datetime(moment, pattern, tzinfo=zone, locale=lang.replace("-", "_")))


def kept(wanted: str = "", category: str = "") -> list[Kept]:
    """Every response with its versions, by category and title; `wanted` looks into all of it."""
    rows = db.session.scalars(
        select(CannedResponse).order_by(
            CannedResponse.category, CannedResponse.slug, CannedResponse.lang, CannedResponse.id
        )
    ).all()
    by_slug: dict[str, list[CannedResponse]] = defaultdict(list)
    for each in rows:
        by_slug[each.slug].append(each)
    found = [Kept(slug=slug, versions=versions) for slug, versions in by_slug.items()]
    wanted = wanted.strip().casefold()[:LONGEST_WANTED]
    return [
        each
        for each in found
        if (not category or each.first.category == category)
        and any(
            wanted in f"{one.title}\n{one.body}\n{one.shortcut}\n{one.category}".casefold()
            for one in each.versions
        )
    ]


def of_slug(slug: str) -> Kept:
    """A response with its versions; raises NotFound."""
    found = [each for each in kept() if each.slug == slug]
    if not found:
        raise NotFound
    return found[0]


def categories() -> list[str]:
    """Every category in use."""
    named = select(CannedResponse.category).where(CannedResponse.category != "").distinct()
    return sorted(db.session.scalars(named).all())
