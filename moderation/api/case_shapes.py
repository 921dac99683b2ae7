"""Cases as programs see them."""

from typing import Any

from apiflask import Schema
from marshmallow import fields

from community.answers.models import Answer
from community.api.letters import LetterOut, letter
from community.api.people import person, person_or_none
from community.api.post_shapes import url_of
from community.api.shapes import PersonOut, page_of
from community.kernel import clock
from community.routing import queries as routing
from community.routing.models import Letter
from moderation.api import case_work_shapes
from moderation.escalation import queries
from moderation.escalation.models import Case, CaseNote, Escalation
from moderation.sla import queries as promises


class CaseRow(Schema):
    """A case in a list. P1 is the most urgent; `due_at` is null while no clock runs."""

    id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    tier = fields.Integer(required=True)
    team = fields.String(required=True)
    priority = fields.String(required=True)
    state = fields.String(required=True)
    reasons = fields.List(fields.String(), required=True)
    owner = fields.Nested(PersonOut, required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    opened_at = fields.DateTime(required=True)


class NoteOut(Schema):
    """What staff wrote for staff."""

    id = fields.Integer(required=True)
    author = fields.Nested(PersonOut, required=True)
    body = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    pinned = fields.Boolean(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)


class EvidenceOut(Schema):
    """A rule that raised the case: how sure it was (0..1), and the words or facts that made it so."""

    id = fields.Integer(required=True)
    rule = fields.String(required=True)
    verdict = fields.String(required=True, allow_none=True)
    tier = fields.Integer(required=True)
    score = fields.Float(required=True)
    evidence = fields.List(fields.String(), required=True)
    post_id = fields.Integer(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)


class ClockOut(Schema):
    """A promise of a case: running, paused, met, missed or waived. `due_at` is null while it stands still.

    Minutes are those of service; `left_minutes` is negative where it ran over. `breached_at` is when its time
    was over without an answer.
    """

    clock = fields.String(required=True)
    state = fields.String(required=True)
    round = fields.Integer(required=True)
    started_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    target_minutes = fields.Integer(required=True)
    used_minutes = fields.Float(required=True)
    left_minutes = fields.Float(required=True)
    warned_at = fields.DateTime(required=True, allow_none=True)
    breached_at = fields.DateTime(required=True, allow_none=True)
    ended_at = fields.DateTime(required=True, allow_none=True)


class CaseOut(CaseRow):
    """A case with what raised it, what staff noted and its clocks; its thread is that of the question."""

    title = fields.String(required=True)
    url = fields.String(required=True)
    customer = fields.Nested(PersonOut, required=True)
    outcome = fields.String(required=True, allow_none=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    notes = fields.List(fields.Nested(NoteOut), required=True)
    mark = fields.String(required=True, metadata={"description": "Of the last message; `seen` of a reply."})
    merged_into = fields.Integer(required=True, allow_none=True)
    assignment = fields.Nested(case_work_shapes.AssignmentOut, required=True, allow_none=True)
    hand_over = fields.Nested(case_work_shapes.HandOverOut, required=True, allow_none=True)
    briefs = fields.List(fields.Nested(case_work_shapes.BriefOut), required=True)
    clocks = fields.List(fields.Nested(ClockOut), required=True)
    letters = fields.List(fields.Nested(LetterOut), required=True)


class ReplyOut(Schema):
    """What staff wrote: an answer in the thread, or, where that is not public, a letter to the asker alone."""

    case_id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    answer_id = fields.Integer(required=True, allow_none=True)
    private = fields.Boolean(required=True)
    state = fields.String(required=True)
    body = fields.String(required=True)
    url = fields.String(required=True)
    created_at = fields.DateTime(required=True)


CasePage = page_of(CaseRow, "CasePage")


def row(case: Case) -> dict[str, Any]:
    """A case whose owner is loaded."""
    return queries.case_record(case) | {
        "owner": person_or_none(case.owner),
        "team": case.team,
        "opened_at": case.opened_at,
    }


def whole(case_id: int) -> dict[str, Any]:
    """A case as it stands now; raises NotFound."""
    case = queries.shown_case(case_id)
    asked = case.question
    return (
        row(case)
        | case_work_shapes.work(case)
        | {
            "title": asked.title,
            "url": url_of(asked),
            "customer": person(asked.author, asked.author_label),
            "outcome": case.outcome,
            "closed_at": case.closed_at,
            "evidence": [_evidence(each) for each in queries.escalations_of(case_id)],
            "notes": [note(each) for each in queries.notes_of(case_id)],
            "clocks": promises.clock_records(case_id, clock.now()),
            "letters": [letter(each) for each in routing.letters_of(case.need_id)],
        }
    )


def _evidence(found: Escalation) -> dict[str, Any]:
    return {
        "id": found.id,
        "rule": found.rule,
        "verdict": found.verdict or None,
        "tier": found.tier,
        "score": found.score,
        "evidence": [str(each) for each in found.evidence],
        "post_id": found.post_id,
        "created_at": found.created_at,
    }


def note(written: CaseNote) -> dict[str, Any]:
    """A note whose author is loaded."""
    return {
        "id": written.id,
        "author": person(written.author),
        "body": written.body,
        "created_at": written.created_at,
        "pinned": written.pinned_at is not None,
        "edited_at": written.edited_at,
    }


def reply(case: Case, written: Answer | Letter) -> dict[str, Any]:
    """What was written from a case whose question is loaded."""
    public = written if isinstance(written, Answer) else None
    return {
        "case_id": case.id,
        "question_id": case.question_id,
        "answer_id": public.id if public else None,
        "private": public is None,
        "state": str(public.status) if public else "sent",
        "body": written.body_markdown,
        "url": url_of(public or case.question),
        "created_at": written.created_at,
    }
