"""Notifications about cases: for the team what comes and what is due, for all what is said in and around them."""

from typing import Final

from community.kernel.words import N_, NN_
from community.notifications.kind import Kind

CASES: Final = (
    Kind("case", N_("New cases, for the team"), N_("A new case: “%(title)s”"), icon="desk", place="%(path)s"),
    Kind(
        "case-urgent",
        N_("Urgent cases, for the team"),
        N_("An urgent case has come: “%(title)s”"),
        by_email=True,
        icon="bolt",
        place="%(path)s",
    ),
    Kind(
        "case-due",
        N_("Cases that are due soon, for the team"),
        N_("Due soon: “%(title)s”"),
        icon="clock",
        place="%(path)s",
    ),
    Kind(
        "case-late",
        N_("Cases that are late, for the team"),
        N_("Late: “%(title)s”"),
        icon="warn",
        place="%(path)s",
    ),
    Kind(
        "letter",
        N_("Our team writes to you alone"),
        N_("%(actor)s from our team wrote to you about “%(title)s”"),
        by_email=True,
        icon="lock",
        place="%(path)s",
    ),
    Kind(
        "survey",
        N_("How our service was"),
        N_("How was our help with “%(title)s”? Two questions, half a minute"),
        by_email=True,
        icon="star",
        place="%(path)s",
    ),
    Kind(
        "case-answered",
        N_("A customer answered, for the team"),
        N_("%(actor)s answered in “%(title)s”"),
        icon="answer",
        times=NN_(
            "%(actor)s answered once in “%(title)s”",
            "%(actor)s answered %(num)s times in “%(title)s”",
        ),
        place="%(path)s",
    ),
    Kind(
        "case-unreachable",
        N_("A letter to a customer came back, for the team"),
        N_("Our letter about “%(title)s” came back: it did not reach the customer"),
        icon="warn",
        place="%(path)s",
    ),
    Kind(
        "mentioned",
        N_("Notes that name you, for the team"),
        N_("%(actor)s names you in a note on “%(title)s”"),
        icon="note",
        place="%(path)s",
    ),
    Kind(
        "low-satisfaction",
        N_("A customer expected more, for the team"),
        N_("%(actor)s expected more from our help with “%(title)s”"),
        icon="warn",
        place="%(path)s",
    ),
)
