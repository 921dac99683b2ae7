"""How often the gate stops honest people: open, non-negative posts of real communities go through every check.

Once as posts of members, once as first posts of newcomers (the look that everyone's first posts get is left out).
`make bench BENCH=gate_honest` prints the tables; nothing is asserted.
"""

import time
from collections import Counter
from pathlib import Path

import pytest

from community.imports.stackexchange import reader
from community.kernel.html_to_markdown import html_to_markdown
from community.kernel.judging import Finding, Verdict
from moderation.quality import catalogue
from moderation.quality.bounds import SEVERITY
from moderation.quality.rules import PostFacts
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message
from tests.machine import data_folder

KINDS = {"1": "question", "2": "answer"}
PRESETS = ("seed", "growing", "mature")
STOPPED = (Verdict.HOLD, Verdict.REFUSE)


def facts_of(kind: str, title: str, body: str, *, newcomer: bool = False) -> PostFacts:
    """The facts about a post of somebody who is new, or neither new nor known."""
    own_title = title if kind == "question" else ""
    analysis = analyse(Message(text=body, title=own_title, kind=Kind(kind), author_level=int(not newcomer)))
    return PostFacts(
        kind=kind,
        title=title,
        body=body,
        lang=analysis.lang,
        newcomer=newcomer,
        trusted=False,
        level=int(not newcomer),
        scores=analysis.detectors,
        private_kinds=tuple(sorted({span.kind for span in analysis.pii})),
    )


def honest_posts(folder: Path) -> list[tuple[str, str, str]]:
    """(kind, title, Markdown) of open questions and answers whose score is not negative."""
    found, titles = [], {}
    for row in reader.rows(reader.find(folder, "Posts") or folder):
        kind = KINDS.get(row.values.get("PostTypeId", ""))
        if kind == "question":
            titles[row.values["Id"]] = row.values.get("Title", "")
        if kind and "ClosedDate" not in row.values and int(row.values.get("Score", "0")) >= 0:
            title = row.values.get("Title") or titles.get(row.values.get("ParentId", ""), "")
            found.append((kind, title, html_to_markdown(row.values["Body"])))
    return found


def worst(findings: list[Finding]) -> Verdict:
    """What becomes of a post, but for the look at everyone's first posts."""
    verdicts = [finding.verdict for finding in findings if finding.check != "first-posts"]
    return max(verdicts, key=SEVERITY.__getitem__, default=Verdict.PUBLISH)


def measure(folder: Path) -> None:
    """Print what becomes of the posts of one community, and which checks did it."""
    posts = honest_posts(folder)
    print(f"{folder.name}: {len(posts)} posts")
    for who in ("members", "newcomers"):
        begun = time.process_time()
        facts = [facts_of(*post, newcomer=who == "newcomers") for post in posts]
        for preset in PRESETS:
            settings = catalogue.usual(preset)
            found = [catalogue.findings(each, settings) for each in facts]
            if preset == PRESETS[0]:
                cost = (time.process_time() - begun) / max(1, len(posts)) * 1000
            for kind in KINDS.values():
                verdicts = Counter(
                    worst(some) for each, some in zip(facts, found, strict=True) if each.kind == kind
                )
                total = max(1, verdicts.total())
                print(
                    f"  {who:<9} {preset:<8} {kind:<8} held or sent back {sum(verdicts[each] for each in STOPPED) / total:6.2%}"
                    f"  looked at {verdicts[Verdict.REVIEW] / total:6.2%}"
                )
        checks = Counter(f"{each.check}:{each.verdict}" for some in found for each in some)
        print(
            f"    {cost:.2f} ms CPU each; "
            + ", ".join(f"{name} {count}" for name, count in checks.most_common(9))
        )


@pytest.mark.data
def test_how_often_honest_people_are_stopped() -> None:
    print()
    for dump in sorted(each for each in (data_folder() / "qa_dumps").iterdir() if each.is_dir()):
        measure(dump)
