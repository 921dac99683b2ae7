"""Acts around what is said in a case."""

from typing import Final

from community.kernel.words import N_
from moderation.audit.acts import Act, Family

C = Family.CASES

CONVERSING: Final = (
    Act(
        "case-private-kept",
        C,
        N_("Replies sent with what looked private"),
        N_("%(by)s found that nothing in a reply was private (%(thing)s)"),
    ),
    Act(
        "case-summarised",
        C,
        N_("Private solutions told to the thread"),
        N_("%(by)s told the thread, without private data, how %(thing)s was solved"),
    ),
    Act("case-note-edited", C, N_("Notes mended"), N_("%(by)s mended a note in %(thing)s"), told=False),
    Act("case-note-pinned", C, N_("Notes pinned"), N_("%(by)s pinned a note in %(thing)s"), told=False),
    Act("case-note-unpinned", C, N_("Notes unpinned"), N_("%(by)s unpinned a note in %(thing)s"), told=False),
    Act("case-team", C, N_("Cases given to a team"), N_("%(by)s gave %(thing)s to a team"), told=False),
    Act(
        "case-solved-by-asker",
        C,
        N_("Cases that the customer called solved"),
        N_("%(by)s said that %(thing)s is solved"),
    ),
    Act("macro-kept", C, N_("Macros kept"), N_("%(by)s kept the macro %(thing)s")),
    Act("macro-dropped", C, N_("Macros dropped"), N_("%(by)s dropped the macro %(thing)s")),
    Act("macro-run", C, N_("Macros done"), N_("%(by)s did a macro in %(thing)s"), told=False),
)
