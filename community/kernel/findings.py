"""Findings of the gate, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from community.kernel.judging import Finding, Verdict
from community.kernel.languages import said


class Told(NamedTuple):
    """What was seen, how to mend it, the quotes that show it, and the question that is meant."""

    title: str
    mend: str
    evidence: tuple[str, ...] = ()
    question_id: int | None = None


def pairs(findings: Iterable[Finding | Mapping[str, Any]], where: str | None = None) -> list[Told]:
    """The findings about one field, or about all, fresh ones or those kept with a post."""
    fresh = (each if isinstance(each, Finding) else restored(each) for each in findings)
    return [_in_words(finding) for finding in fresh if where is None or finding.where == where]


def _in_words(finding: Finding) -> Told:
    question = finding.params.get("question_id")
    return Told(
        said(finding.message, finding.params),
        said(finding.hint, finding.params),
        () if question else finding.evidence,
        question if isinstance(question, int) else None,
    )


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
        score=kept.get("score"),
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
