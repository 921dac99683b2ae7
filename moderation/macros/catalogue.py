"""Every deed that a macro can be made of: one entry each, and pages, preview and programs know it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from moderation.macros import deeds
from moderation.macros.deeds import Doing
from moderation.staff import catalogue as staff

TEAMS: Final = tuple(team.slug for team in staff.TEAMS)


@dataclass(frozen=True, slots=True)
class Param:
    """What a deed needs: a longer text, a line, or one of `options`. Variables are filled in for the case."""

    slug: str
    title: str
    longest: int = 10_000
    options: tuple[str, ...] = ()
    needed: bool = True

    @property
    def kind(self) -> str:
        """How it is asked for."""
        if self.options:
            return "select"
        return "textarea" if self.longest > 200 else "text"  # noqa: PLR2004 - what fits into a line


@dataclass(frozen=True, slots=True)
class Deed:
    """`tells` says what will happen, with the params filled in; `unseen` where the question is not public.

    What `leaves` takes the case out of one's hands, so nothing can follow.
    """

    slug: str
    title: str
    tells: str
    do: Callable[[Doing], None]
    params: tuple[Param, ...] = ()
    unseen: str = ""
    leaves: bool = False


_TEXT: Final = Param("text", N_("Text"))
DEEDS: Final = Catalogue(
    [
        Deed(
            "reply",
            N_("Reply in the thread"),
            N_("reply in the public thread: “%(text)s”"),
            deeds.reply,
            (_TEXT,),
            unseen=N_("write to the asker alone, since the question is not public: “%(text)s”"),
        ),
        Deed(
            "letter",
            N_("Write to the asker alone"),
            N_("write to the asker alone: “%(text)s”"),
            deeds.letter,
            (_TEXT,),
        ),
        Deed("note", N_("Add a note for staff"), N_("note for staff: “%(text)s”"), deeds.note, (_TEXT,)),
        Deed(
            "tag",
            N_("Add a tag"),
            N_("tag the question with “%(tag)s”"),
            deeds.tag,
            (Param("tag", N_("Tag"), longest=35),),
        ),
        Deed("wait", N_("Wait for the customer"), N_("wait for the customer; no clock runs"), deeds.wait),
        Deed("hold", N_("Put on hold"), N_("put the case on hold; no clock runs"), deeds.hold),
        Deed(
            "give",
            N_("Give to somebody"),
            N_("give the case to %(member)s"),
            deeds.give,
            (Param("member", N_("Name"), longest=40),),
            leaves=True,
        ),
        Deed(
            "team",
            N_("Pass to a team"),
            N_("pass the case to the team “%(team)s”"),
            deeds.team,
            (Param("team", N_("Team"), options=TEAMS),),
            leaves=True,
        ),
        Deed(
            "pass-on",
            N_("Pass on to the specialists"),
            N_(
                "pass the case on to the specialists. What happens: “%(happens)s” Tried: “%(tried)s” "
                "Needed: “%(needed)s”"
            ),
            deeds.pass_on,
            (
                Param("happens", N_("What happens")),
                Param("tried", N_("What was tried")),
                Param("needed", N_("What is needed")),
            ),
            leaves=True,
        ),
        Deed(
            "return",
            N_("Return to the community"),
            N_("return it to the community, saying “%(text)s”"),
            deeds.give_back,
            (Param("text", N_("Why the community can help best"), longest=1_000),),
            leaves=True,
        ),
        Deed(
            "resolve",
            N_("Settle it"),
            N_("settle the case. %(text)s"),
            deeds.resolve,
            (Param("text", N_("Note for staff"), needed=False),),
            leaves=True,
        ),
    ]
)
LEAVING: Final = frozenset(deed.slug for deed in DEEDS if deed.leaves)
