"""Findings of the gate, in the reader's words."""

from collections.abc import Iterable

from community.kernel.judging import Finding
from community.kernel.languages import said

Pair = tuple[str, str]


def pairs(findings: Iterable[Finding], where: str | None = None) -> list[Pair]:
    """(what was seen, how to mend it) for the findings about one field, or about all."""
    return [
        (said(finding.message, finding.params), said(finding.hint, finding.params))
        for finding in findings
        if where is None or finding.where == where
    ]
