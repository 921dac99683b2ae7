"""Every act that the log knows: the sentence that tells of it, the words that count it, and who may read of it."""

from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from moderation.audit.acts import Act, Family
from moderation.audit.article_acts import ARTICLES
from moderation.audit.conversing_acts import CONVERSING
from moderation.audit.people_acts import PEOPLE
from moderation.audit.promise_acts import PROMISES
from moderation.audit.webhook_acts import WEBHOOKS

C, G, S = Family.CASES, Family.GAME, Family.SITE

ACTS: Final = Catalogue(
    [
        *PEOPLE,
        *WEBHOOKS,
        Act(
            "flag-base-learnt",
            S,
            N_("Days on which the bar for hiding moved"),
            N_("The bar for hiding moved by what was upheld"),
        ),
        Act(
            "flag-base-pinned",
            S,
            N_("The bar for hiding held in place"),
            N_("%(by)s held the bar for hiding in place"),
        ),
        Act(
            "flag-base-freed", S, N_("The bar for hiding set free"), N_("%(by)s set the bar for hiding free")
        ),
        Act("case-opened", C, N_("Cases opened"), N_("%(by)s opened %(thing)s")),
        Act("case-claimed", C, N_("Cases taken"), N_("%(by)s took %(thing)s"), told=False),
        Act("case-replied", C, N_("Replies by the team"), N_("%(by)s replied in %(thing)s")),
        Act(
            "case-unreachable",
            C,
            N_("Letters that came back"),
            N_("No letter reached the customer of %(thing)s"),
            told=False,
        ),
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
        Act(
            "escalation-judged",
            C,
            N_("Escalations judged"),
            N_("%(by)s said whether %(thing)s came to the team rightly"),
            told=False,
        ),
        Act("rule-made", S, N_("Rules of escalation made"), N_("%(by)s made the rule %(thing)s")),
        Act("rule-changed", S, N_("Rules of escalation changed"), N_("%(by)s changed %(thing)s")),
        Act("rule-retired", S, N_("Rules of escalation retired"), N_("%(by)s retired %(thing)s")),
        Act(
            "rule-proposal-taken",
            S,
            N_("Proposed thresholds taken"),
            N_("%(by)s took the threshold proposed for %(thing)s"),
        ),
        Act(
            "rule-proposal-dropped",
            S,
            N_("Proposed thresholds put aside"),
            N_("%(by)s put the threshold proposed for %(thing)s aside"),
        ),
        Act("case-taken-over", C, N_("Cases taken over"), N_("%(by)s took %(thing)s over"), told=False),
        Act("case-handed-over", C, N_("Cases handed over"), N_("%(by)s handed %(thing)s over"), told=False),
        Act("case-declined", C, N_("Hand-overs declined"), N_("%(by)s declined %(thing)s"), told=False),
        Act(
            "case-came-back",
            C,
            N_("Hand-overs that nobody took"),
            N_("%(thing)s came back because nobody took it"),
            told=False,
        ),
        Act(
            "case-sent-back",
            C,
            N_("Sent back by specialists"),
            N_("%(by)s sent %(thing)s back to tier 1"),
            told=False,
        ),
        Act("case-merged", C, N_("Cases merged"), N_("%(by)s merged %(thing)s into another case")),
        Act(
            "case-merged-in",
            C,
            N_("Cases that took in another"),
            N_("%(by)s merged another case into %(thing)s"),
            told=False,
        ),
        Act(
            "staff-profile",
            C,
            N_("Profiles of the staff changed"),
            N_("%(by)s changed the profile of %(thing)s"),
            told=False,
        ),
        *PROMISES,
        *CONVERSING,
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
        Act("list-changed", S, N_("Listed words changed"), N_("%(by)s changed %(thing)s")),
        Act("list-switched-on", S, N_("Listed words switched on"), N_("%(by)s switched %(thing)s on")),
        Act("list-switched-off", S, N_("Listed words switched off"), N_("%(by)s switched %(thing)s off")),
        Act("list-cut-off", S, N_("Slow patterns switched off"), N_("%(thing)s took too long and is off")),
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
        Act("tag-merged", S, N_("Tags merged"), N_("%(by)s merged another tag into %(thing)s")),
        Act(
            "tag-synonym-removed",
            S,
            N_("Synonyms of tags removed"),
            N_("%(by)s removed a name that led to %(thing)s"),
        ),
        *ARTICLES,
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
        Act(
            "jobs-retried",
            S,
            N_("All work done again by hand"),
            N_("%(by)s let all that was given up be done again"),
        ),
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
