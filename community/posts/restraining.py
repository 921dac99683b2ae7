"""What a restraint on a member changes about their posts."""

import re
from datetime import timedelta
from typing import Final

from community.kernel import clock
from community.kernel.errors import TooMany
from community.kernel.judging import Finding, Judgement, Verdict
from community.kernel.policy import Actor
from community.kernel.restraints import Restraint
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.posts import queries

_LINK_OR_PICTURE: Final = re.compile(r"""<img\s|<a\s[^>]*href="(?!\#)|https?://|\bwww\.""", re.IGNORECASE)
_LOOKED_AT: Final = Finding(
    "looked-at",
    Verdict.HOLD,
    N_("For now, somebody looks at what you write before it shows."),
    N_("You need not do anything; until when this holds stands on your page of sanctions."),
)
_NO_LINKS: Final = Finding(
    "no-links",
    Verdict.REFUSE,
    N_("For now, your posts may hold no links or pictures."),
    N_("Take them out and send it again; until when this holds stands on your page of sanctions."),
)


def judged(judgement: Judgement, restraints: frozenset[str], html: str) -> Judgement:
    """The gate's judgement, made stricter by what the writer is kept from."""
    found = [
        *([_NO_LINKS] if Restraint.NO_LINKS in restraints and _LINK_OR_PICTURE.search(html) else []),
        *([_LOOKED_AT] if Restraint.LOOKED_AT in restraints else []),
    ]
    if not found:
        return judgement
    verdicts = {judgement.verdict, *(each.verdict for each in found)}
    strictest = Verdict.REFUSE if Verdict.REFUSE in verdicts else Verdict.HOLD
    return Judgement(strictest, (*judgement.findings, *found))


def ensure_few(by: Actor) -> None:
    """Raise TooMany when a member who may write only so much a day has done so."""
    if Restraint.FEW_POSTS not in by.restraints:
        return
    most = whole("limited_posts_a_day")
    if queries.posted_since(by.id, clock.now() - timedelta(days=1)) >= most:
        raise TooMany(
            N_(
                "For now you may write %(most)s posts a day; why and until when stands on your page of "
                "sanctions. Your text is kept as a draft."
            ),
            retry_after=3600,
            most=most,
        )
