"""Notifications about articles."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

ARTICLES: Final = (
    Kind(
        "article-credited",
        N_("Articles made from your answers"),
        N_("Your answer became an article: “%(title)s”"),
        icon="article",
        place="/articles/%(article)s",
    ),
    Kind(
        "article-sent-back",
        N_("Your article is to be mended"),
        N_("%(actor)s sent “%(title)s” back: %(why)s"),
        icon="undo",
        place="/articles/%(article)s",
    ),
    Kind(
        "article-due",
        N_("Articles that need another look, for the team"),
        N_("Please look whether it is still right: “%(title)s”"),
        icon="clock",
        place="/articles/%(article)s",
    ),
)
