"""What the review queue tells programs, and what it wants of them."""

from apiflask import Schema
from marshmallow import fields, validate

from community.api.shapes import FindingOut, Given, Paged, PersonOut, Text, Whole, page_of
from community.kernel.languages import LANGUAGES
from moderation.review import (
    bulk,
    filters,
)
from moderation.review.forms import MOST_QUOTES
from moderation.review.rules import Decision, ItemKind


class ReviewedPost(Schema):
    """The post that an item is about."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    body = fields.String(required=True)
    author = fields.Nested(PersonOut, required=True)


class SpotCheckOut(Schema):
    """What came of an item that was a spot check; `passed` is null when it counts for nothing."""

    passed = fields.Boolean(required=True, allow_none=True)
    expected = fields.String(required=True, validate=validate.OneOf(["approve", "remove"]))
    why = fields.String(required=True)


class ItemOut(Schema):
    """A post or an appeal that waits for a person; the higher `priority`, the more urgent.

    `seen` stands for the post as it is now and for what it waits for; a decision may send it back.
    """

    id = fields.Integer(required=True)
    post_id = fields.Integer(required=True, allow_none=True)
    appeal_id = fields.Integer(required=True, allow_none=True)
    kind = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    disputed = fields.Boolean(required=True)
    priority = fields.Integer(required=True)
    parts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    claimed_by = fields.Nested(PersonOut, required=True, allow_none=True)
    claimed_until = fields.DateTime(required=True, allow_none=True)
    state = fields.String(required=True)
    decision = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    seen = fields.String(required=True, allow_none=True)
    post = fields.Nested(ReviewedPost, required=True, allow_none=True)
    spot_check = fields.Nested(SpotCheckOut, required=True, allow_none=True)


class NewDecision(Given):
    """What a reviewer decides; a refusal needs a reason: one of the known words, or a sentence.

    To edit takes the new `body` (and `title`, `tags` of a question), to mask the `quotes` to cover (none: whatever
    the detectors find), a duplicate the address or number of the `original`. With the item's `seen`, nothing is
    decided (409) where the post was changed since.
    """

    decision = Text(required=True, validate=validate.OneOf([each.value for each in Decision]))
    reason = Text(load_default=None, allow_none=True, validate=validate.Length(max=1_000))
    note = Text(load_default="", validate=validate.Length(max=1_000))
    title = Text(load_default="")
    body = Text(load_default="")
    tags = fields.List(Text(), load_default=list)
    quotes = fields.List(Text(), load_default=list, validate=validate.Length(max=MOST_QUOTES))
    original = Text(load_default="")
    seen = Text(load_default="")


class Filtered(Paged):
    """What of the queue; what is not given filters nothing. `state` is open where nothing else is said."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *ItemKind]))
    state = fields.String(load_default="open", validate=validate.OneOf(list(filters.View)))
    seen = fields.String(load_default="", validate=validate.OneOf(["", *filters.Seen]))
    language = fields.String(load_default="", validate=validate.OneOf(["", *LANGUAGES]))
    tag = Text(load_default="")
    author = Text(load_default="")
    finding = Text(load_default="")
    age = fields.String(load_default="", validate=validate.OneOf(["", *filters.HOURS]))


class NewDecisions(Given):
    """One decision about several items: approve, refuse or spam."""

    items = fields.List(Whole(1), required=True, validate=validate.Length(min=1, max=bulk.MOST))
    decision = Text(required=True, validate=validate.OneOf([each.value for each in bulk.MAY]))
    reason = Text(load_default=None, allow_none=True, validate=validate.Length(max=1_000))
    note = Text(load_default="", validate=validate.Length(max=1_000))


class DecidedOut(Schema):
    """What came of one of several items: `skipped` says why nothing was done."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    skipped = fields.String(required=True, allow_none=True)


class DecisionsOut(Schema):
    """One line for each item, in the order in which they were given."""

    items = fields.List(fields.Nested(DecidedOut), required=True)


Items = page_of(ItemOut, "ReviewItems")
