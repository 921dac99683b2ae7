"""The rules of escalation as programs see them."""

from typing import Final

from apiflask import Schema
from marshmallow import fields, validate

from community.api.shapes import Asked, Complete, Given, Text, Whole
from moderation.escalation.terms import TEAMS, Mode
from moderation.rulebook import past, queries
from moderation.rulebook.rules import Judged

MODES: Final = [str(mode) for mode in Mode]


class RulesAsked(Asked):
    """Which verdicts to count."""

    days = Whole(1, queries.MOST_DAYS, strict=False, load_default=queries.DAYS)
    language = Text(load_default="", validate=validate.Length(0, 8))


class TermsIn(Given):
    """What is left out stays as it is."""

    mode = Text(validate=validate.OneOf(MODES))
    bound = fields.Float(allow_none=True)
    tier = Whole(1, 2)
    team = Text(validate=validate.OneOf(TEAMS))
    severity = fields.Float()
    wording = fields.Dict(keys=fields.String(), values=fields.String())


class RehearsalIn(TermsIn):
    """Terms to try, and how far back."""

    days = Whole(1, past.MOST_DAYS, load_default=past.DAYS)


class RuleIn(Given):
    """A rule of the site: what must hold together."""

    title = Text(required=True, validate=validate.Length(1, 200))
    conditions = fields.List(fields.Dict(), required=True)


class ProposalAnswerIn(Given):
    """What to do with the threshold that is proposed."""

    proposed = fields.Float(required=True)
    take = fields.Boolean(required=True)


class VerdictIn(Given):
    """What staff say of what a rule raised; an empty verdict takes it back."""

    escalation_id = Whole(1, required=True)
    verdict = Text(required=True, validate=validate.OneOf(["", *(str(each) for each in Judged)]))


class ProposalOut(Schema):
    """A threshold that the verdicts speak for, and what it would have done to the judged cases."""

    before = fields.Float(required=True)
    proposed = fields.Float(required=True)
    spared = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    lost = fields.Integer(required=True)
    right = fields.Integer(required=True)
    nobody_knows = fields.Integer(required=True, attribute="unknown", data_key="unknown")


class RuleOut(Schema):
    """A rule with its terms and how right it was; `interval` is where the true share lies, 19 times out of 20."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    own = fields.Boolean(required=True)
    retired = fields.Boolean(required=True)
    mode = fields.String(required=True)
    bound = fields.Float(required=True, allow_none=True)
    tier = fields.Integer(required=True)
    team = fields.String(required=True)
    severity = fields.Float(required=True)
    wording = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    conditions = fields.List(fields.Dict(), required=True)
    raised = fields.Integer(required=True)
    right = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    precision = fields.Float(required=True, allow_none=True)
    interval = fields.List(fields.Float(), required=True)
    proposal = fields.Nested(ProposalOut, required=True, allow_none=True)


class RulesOut(Complete):
    """All of them."""

    items = fields.List(fields.Nested(RuleOut), required=True)


class SeenOut(Schema):
    """A question of a rehearsal."""

    question_id = fields.Integer(required=True)
    title = fields.String(required=True)
    post_id = fields.Integer(required=True)
    at = fields.String(required=True)
    score = fields.Float(required=True)
    evidence = fields.List(fields.String(), required=True)
    case_id = fields.Integer(required=True, allow_none=True)
    verdict = fields.String(required=True, allow_none=True)
    with_staff_anyway = fields.Boolean(required=True)


class RuleRehearsalOut(Schema):
    """What a rule would have raised: as before, newly, and what it would raise no more."""

    days = fields.Integer(required=True)
    posts = fields.Integer(required=True)
    looked_at = fields.Integer(required=True)
    would_raise = fields.Integer(required=True)
    kept = fields.List(fields.Nested(SeenOut), required=True)
    new = fields.List(fields.Nested(SeenOut), required=True)
    no_more = fields.List(fields.Nested(SeenOut), required=True)


class LedgerAsked(Asked):
    """How far back."""

    days = Whole(1, 3_650, strict=False, load_default=91)


class PeriodOut(Schema):
    """How many needs were credited to each rung, from a moment on."""

    start = fields.DateTime(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class LedgerOut(Schema):
    """How needs ended."""

    total = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    periods = fields.List(fields.Nested(PeriodOut), required=True)
