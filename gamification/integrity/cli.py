"""The command that looks for abuse now."""

import click

from community.kernel.cli import in_app, tell
from community.kernel.db import db
from community.kernel.site_cli import as_json
from gamification.integrity import queries, scanning
from gamification.integrity.models import IntegrityFinding
from gamification.integrity.rules import Suspicion


@click.command()
@click.option("--look-only", is_flag=True, help="Say what would be found; keep and hold nothing.")
@as_json
@in_app
def integrity(*, look_only: bool, as_json: bool) -> None:
    """Look for abuse of ratings in the whole record now: rings, pairs, bursts, new accounts, copied answers."""
    if look_only:
        _tell_suspicions(scanning.look(), as_json=as_json)
        return
    report = scanning.scan()
    found = [db.session.get_one(IntegrityFinding, each) for each in sorted(set(report.findings))]
    waiting = queries.waiting_count()
    document = {
        "answers_compared": report.answers,
        "waiting": waiting,
        "findings": [_plain(each) for each in found],
    }
    lines = [
        f"finding {each.id}: {each.kind} of {len(each.members)} members, "
        f"{each.seen} seen, {each.expected:.1f} expected, {each.state}"
        for each in found
    ]
    summary = f"{len(found)} findings seen now; {waiting} wait for a decision at /integrity."
    tell(document, as_json=as_json, words="\n".join([*lines, summary]))


def _plain(finding: IntegrityFinding) -> dict[str, object]:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "state": finding.state,
        "members": finding.members,
        "seen": finding.seen,
        "expected": round(finding.expected, 2),
        "score": round(finding.score, 2),
    }


def _tell_suspicions(found: list[Suspicion], *, as_json: bool) -> None:
    document = {
        "suspicions": [
            {
                "kind": str(each.kind),
                "members": sorted(each.members),
                "seen": each.seen,
                "expected": round(each.expected, 2),
                "score": round(each.score, 2),
            }
            for each in found
        ]
    }
    lines = [
        f"{each.kind} of members {', '.join(map(str, sorted(each.members)))}: "
        f"{each.seen} seen, {each.expected:.1f} expected"
        for each in found
    ]
    tell(document, as_json=as_json, words="\n".join([*lines, f"{len(found)} suspicions; nothing was kept."]))
