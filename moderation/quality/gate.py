"""Fills the port `PublicationGate`: gathers the facts about a text, walks the checks, sums up."""

from collections.abc import Iterable
from dataclasses import replace

from community.kernel import masks
from community.kernel.judging import Finding, Judgement, Mask, Submission
from community.kernel.policy import STAFF, Role
from community.kernel.ports import standing_of
from community.kernel.thresholds import whole
from community.kernel.throttle import limits_are_on
from moderation.lists import counting
from moderation.lists import queries as lists
from moderation.lists.rules import Found, Hit, ListAction, Setting
from moderation.quality import catalogue, in_force, origins, queries, rewording
from moderation.quality.rules import Alike, Pace, PostFacts, judgement
from moderation.triage import pii
from moderation.triage.records import Kind, Message
from moderation.triage.scores import Scores

QUOTED = 3


class Gate:
    """The gate of a site: the checks of the catalogue, with the site's own numbers, settings and lists."""

    def judge(self, submission: Submission) -> Judgement:
        """The verdict on one text, with everything that was found."""
        trusted, newcomer = _known(submission)
        message = Message(
            text=submission.body,
            title=submission.title if submission.kind == "question" else "",
            kind=Kind(submission.kind),
            author_level=0 if newcomer else 1,
        )
        alike = queries.alike(submission)
        listed = self._listed(submission, newcomer=newcomer)
        found = (*self._parts(submission), *_masks(submission, listed))
        quotes = [_quoted(submission, each) for each in found]
        facts = PostFacts(
            kind=submission.kind,
            title=submission.title,
            body=submission.body,
            lang=submission.lang,
            newcomer=newcomer,
            trusted=trusted,
            level=submission.author_level,
            scores=Scores(message),
            private_kinds=tuple(sorted({each.kind for each in found if each.kind != masks.LISTED})),
            private_quotes=tuple(
                masks.hint(quote)
                for quote, each in zip(quotes, found, strict=True)
                if each.kind != masks.LISTED
            )[:QUOTED],
            alike=alike,
            asked=rewording.asked(submission) if submission.kind == "question" else (),
            pace=Pace() if trusted or submission.post_id or not limits_are_on() else _pace(submission, alike),
            listed=tuple((_text(submission)[each.start : each.end], each.entry.action) for each in listed),
            most_links=whole("newcomer_links"),
        )
        seen = _without_quotes(catalogue.findings(facts, in_force.settings()), quotes)
        return judgement(seen, trusted=trusted, masks=found)

    def stops(self, submission: Submission) -> bool:
        """Whether a list keeps a short text beside a post, such as a tag, from being public at once."""
        trusted, newcomer = _known(submission)
        hits = () if trusted else self._listed(submission, newcomer=newcomer)
        return any(each.entry.action in {ListAction.BLOCK, ListAction.HOLD} for each in hits)

    def private_parts(self, text: str) -> tuple[Mask, ...]:
        """What of a text only its author and staff may read."""
        private = [Mask(span.kind, span.start, span.end) for span in pii.find(text)]
        listed = [
            Mask(masks.LISTED, each.start, each.end)
            for each in lists.found_in(text).hits
            if each.entry.action is ListAction.MASK
        ]
        return (*private, *listed)

    def _parts(self, submission: Submission) -> tuple[Mask, ...]:
        title = submission.title if submission.kind == "question" else ""
        in_title = (Mask(span.kind, span.start, span.end, "title") for span in pii.find(title))
        body = (Mask(span.kind, span.start, span.end) for span in pii.find(submission.body))
        return (*in_title, *body)

    def _listed(self, submission: Submission, *, newcomer: bool) -> list[Hit]:
        """What the lists see in title and body; counted, and slow patterns told."""
        ready = lists.matcher()
        level = standing_of(submission.author_id).level if ready.asks_level else 0
        setting = Setting(kind=submission.kind, lang=submission.lang, newcomer=newcomer, level=level)
        found = lists.found_in(_text(submission), setting, ready)
        counting.note(Found([], found.cut_off) if submission.rehearsed else found)
        return found.hits


def _known(submission: Submission) -> tuple[bool, bool]:
    """Whether the author is trusted, and whether they are new here."""
    trusted = submission.author_role in STAFF or submission.author_role == Role.MODERATOR
    return trusted, not trusted and submission.published_posts < whole("newcomer_posts")


def _text(submission: Submission) -> str:
    """Title and body as the lists read them; the title of an answer is that of its question, and not its own."""
    title = submission.title if submission.kind == "question" else ""
    return f"{title}\n{submission.body}"


def _masks(submission: Submission, hits: Iterable[Hit]) -> list[Mask]:
    """The parts that lists cover, where they stand in the title or in the body."""
    before = len(_text(submission)) - len(submission.body)
    found = []
    for each in hits:
        if each.entry.action is not ListAction.MASK:
            continue
        if each.start >= before:
            found.append(Mask(masks.LISTED, each.start - before, each.end - before))
        elif each.end < before:
            found.append(Mask(masks.LISTED, each.start, each.end, "title"))
    return found


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


def _pace(submission: Submission, alike: tuple[Alike, ...]) -> Pace:
    return queries.pace_of(
        submission,
        alike,
        address=origins.address_mark(),
        content=origins.text_mark(queries.submitted_text(submission)),
        seconds=None if submission.rehearsed else origins.seconds_open(),
    )
