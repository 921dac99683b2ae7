"""Every act that the log knows: the sentence that tells of it, the words that count it, and who may read of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


class Family(StrEnum):
    """What an act is about; a filter of the log."""

    POSTS = "posts"
    MEMBERS = "members"
    CASES = "cases"
    GAME = "game"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Act:
    """`sentence` may hold %(by)s and %(thing)s; `title` counts such acts. `told`: those concerned read of it."""

    slug: str
    family: Family
    title: str
    sentence: str
    told: bool = True


P, M, C, G, S = Family.POSTS, Family.MEMBERS, Family.CASES, Family.GAME, Family.SITE

ACTS: Final = Catalogue(
    [
        Act("review-approve", P, N_("Posts found fine"), N_("%(by)s looked at %(thing)s and found it fine")),
        Act("review-refuse", P, N_("Posts not published or hidden"), N_("%(by)s did not publish %(thing)s")),
        Act("review-spam", P, N_("Advertising removed"), N_("%(by)s took %(thing)s for advertising")),
        Act("review-staff", P, N_("Handed to the support team"), N_("%(by)s handed %(thing)s to the team")),
        Act("post-hidden", P, N_("Posts hidden"), N_("%(by)s hid %(thing)s")),
        Act("post-deleted", P, N_("Posts deleted"), N_("%(by)s deleted %(thing)s")),
        Act("post-restored", P, N_("Posts brought back"), N_("%(by)s brought %(thing)s back")),
        Act("post-edited", P, N_("Posts of others edited"), N_("%(by)s edited %(thing)s")),
        Act("post-retagged", P, N_("Tags changed"), N_("%(by)s changed the tags of %(thing)s")),
        Act("edit-taken", P, N_("Suggested edits taken"), N_("%(by)s took a suggested edit to %(thing)s")),
        Act("edit-refused", P, N_("Edits not taken"), N_("%(by)s did not take an edit to %(thing)s")),
        Act("question-closed", P, N_("Questions closed"), N_("%(by)s closed %(thing)s")),
        Act("question-reopened", P, N_("Questions reopened"), N_("%(by)s reopened %(thing)s")),
        Act(
            "question-merged", P, N_("Questions merged"), N_("%(by)s merged %(thing)s into another question")
        ),
        Act(
            "answer-accepted", P, N_("Answers accepted for askers"), N_("%(by)s marked %(thing)s as solving")
        ),
        Act("answer-unaccepted", P, N_("Acceptances undone"), N_("%(by)s took the mark from %(thing)s")),
        Act("answer-thanked", P, N_("Answers thanked for"), N_("%(by)s said thank you for %(thing)s")),
        Act("post-recommended", P, N_("Posts recommended"), N_("%(by)s recommended %(thing)s")),
        Act("post-unrecommended", P, N_("No longer recommended"), N_("%(by)s ended recommending %(thing)s")),
        Act("role-changed", M, N_("Roles changed"), N_("%(by)s changed the role of %(thing)s")),
        Act("suspended", M, N_("Accounts suspended"), N_("%(by)s suspended %(thing)s")),
        Act(
            "token-made", M, N_("Keys for programs made"), N_("%(by)s made a key for programs for %(thing)s")
        ),
        Act("sanction-warn", M, N_("Warnings"), N_("%(by)s warned the author (%(thing)s)")),
        Act(
            "sanction-limit",
            M,
            N_("Members limited for a while"),
            N_("%(by)s limited how much may be posted (%(thing)s)"),
        ),
        Act(
            "sanction-suspend",
            M,
            N_("Members suspended for a while"),
            N_("%(by)s suspended the account (%(thing)s)"),
        ),
        Act("sanction-removal", M, N_("Posts removed for a breach"), N_("%(by)s removed a post (%(thing)s)")),
        Act("sanction-extended", M, N_("Sanctions made longer"), N_("%(by)s made it longer (%(thing)s)")),
        Act("sanction-lifted", M, N_("Sanctions lifted"), N_("%(by)s lifted it (%(thing)s)")),
        Act("sanction-expired", M, N_("Sanctions that ran out"), N_("It ran out (%(thing)s)")),
        Act(
            "sanction-granted",
            M,
            N_("Sanctions ended by an appeal"),
            N_("It ended because an appeal was granted (%(thing)s)"),
        ),
        Act("sanction-read", M, N_("Warnings read"), N_("The warning was read (%(thing)s)")),
        Act("conduct-noted", M, N_("Notes on conduct"), N_("%(by)s made a note about %(thing)s"), told=False),
        Act("appeal-made", M, N_("Appeals"), N_("%(by)s made an appeal (%(thing)s)")),
        Act("appeal-granted", M, N_("Appeals granted"), N_("%(by)s granted the appeal (%(thing)s)")),
        Act("appeal-refused", M, N_("Appeals refused"), N_("%(by)s refused the appeal (%(thing)s)")),
        Act(
            "flag-answered",
            P,
            N_("Answers to reports"),
            N_("%(by)s answered a report (%(thing)s)"),
            told=False,
        ),
        Act(
            "hidden-by-flags",
            P,
            N_("Posts hidden by reports"),
            N_("Reports of several members hid %(thing)s"),
        ),
        Act(
            "flag-base-learnt",
            S,
            N_("Days on which the bar for hiding moved"),
            N_("The bar for hiding moved"),
        ),
        Act("flag-base-pinned", S, N_("Bar for hiding held"), N_("%(by)s held the bar for hiding in place")),
        Act("flag-base-freed", S, N_("Bar for hiding set free"), N_("%(by)s set the bar for hiding free")),
        Act(
            "reviewer-paused", M, N_("Reviewers paused"), N_("Missed spot checks brought a pause (%(thing)s)")
        ),
        Act("reviewer-resumed", M, N_("Pauses of reviewers ended"), N_("%(by)s ended a pause (%(thing)s)")),
        Act(
            "private-data-shown",
            P,
            N_("Covered parts shown again"),
            N_("%(by)s showed covered parts of %(thing)s again"),
        ),
        Act(
            "private-data-deleted",
            P,
            N_("Private data deleted"),
            N_("%(by)s deleted private data of %(thing)s"),
        ),
        Act(
            "unmask-refused",
            P,
            N_("Covered parts kept covered"),
            N_("%(by)s kept parts of %(thing)s covered"),
        ),
        Act(
            "private-revealed",
            M,
            N_("Private data looked at"),
            N_("%(by)s looked at private data in %(thing)s"),
        ),
        Act("case-opened", C, N_("Cases opened"), N_("%(by)s opened %(thing)s")),
        Act("case-claimed", C, N_("Cases taken"), N_("%(by)s took %(thing)s"), told=False),
        Act("case-replied", C, N_("Replies by the team"), N_("%(by)s replied in %(thing)s")),
        Act("case-noted", C, N_("Internal notes"), N_("%(by)s made a note in %(thing)s"), told=False),
        Act("case-assigned", C, N_("Cases assigned"), N_("%(by)s assigned %(thing)s"), told=False),
        Act(
            "case-returned",
            C,
            N_("Returned to the community"),
            N_("%(by)s returned %(thing)s to the community"),
        ),
        Act("case-resolved", C, N_("Cases resolved"), N_("%(by)s resolved %(thing)s")),
        Act("case-passed", C, N_("Passed to specialists"), N_("%(by)s passed %(thing)s to specialists")),
        Act("case-reopened", C, N_("Cases reopened"), N_("%(by)s reopened %(thing)s")),
        Act(
            "case-paused", C, N_("Cases waiting for the customer"), N_("%(by)s paused %(thing)s"), told=False
        ),
        Act("case-resumed", C, N_("Cases resumed"), N_("%(by)s resumed %(thing)s"), told=False),
        Act("case-late", C, N_("Promises missed"), N_("%(thing)s was not answered in time"), told=False),
        Act("canned-kept", C, N_("Canned responses kept"), N_("%(by)s kept the canned response %(thing)s")),
        Act(
            "canned-dropped",
            C,
            N_("Canned responses dropped"),
            N_("%(by)s dropped the canned response %(thing)s"),
        ),
        Act("badge-made", G, N_("Badges drafted"), N_("%(by)s drafted %(thing)s")),
        Act("badge-changed", G, N_("Badges changed"), N_("%(by)s changed %(thing)s")),
        Act("badge-discarded", G, N_("Badge drafts thrown away"), N_("%(by)s threw %(thing)s away")),
        Act("badge-live", G, N_("Badges gone live"), N_("%(by)s let %(thing)s go live")),
        Act("badge-retired", G, N_("Badges retired"), N_("%(by)s retired %(thing)s")),
        Act("points-undone", G, N_("Points undone"), N_("%(by)s undid points (%(thing)s)")),
        Act("points-restored", G, N_("Points given back"), N_("%(by)s gave points back (%(thing)s)")),
        Act(
            "integrity-confirmed",
            G,
            N_("Abuse of ratings confirmed"),
            N_("%(by)s confirmed %(thing)s"),
            told=False,
        ),
        Act(
            "integrity-dismissed",
            G,
            N_("Ratings found to be fine"),
            N_("%(by)s dismissed %(thing)s"),
            told=False,
        ),
        Act(
            "integrity-undone",
            G,
            N_("Decisions about ratings taken back"),
            N_("%(by)s took back a decision on %(thing)s"),
            told=False,
        ),
        Act(
            "licence-applied",
            G,
            N_("Applications for a licence as a customer rep"),
            N_("%(by)s applied for %(thing)s"),
        ),
        Act(
            "licence-probation",
            G,
            N_("Customer reps begun on probation"),
            N_("%(by)s began %(thing)s on probation"),
        ),
        Act("licence-licensed", G, N_("Customer reps licensed"), N_("%(by)s granted %(thing)s")),
        Act(
            "licence-senior",
            G,
            N_("Customer reps made senior"),
            N_("%(by)s made the holder of %(thing)s senior"),
        ),
        Act("licence-refused", G, N_("Licences refused"), N_("%(by)s refused %(thing)s")),
        Act("licence-suspended", G, N_("Licences suspended"), N_("%(by)s suspended %(thing)s for now")),
        Act("licence-resigned", G, N_("Licences given back"), N_("%(by)s gave %(thing)s back")),
        Act("campaign-published", G, N_("Campaigns published"), N_("%(by)s published %(thing)s")),
        Act("campaign-cancelled", G, N_("Campaigns cancelled"), N_("%(by)s cancelled %(thing)s")),
        Act("campaign-frozen", G, N_("Campaigns frozen"), N_("%(by)s froze the result of %(thing)s")),
        Act("list-added", S, N_("Words listed"), N_("%(by)s listed %(thing)s")),
        Act("list-removed", S, N_("Words taken off the list"), N_("%(by)s took %(thing)s off the list")),
        Act(
            "gate-changed",
            S,
            N_("Checks of the gate changed"),
            N_("%(by)s changed a check of the gate (%(thing)s)"),
        ),
        Act("flood-stopped", S, N_("Floods stopped"), N_("%(by)s stopped a flood (%(thing)s)"), told=False),
        Act("tag-described", S, N_("Tags described"), N_("%(by)s described %(thing)s")),
        Act(
            "tag-synonym-added",
            S,
            N_("Synonyms of tags added"),
            N_("%(by)s let another name lead to %(thing)s"),
        ),
        Act(
            "tag-synonym-removed",
            S,
            N_("Synonyms of tags removed"),
            N_("%(by)s removed a name that led to %(thing)s"),
        ),
        Act("announcement-published", S, N_("Announcements published"), N_("%(by)s published %(thing)s")),
        Act("announcement-changed", S, N_("Announcements changed"), N_("%(by)s changed %(thing)s")),
        Act("announcement-withdrawn", S, N_("Announcements withdrawn"), N_("%(by)s withdrew %(thing)s")),
        Act("incident-opened", S, N_("Known problems announced"), N_("%(by)s announced %(thing)s")),
        Act("incident-updated", S, N_("News of known problems"), N_("%(by)s gave news of %(thing)s")),
        Act("incident-resolved", S, N_("Known problems resolved"), N_("%(by)s called %(thing)s resolved")),
        Act(
            "content-imported",
            S,
            N_("Communities brought in"),
            N_("%(by)s brought in a community from elsewhere"),
        ),
        Act("job-retried", S, N_("Work done again by hand"), N_("%(by)s let %(thing)s be done again")),
        Act("job-forgotten", S, N_("Work given up by hand"), N_("%(by)s gave up %(thing)s")),
        Act("reaction-retold", S, N_("Failures told again"), N_("%(by)s told %(thing)s again")),
        Act("reaction-settled", S, N_("Failures put away"), N_("%(by)s put %(thing)s away")),
        Act("log-exported", S, N_("Copies of this log taken"), N_("%(by)s took a copy of this log")),
        Act(
            "log-anchored",
            S,
            N_("Outside heads begun anew"),
            N_("%(by)s began the head that is kept outside the database anew"),
        ),
    ]
)
UNKNOWN: Final = N_("%(by)s did something to %(thing)s: %(act)s")
TOLD: Final = frozenset(act.slug for act in ACTS if act.told)  # an act that nobody put here stays inside


def family_of(slug: str) -> Family | None:
    """What an act is about, where the catalogue knows it."""
    act = ACTS.get(slug)
    return act.family if act else None
