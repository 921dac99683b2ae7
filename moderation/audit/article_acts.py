"""Acts on articles."""

from typing import Final

from community.kernel.words import N_
from moderation.audit.acts import Act, Family

S = Family.SITE

ARTICLES: Final = (
    Act("article-drafted", S, N_("Articles begun"), N_("%(by)s began %(thing)s"), told=False),
    Act(
        "article-promoted",
        S,
        N_("Articles begun from a question"),
        N_("%(by)s began %(thing)s from a question"),
        told=False,
    ),
    Act(
        "article-translated",
        S,
        N_("Translations begun"),
        N_("%(by)s began to translate %(thing)s"),
        told=False,
    ),
    Act("article-edited", S, N_("Articles edited"), N_("%(by)s edited %(thing)s"), told=False),
    Act(
        "article-submitted",
        S,
        N_("Articles given to review"),
        N_("%(by)s gave %(thing)s to review"),
        told=False,
    ),
    Act("article-sent-back", S, N_("Articles sent back"), N_("%(by)s sent %(thing)s back"), told=False),
    Act("article-published", S, N_("Articles published"), N_("%(by)s published %(thing)s")),
    Act(
        "article-dropped",
        S,
        N_("Changes to articles put away"),
        N_("%(by)s put the changes to %(thing)s away"),
        told=False,
    ),
    Act(
        "article-confirmed",
        S,
        N_("Articles found right"),
        N_("%(by)s found %(thing)s still right"),
        told=False,
    ),
    Act("article-retired", S, N_("Articles retired"), N_("%(by)s retired %(thing)s")),
    Act(
        "article-brought-back",
        S,
        N_("Articles brought back"),
        N_("%(by)s brought %(thing)s back"),
        told=False,
    ),
)
