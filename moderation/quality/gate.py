"""Fills the port `PublicationGate`: gathers the facts about a text, walks the checks, sums up."""

from community.kernel.judging import Judgement, Submission
from community.kernel.policy import STAFF, Role
from community.kernel.thresholds import whole
from community.kernel.throttle import limits_are_on
from moderation.quality import catalogue, in_force, origins, queries, rewording
from moderation.quality.rules import Alike, Pace, PostFacts, judgement
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message

QUOTED = 3


class Gate:
    """The gate of a site: the checks of the catalogue, with the site's own numbers, settings and lists."""

    def judge(self, submission: Submission) -> Judgement:
        """The verdict on one text, with everything that was found."""
        trusted = submission.author_role in STAFF or submission.author_role == Role.MODERATOR
        newcomer = not trusted and submission.published_posts < whole("newcomer_posts")
        analysis = analyse(
            Message(
                text=submission.body,
                title=submission.title if submission.kind == "question" else "",
                kind=Kind(submission.kind),
                author_level=0 if newcomer else 1,
            )
        )
        alike = queries.alike(submission)
        facts = PostFacts(
            kind=submission.kind,
            title=submission.title,
            body=submission.body,
            lang=submission.lang,
            newcomer=newcomer,
            trusted=trusted,
            level=submission.author_level,
            scores=analysis.detectors,
            private_kinds=tuple(sorted({span.kind for span in analysis.pii})),
            private_quotes=tuple(submission.body[span.start : span.end] for span in analysis.pii[:QUOTED]),
            alike=alike,
            asked=rewording.asked(submission) if submission.kind == "question" else (),
            pace=Pace() if trusted or submission.post_id or not limits_are_on() else _pace(submission, alike),
            listed=queries.listed(f"{submission.title}\n{submission.body}"),
            most_links=whole("newcomer_links"),
        )
        return judgement(catalogue.findings(facts, in_force.settings()), trusted=trusted)


def _pace(submission: Submission, alike: tuple[Alike, ...]) -> Pace:
    return queries.pace_of(
        submission,
        alike,
        address=origins.address_mark(),
        content=origins.text_mark(queries.submitted_text(submission)),
        seconds=None if submission.rehearsed else origins.seconds_open(),
    )
