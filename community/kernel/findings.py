"""Findings of the gate, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from community.kernel.judging import Finding, Verdict
from community.kernel.languages import said

Pair = tuple[str, str]


def pairs(findings: Iterable[Finding], where: str | None = None) -> list[Pair]:
    """(what was seen, how to mend it) for the findings about one field, or about all."""
    return [
        (said(finding.message, finding.params), said(finding.hint, finding.params))
        for finding in findings
        if where is None or finding.where == where
    ]


def told(found: Iterable[Finding | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings for programs, fresh ones or those kept with a post: check, verdict, where, message, hint, evidence."""
    return [_told(each if isinstance(each, Finding) else restored(each)) for each in found]


def restored(kept: Mapping[str, Any]) -> Finding:
    """A finding as it was kept with a post."""
    return Finding(
        check=str(kept.get("check", "")),
        verdict=Verdict(kept.get("verdict", Verdict.REVIEW)),
        message=str(kept.get("message", "")),
        hint=str(kept.get("hint", "")),
        where=str(kept.get("where", "body")),
        evidence=tuple(str(each) for each in kept.get("evidence", ())),
        params=dict(kept.get("params", {})),
    )


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "verdict": str(finding.verdict),
        "where": finding.where,
        "message": said(finding.message, finding.params),
        "hint": said(finding.hint, finding.params),
        "evidence": list(finding.evidence),
    }
