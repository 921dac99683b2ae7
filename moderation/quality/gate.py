"""Fills the port `PublicationGate`: gathers the facts about a text, walks the checks, sums up."""

from collections.abc import Iterable
from dataclasses import replace

from community.kernel import masks
from community.kernel.judging import Finding, Judgement, Mask, Submission
from community.kernel.policy import STAFF, Role
from community.kernel.thresholds import whole
from moderation.quality import catalogue, queries
from moderation.quality.rules import PostFacts, judgement
from moderation.triage import pii
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message

QUOTED = 3


class Gate:
    """The gate of a site: the checks of the catalogue, with the site's own numbers and lists."""

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
        found = self._parts(submission)
        quotes = [_quoted(submission, each) for each in found]
        facts = PostFacts(
            kind=submission.kind,
            title=submission.title,
            body=submission.body,
            lang=submission.lang,
            newcomer=newcomer,
            trusted=trusted,
            scores=analysis.detectors,
            private_kinds=tuple(sorted({each.kind for each in found})),
            private_quotes=tuple(masks.hint(quote) for quote in quotes[:QUOTED]),
            alike=queries.alike(submission),
            listed=queries.listed(f"{submission.title}\n{submission.body}"),
            most_links=whole("newcomer_links"),
        )
        seen = _without_quotes(catalogue.findings(facts), quotes)
        return judgement(seen, trusted=trusted, masks=found)

    def private_parts(self, text: str) -> tuple[Mask, ...]:
        """What of a text only its author and staff may read."""
        return tuple(Mask(span.kind, span.start, span.end) for span in pii.find(text))

    def _parts(self, submission: Submission) -> tuple[Mask, ...]:
        title = submission.title if submission.kind == "question" else ""
        in_title = (replace(each, where="title") for each in self.private_parts(title))
        return (*in_title, *self.private_parts(submission.body))


def _quoted(submission: Submission, mask: Mask) -> str:
    text = submission.title if mask.where == "title" else submission.body
    return text[mask.start : mask.end]


def _without_quotes(findings: Iterable[Finding], quotes: list[str]) -> list[Finding]:
    """The findings as they may be kept: what they quote gives nothing private away."""
    if not quotes:
        return list(findings)
    return [
        replace(each, evidence=tuple(masks.scrubbed(quote, quotes) for quote in each.evidence))
        for each in findings
    ]
