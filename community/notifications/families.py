"""Kinds in families: how the settings show them, who hears of them at all, and what holds until somebody chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from community.kernel.policy import MODERATORS, STAFF, Role
from community.kernel.words import N_
from community.notifications.catalogue import KINDS
from community.notifications.kind import Kind
from community.notifications.rules import Choice, Pace


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds that belong together. `email` is the pace of what is not written at once; `roles` None: everybody's."""

    slug: str
    title: str
    about: str
    kinds: tuple[str, ...]
    email: Pace = Pace.OFF
    roles: frozenset[str] | None = None
    always: bool = False


FAMILIES: Final = (
    Family(
        "mine",
        N_("Your questions"),
        N_("What happens to what you asked."),
        tuple(
            "answer with-staff returned letter survey settled joined closed merged incident-resolved".split()
        ),
        Pace.DAILY,
    ),
    Family(
        "posts",
        N_("Your answers and texts"),
        N_("What others say and do about what you wrote."),
        tuple(
            "comment mention accepted rated thanked recommended edit-suggested edit-approved edit-refused "
            "article-credited article-sent-back".split()
        ),
        Pace.DAILY,
    ),
    Family(
        "following",
        N_("What you follow"),
        N_("Questions and tags that you chose yourself."),
        ("followed-answer", "tag-question"),
        Pace.DAILY,
    ),
    Family(
        "helping",
        N_("Helping"),
        N_("When somebody waits whom you could help."),
        ("welcome", "invitation", "invitation-any", "licence"),
    ),
    Family(
        "standing",
        N_("Badges, levels and campaigns"),
        N_("What you earned, and what is to be earned."),
        ("badge", "level", "campaign-began", "campaign-result"),
    ),
    Family(
        "care",
        N_("Reviews and reports"),
        N_("What a moderator did with your texts and your reports."),
        tuple(
            "held published mended refused removed hidden-by-flags parts-covered parts-shown parts-kept "
            "private-revealed flag-upheld flag-dismissed flag-stale flag-answered review-paused review-stopped "
            "review-resumed points-undone points-restored integrity-confirmed integrity-dismissed "
            "integrity-undone".split()
        ),
    ),
    Family(
        "always",
        N_("Sanctions, appeals and your address"),
        N_(
            "These concern your rights or your account: they always come, at once, also in quiet hours. "
            "Letters about your password and address do, too."
        ),
        tuple(
            "warned limited suspended post-removed sanction-changed sanction-ended appeal-opened appeal-asked "
            "appeal-answered appeal-granted appeal-partly appeal-refused appeal-moot unreachable".split()
        ),
        always=True,
    ),
    Family(
        "moderating",
        N_("For moderators"),
        N_("What waits for you in the queue."),
        ("flag-asked", "flags-overdue", "appeal-late", "list-cut-off"),
        roles=MODERATORS,
    ),
    Family(
        "team",
        N_("For the support team"),
        N_("Cases, promises and hand-overs."),
        tuple(
            "case case-urgent case-due case-late case-answered case-unreachable mentioned low-satisfaction "
            "case-given case-assigned case-taken case-declined case-back case-gone".split()
        ),
        roles=STAFF,
    ),
    Family(
        "running",
        N_("For admins"),
        N_("When something that the site does by itself has stopped."),
        ("webhook-stopped",),
        roles=frozenset({Role.ADMIN}),
    ),
    Family(
        "articles",
        N_("Articles"),
        N_("When somebody of the team should look at one again."),
        ("article-due",),
        roles=STAFF | MODERATORS,
    ),
)
FAMILY_OF: Final[Mapping[str, Family]] = {slug: family for family in FAMILIES for slug in family.kinds}
# What rings on a device at once, once somebody has asked for that there.
PUSHED: Final = frozenset(
    "answer letter mention comment invitation case-urgent case-given case-answered mentioned with-staff".split()
)
# Small talk: several pieces are worth one letter, so that the first waits a little for the next.
CHATTER: Final = frozenset(
    "comment mention followed-answer tag-question rated thanked edit-suggested".split()
)
PACED: Final[Mapping[str, Pace]] = {
    "comment": Pace.HOURLY,
    "mention": Pace.HOURLY,
    "tag-question": Pace.WEEKLY,
}
# What a muted question still tells: letters and what the team decides are no small talk.
MUTABLE: Final = frozenset(
    "answer comment mention accepted rated thanked recommended edit-suggested followed-answer tag-question "
    "invitation invitation-any returned merged joined".split()
)
OF_PEOPLE: Final = frozenset({"mention"})
# What became of a report is told also where the post is gone, without its title then.
OF_REPORTS: Final = frozenset("flag-upheld flag-dismissed flag-stale flag-answered".split())
EVERYTHING: Final = "*"


def usual(kind: Kind) -> Choice:
    """What holds for a kind until a member chooses."""
    family = FAMILY_OF[kind.slug]
    collected = PACED.get(kind.slug, family.email)
    push = Pace.INSTANT if family.always or kind.slug in PUSHED else Pace.OFF
    return Choice(Pace.INSTANT, Pace.INSTANT if kind.by_email or family.always else collected, push)


def is_always(kind: str) -> bool:
    """Whether nobody can switch this off."""
    return FAMILY_OF[kind].always


def families_for(role: str, *, hides_game: bool) -> list[tuple[Family, list[Kind]]]:
    """What a member of this role may hear of, in families."""
    found = []
    for family in FAMILIES:
        if family.roles is not None and role not in family.roles:
            continue
        kinds = [KINDS[slug] for slug in family.kinds]
        kept = [kind for kind in kinds if not (kind.game and hides_game)]
        if kept:
            found.append((family, kept))
    return found


@cache
def closed_to(role: str) -> frozenset[str]:
    """The kinds that only other roles hear of: they quote what staff say among themselves."""
    return frozenset(
        slug
        for family in FAMILIES
        for slug in family.kinds
        if family.roles is not None and role not in family.roles
    )


def muted_kinds(question_id: int | None) -> frozenset[str]:
    """The kinds that a mute leaves out: one of a question, or else one of a person."""
    return MUTABLE if question_id else OF_PEOPLE
