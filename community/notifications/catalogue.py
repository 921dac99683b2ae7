"""Every kind of notification: its sentence, and how it reaches people unless they choose otherwise."""

from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_, NN_
from community.notifications.article_kinds import ARTICLES
from community.notifications.case_kinds import CASES
from community.notifications.conduct_kinds import CONDUCT
from community.notifications.fairness_kinds import FAIRNESS
from community.notifications.kind import Kind
from community.notifications.report_kinds import REPORTS
from community.notifications.site_kinds import SITE
from community.notifications.talk_kinds import TALK

__all__ = ["GAME", "KINDS", "Kind"]


KINDS: Final = Catalogue(
    [
        Kind(
            "welcome",
            N_("Welcome"),
            N_("Welcome. Your address is confirmed: now you can ask, answer and rate"),
            icon="hand",
        ),
        Kind(
            "answer",
            N_("Answers to your questions"),
            N_("%(actor)s answered “%(title)s”"),
            by_email=True,
            icon="answer",
            people=NN_(
                "%(actor)s and %(num)s other person answered “%(title)s”",
                "%(actor)s and %(num)s others answered “%(title)s”",
            ),
            times=NN_(
                "%(actor)s wrote %(num)s answer to “%(title)s”",
                "%(actor)s wrote %(num)s answers to “%(title)s”",
            ),
        ),
        Kind(
            "followed-answer",
            N_("Answers to questions you follow"),
            N_("%(actor)s answered “%(title)s”, which you follow"),
            icon="answer",
            people=NN_(
                "%(actor)s and %(num)s other person answered “%(title)s”, which you follow",
                "%(actor)s and %(num)s others answered “%(title)s”, which you follow",
            ),
        ),
        *TALK,
        Kind("accepted", N_("Your answer solved it"), N_("Your answer solved “%(title)s”"), icon="solved"),
        Kind(
            "thanked",
            N_("Thanks from the team"),
            N_("%(actor)s thanked you for your answer to “%(title)s”"),
            icon="thanks",
            people=NN_(
                "%(actor)s and %(num)s other person thanked you for your answer to “%(title)s”",
                "%(actor)s and %(num)s others thanked you for your answer to “%(title)s”",
            ),
        ),
        Kind(
            "held", N_("Your post waits"), N_("Your text in “%(title)s” waits for a moderator"), icon="clock"
        ),
        Kind(
            "published", N_("Your post is public"), N_("Your text in “%(title)s” is public now"), icon="check"
        ),
        Kind(
            "mended",
            N_("Your post was mended and is public"),
            N_("A moderator changed your text in “%(title)s”, and it is public; see what changed"),
            icon="edit",
        ),
        Kind(
            "refused",
            N_("Your post was not published"),
            N_("Your text in “%(title)s” was not published; see why and mend it"),
            by_email=True,
            icon="warn",
        ),
        Kind(
            "removed",
            N_("Your post was hidden"),
            N_("Your text in “%(title)s” was hidden; see why"),
            by_email=True,
            icon="hidden",
        ),
        Kind(
            "with-staff",
            N_("Our team takes over"),
            N_("Our support team has “%(title)s” now"),
            by_email=True,
            icon="desk",
        ),
        Kind(
            "returned",
            N_("Back to the community"),
            N_("“%(title)s” is open to the community again"),
            icon="members",
        ),
        *CASES,
        Kind(
            "settled",
            N_("Our team has settled it"),
            N_("Our support team has settled “%(title)s”"),
            by_email=True,
            icon="solved",
        ),
        Kind(
            "case-given",
            N_("Cases that are given to you, for the team"),
            N_("%(actor)s gave you the case “%(title)s”"),
            by_email=True,
            icon="desk",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "case-assigned",
            N_("Cases that the site gives or offers to you, for the team"),
            N_("There is a case for you: “%(title)s”"),
            icon="desk",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "case-taken",
            N_("Cases that others take over from you, for the team"),
            N_("%(actor)s took over “%(title)s”: %(why)s"),
            icon="desk",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "case-declined",
            N_("Hand-overs that were declined, for the team"),
            N_("%(actor)s cannot take “%(title)s”: %(why)s"),
            icon="desk",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "case-back",
            N_("Cases that come back, for the team"),
            N_("“%(title)s” has come back"),
            icon="desk",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "case-gone",
            N_("Hand-overs that ran out, for the team"),
            N_("“%(title)s” is no longer handed over to you; the time ran out"),
            icon="clock",
            place="/desk/cases/%(case)s",
        ),
        Kind(
            "joined",
            N_("Our team deals with two questions at once"),
            N_("Another question like “%(title)s” is dealt with together with yours"),
            icon="merge",
        ),
        Kind(
            "edit-suggested",
            N_("Suggested edits"),
            N_("%(actor)s suggests an edit to “%(title)s”"),
            icon="edit",
            people=NN_(
                "%(actor)s and %(num)s other person suggest edits to “%(title)s”",
                "%(actor)s and %(num)s others suggest edits to “%(title)s”",
            ),
            times=NN_(
                "%(actor)s suggests %(num)s edit to “%(title)s”",
                "%(actor)s suggests %(num)s edits to “%(title)s”",
            ),
            place="/suggestions",
            beside_its_post=True,
        ),
        Kind(
            "edit-approved", N_("Your edit was taken"), N_("Your edit to “%(title)s” was taken"), icon="check"
        ),
        Kind(
            "edit-refused",
            N_("Your edit was not taken"),
            N_("Your edit to “%(title)s” was not taken"),
            icon="close",
        ),
        Kind(
            "tag-question",
            N_("New questions in your tags"),
            N_("%(actor)s asks: “%(title)s”"),
            icon="question",
        ),
        Kind(
            "invitation",
            N_("Questions that you could answer"),
            N_("“%(title)s” waits for somebody who knows %(tags)s: for you, perhaps"),
            icon="hand",
        ),
        Kind(
            "invitation-any",
            N_("Questions in your language that wait"),
            N_("“%(title)s” waits for somebody of your language: for you, perhaps"),
            icon="hand",
        ),
        Kind(
            "recommended",
            N_("Your post is recommended"),
            N_("%(actor)s put “%(title)s” on the front page: %(why)s"),
            icon="spark",
        ),
        Kind(
            "incident-resolved",
            N_("Known problems that are resolved"),
            N_("A problem that you have, too, is resolved: %(title)s"),
            by_email=True,
            icon="solved",
            place="/incidents/%(incident)s",
        ),
        Kind("closed", N_("Your question was closed"), N_("“%(title)s” was closed; see why"), icon="lock"),
        Kind(
            "merged",
            N_("Your question was merged"),
            N_("Your question is now part of “%(title)s”"),
            icon="merge",
        ),
        Kind(
            "badge",
            N_("Badges"),
            N_("You earned the badge “%(title)s”"),
            icon="board",
            place="/badges/%(badge)s",
            game=True,
        ),
        Kind(
            "level",
            N_("Levels"),
            N_("Your level is “%(title)s” now: %(reason)s"),
            icon="up-step",
            place="/levels",
            game=True,
        ),
        Kind(
            "campaign-began",
            N_("Campaigns in your tags"),
            N_("The campaign “%(title)s” has begun, in a tag that you follow"),
            icon="campaign",
            place="/campaigns/%(slug)s",
            game=True,
        ),
        Kind(
            "campaign-result",
            N_("Results of campaigns"),
            N_("The final standing of “%(title)s” is out: your place is %(rank)s"),
            icon="campaign",
            place="/campaigns/%(slug)s",
            game=True,
        ),
        *FAIRNESS,
        Kind(
            "licence",
            N_("Your licence as a customer rep"),
            N_("Customer rep for %(tag)s (%(language)s): %(news)s. The team says: %(reason)s"),
            by_email=True,
            icon="channel",
            place="/licences",
        ),
        Kind(
            "parts-covered",
            N_("Parts of your post were covered"),
            N_("Private parts of your text in “%(title)s” were covered; you and our staff still see them"),
            icon="hidden",
        ),
        Kind(
            "parts-shown",
            N_("Covered parts are shown"),
            N_("What was covered in your text in “%(title)s” is not private: everybody reads it now"),
            icon="info",
        ),
        Kind(
            "parts-kept",
            N_("Covered parts stay covered"),
            N_("We looked at what is covered in your text in “%(title)s”: it stays covered"),
            icon="info",
        ),
        *SITE,
        Kind(
            "private-revealed",
            N_("Our staff looked at your private data"),
            N_("%(actor)s looked at what is covered in your text in “%(title)s”: %(reason)s"),
            icon="info",
        ),
        *ARTICLES,
        *REPORTS,
        *CONDUCT,
    ]
)
GAME: Final = frozenset(kind.slug for kind in KINDS if kind.game)
