"""Acts on posts and on members."""

from typing import Final

from community.kernel.words import N_
from moderation.audit.acts import Act, Family

P, M = Family.POSTS, Family.MEMBERS

PEOPLE: Final = (
    Act("review-approve", P, N_("Posts found fine"), N_("%(by)s looked at %(thing)s and found it fine")),
    Act("review-refuse", P, N_("Posts not published or hidden"), N_("%(by)s did not publish %(thing)s")),
    Act("review-spam", P, N_("Advertising removed"), N_("%(by)s took %(thing)s for advertising")),
    Act("review-staff", P, N_("Handed to the support team"), N_("%(by)s handed %(thing)s to the team")),
    Act("review-edit", P, N_("Posts mended and approved"), N_("%(by)s mended %(thing)s and approved it")),
    Act("review-mask", P, N_("Posts covered and approved"), N_("%(by)s covered parts of %(thing)s")),
    Act("review-duplicate", P, N_("Closed as duplicates"), N_("%(by)s closed %(thing)s as a duplicate")),
    Act("review-undone", P, N_("Decisions taken back"), N_("%(by)s took a decision on %(thing)s back")),
    Act("review-taken-over", P, N_("Items taken over"), N_("%(by)s took %(thing)s over"), told=False),
    Act("post-hidden", P, N_("Posts hidden"), N_("%(by)s hid %(thing)s")),
    Act("post-deleted", P, N_("Posts deleted"), N_("%(by)s deleted %(thing)s")),
    Act("post-restored", P, N_("Posts brought back"), N_("%(by)s brought %(thing)s back")),
    Act("post-edited", P, N_("Posts of others edited"), N_("%(by)s edited %(thing)s")),
    Act("post-retagged", P, N_("Tags changed"), N_("%(by)s changed the tags of %(thing)s")),
    Act("edit-taken", P, N_("Suggested edits taken"), N_("%(by)s took a suggested edit to %(thing)s")),
    Act("edit-refused", P, N_("Edits not taken"), N_("%(by)s did not take an edit to %(thing)s")),
    Act("question-closed", P, N_("Questions closed"), N_("%(by)s closed %(thing)s")),
    Act("question-reopened", P, N_("Questions reopened"), N_("%(by)s reopened %(thing)s")),
    Act("question-merged", P, N_("Questions merged"), N_("%(by)s merged %(thing)s into another question")),
    Act("answer-accepted", P, N_("Answers accepted for askers"), N_("%(by)s marked %(thing)s as solving")),
    Act("answer-unaccepted", P, N_("Acceptances undone"), N_("%(by)s took the mark from %(thing)s")),
    Act("answer-thanked", P, N_("Answers thanked for"), N_("%(by)s said thank you for %(thing)s")),
    Act("post-recommended", P, N_("Posts recommended"), N_("%(by)s recommended %(thing)s")),
    Act("post-unrecommended", P, N_("No longer recommended"), N_("%(by)s ended recommending %(thing)s")),
    Act("role-changed", M, N_("Roles changed"), N_("%(by)s changed the role of %(thing)s")),
    Act("suspended", M, N_("Accounts suspended"), N_("%(by)s suspended %(thing)s")),
    Act("token-made", M, N_("Keys for programs made"), N_("%(by)s made a key for programs for %(thing)s")),
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
    Act("sanction-extended", M, N_("Sanctions made longer"), N_("%(by)s made it longer (%(thing)s)")),
    Act("sanction-shortened", M, N_("Sanctions made shorter"), N_("%(by)s made it shorter (%(thing)s)")),
    Act("sanction-lifted", M, N_("Sanctions lifted"), N_("%(by)s lifted it (%(thing)s)")),
    Act("sanction-expired", M, N_("Sanctions that ran out"), N_("It ran out (%(thing)s)")),
    Act(
        "sanction-granted",
        M,
        N_("Sanctions ended by an appeal"),
        N_("It ended because an appeal was granted (%(thing)s)"),
    ),
    Act("conduct-noted", M, N_("Notes on conduct"), N_("%(by)s made a note about %(thing)s"), told=False),
    Act("appeal-opened", M, N_("Appeals"), N_("%(by)s made an appeal (%(thing)s)")),
    Act("appeal-asked", M, N_("Questions about appeals"), N_("%(by)s asked about the appeal (%(thing)s)")),
    Act("appeal-withdrawn", M, N_("Appeals withdrawn"), N_("%(by)s withdrew the appeal (%(thing)s)")),
    Act(
        "appeal-partly",
        M,
        N_("Appeals granted in part"),
        N_("%(by)s granted the appeal in part (%(thing)s)"),
    ),
    Act(
        "hidden-by-flags",
        P,
        N_("Posts hidden by reports of several members"),
        N_("Reports of several members hid %(thing)s"),
    ),
    Act(
        "reviewer-paused",
        M,
        N_("Reviewers paused after checks"),
        N_("%(thing)s pauses as a reviewer after checks"),
    ),
    Act(
        "reviewer-resumed",
        M,
        N_("Pauses of reviewers ended early"),
        N_("%(by)s ended the pause of the reviewer %(thing)s early"),
    ),
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
        "private-data-revealed",
        M,
        N_("Private data looked at"),
        N_("%(by)s looked at private data in %(thing)s"),
    ),
    Act(
        "private-data-covered", P, N_("Private data covered"), N_("%(by)s covered private data of %(thing)s")
    ),
    Act("words-covered", P, N_("Words covered by hand"), N_("%(by)s covered words of %(thing)s")),
)
