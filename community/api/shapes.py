"""The shapes that several resources share: people, findings, pages of a list, problems."""

from datetime import UTC, datetime
from typing import Any, Final, cast

from apiflask import Schema
from marshmallow import RAISE, ValidationError, fields, validate

from community.kernel.addresses import LARGEST_ID
from community.kernel.field_words import (
    NEEDED,
    NOT_A_MOMENT,
    NOT_AN_OBJECT,
    NOT_NULL,
    NOT_TEXT,
    NOT_WHOLE,
    UNKNOWN,
)
from community.kernel.text import seen

MOST: Final = 100
USUAL: Final = 20
LONGEST_CURSOR: Final = 500
LONGEST_QUERY: Final = 500


class Given(Schema):
    """What a program may send; a name that is not known is refused, so that no typing mistake goes unseen."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": UNKNOWN,
        "type": NOT_AN_OBJECT,
    }


class Asked(Schema):
    """What may stand in the query of an address; other names there are ignored."""


class Text(fields.String):
    """Text without zero characters, which no database keeps; what nobody could see is no text."""

    def __init__(self, **given: Any) -> None:
        super().__init__(error_messages={"required": NEEDED, "invalid": NOT_TEXT, "null": NOT_NULL}, **given)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return seen(str(super()._deserialize(value, attr, data, **kwargs)).replace("\x00", ""))


class Whole(fields.Integer):
    """A whole number between two others."""

    def __init__(self, least: int, most: int = LARGEST_ID, *, strict: bool = True, **given: Any) -> None:
        super().__init__(
            strict=strict,
            validate=validate.Range(least, most),
            error_messages={"required": NEEDED, "invalid": NOT_WHOLE, "null": NOT_NULL},
            **given,
        )

    def _validated(self, value: Any) -> int:
        # int() reads other digits, spaces and underscores as well, and stumbles over endless ones.
        if isinstance(value, str) and (len(value) > len(str(LARGEST_ID)) or not value.lstrip("-").isdigit()):
            raise ValidationError(NOT_WHOLE)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON has one kind of number: 3.0 is 3
        return int(super()._validated(value) or 0)


class Moment(fields.AwareDateTime):
    """A moment; without an offset it is UTC."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            format="iso",
            default_timezone=UTC,
            error_messages={"invalid": NOT_A_MOMENT, "required": NEEDED, "null": NOT_NULL},
            **given,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError:
            raise ValidationError(NOT_A_MOMENT) from None


class Limit(Whole):
    """How many items one page shall have."""

    def __init__(self) -> None:
        super().__init__(1, MOST, strict=False, load_default=USUAL, metadata={"default": USUAL})


class Paged(Asked):
    """Turning pages: `next` of one page is `cursor` of the next one."""

    limit = Limit()
    cursor = Text(load_default=None, validate=validate.Length(1, LONGEST_CURSOR))


class Complete(Schema):
    """A list that comes as a whole: there is no next page, and it says so as other lists do."""

    next = fields.String(required=True, allow_none=True, dump_default=None)


class PersonOut(Schema):
    """Who wrote or does something; null fields for somebody who has left."""

    name = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)


class FindingOut(Schema):
    """What one check of the quality gate saw."""

    check = fields.String(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(["publish", "review", "hold", "refuse"]))
    where = fields.String(required=True)
    message = fields.String(required=True)
    hint = fields.String(required=True)
    evidence = fields.List(fields.String(), required=True)


class StarsOut(Schema):
    """What an answer's ratings add up to; `stars` are those of the member who asks, or null.

    `mean` is drawn towards the site's mean while ratings are few; `distribution` counts ratings of one
    to five stars; answers are sorted by `score`.
    """

    stars = fields.Integer(required=True, allow_none=True, validate=validate.Range(1, 5))
    mean = fields.Float(required=True)
    count = fields.Integer(required=True)
    distribution = fields.List(fields.Integer(), required=True, validate=validate.Length(equal=5))
    score = fields.Float(required=True)


class ProblemOut(Schema):
    """An error, as RFC 9457 writes it down."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    field = fields.String(metadata={"description": "The field that is to be mended."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Everything that is to be mended, by field."},
    )
    verdict = fields.String(metadata={"description": "What the quality gate decided."})
    findings = fields.List(fields.Nested(FindingOut))
    private = fields.List(
        fields.Dict(), metadata={"description": "Private data in a text for the public: kind, place, words."}
    )
    preview = fields.String(metadata={"description": "How the text reads when that is left out."})


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """The schema of one page of a list of `item`."""
    shape: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(
            required=True, allow_none=True, metadata={"description": "The cursor of the next page, or null."}
        ),
    }
    return cast("type[Schema]", Schema.from_dict(shape, name=name))
