"""How often the gate stops honest people: open, non-negative posts of real communities go through every check.

`make bench` prints the table; nothing is asserted.
"""

import time
from collections import Counter
from pathlib import Path

import pytest

from community.imports.stackexchange import reader
from community.kernel.html_to_markdown import html_to_markdown
from community.kernel.judging import Verdict
from moderation.quality import catalogue
from moderation.quality.rules import PostFacts, judgement
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message
from tests.machine import data_folder

KINDS = {"1": "question", "2": "answer"}


def facts_of(kind: str, title: str, body: str) -> PostFacts:
    """The facts about a post of somebody who is neither new nor known."""
    analysis = analyse(Message(text=body, title=title, kind=Kind(kind), author_level=1))
    return PostFacts(
        kind=kind,
        title=title,
        body=body,
        lang=analysis.lang,
        newcomer=False,
        trusted=False,
        scores=analysis.detectors,
        private_kinds=tuple(sorted({span.kind for span in analysis.pii})),
    )


def honest_posts(folder: Path) -> list[tuple[str, str, str]]:
    """(kind, title, Markdown) of open questions and answers whose score is not negative."""
    found = []
    for row in reader.rows(reader.find(folder, "Posts") or folder):
        kind = KINDS.get(row.values.get("PostTypeId", ""))
        if kind and "ClosedDate" not in row.values and int(row.values.get("Score", "0")) >= 0:
            found.append((kind, row.values.get("Title", ""), html_to_markdown(row.values["Body"])))
    return found


def measure(folder: Path) -> None:
    """Print the verdicts for one community, and which checks made them."""
    posts = honest_posts(folder)
    verdicts: Counter[Verdict] = Counter()
    checks: Counter[str] = Counter()
    begun = time.process_time()
    for kind, title, body in posts:
        found = catalogue.findings(facts_of(kind, title, body))
        decided = judgement(found, trusted=False).verdict
        verdicts[decided] += 1
        checks.update(f"{each.check}:{each.verdict}" for each in found)
    cost = (time.process_time() - begun) / max(1, len(posts)) * 1000
    stopped = (verdicts[Verdict.HOLD] + verdicts[Verdict.REFUSE]) / max(1, len(posts))
    print(f"{folder.name}: {len(posts)} posts, {cost:.2f} ms CPU each")
    print(
        f"  held or refused {stopped:.2%}, looked at afterwards {verdicts[Verdict.REVIEW] / max(1, len(posts)):.2%}"
    )
    print("  " + ", ".join(f"{name} {count}" for name, count in checks.most_common()))


@pytest.mark.data
def test_how_often_honest_people_are_stopped() -> None:
    for dump in sorted(each for each in (data_folder() / "qa_dumps").iterdir() if each.is_dir()):
        measure(dump)
