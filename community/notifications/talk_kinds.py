"""Notifications about what others say on your posts, and about an address that letters do not reach."""

from typing import Final

from community.kernel.words import N_, NN_
from community.notifications.kind import Kind

TALK: Final = (
    Kind(
        "comment",
        N_("Comments on your posts"),
        N_("%(actor)s commented on “%(title)s”"),
        icon="comment",
        people=NN_(
            "%(actor)s and %(num)s other person commented on “%(title)s”",
            "%(actor)s and %(num)s others commented on “%(title)s”",
        ),
        times=NN_(
            "%(actor)s wrote %(num)s comment on “%(title)s”",
            "%(actor)s wrote %(num)s comments on “%(title)s”",
        ),
    ),
    Kind(
        "mention",
        N_("Posts that name you"),
        N_("%(actor)s names you in “%(title)s”"),
        icon="comment",
        people=NN_(
            "%(actor)s and %(num)s other person name you in “%(title)s”",
            "%(actor)s and %(num)s others name you in “%(title)s”",
        ),
        times=NN_(
            "%(actor)s names you %(num)s time in “%(title)s”",
            "%(actor)s names you %(num)s times in “%(title)s”",
        ),
    ),
    Kind(
        "rated",
        N_("Your answers were found helpful"),
        N_("Somebody found your answer to “%(title)s” helpful"),
        icon="star",
        times=NN_(
            "%(num)s person found your answer to “%(title)s” helpful",
            "%(num)s people found your answer to “%(title)s” helpful",
        ),
    ),
    Kind(
        "unreachable",
        N_("Letters to your address come back"),
        N_("Our e-mails come back: the mail server there does not know your address. Please check it"),
        icon="mail",
        place="/settings/notifications",
    ),
)
