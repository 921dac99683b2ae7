"""What a browser may send about a campaign; `checking` judges it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Optional

from community.kernel.errors import DomainError
from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES, said
from community.tags.rules import split
from gamification.campaigns import rules
from gamification.campaigns.rules import Orientation, Plan, Ties

WEIGHT: Final = "weight-"
NEEDED: Final = InputRequired(_l("Please fill this in."))
WHOLE: Final = _l("This must be a whole number.")
MOMENT: Final = _l("Write a date and a time, such as 2026-05-01 09:00.")
FORMATS: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]


class WholeField(IntegerField):
    """A whole number; what is none stays in the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(WHOLE)) from None


class MomentField(DateTimeLocalField):
    """A date and a time in UTC."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(MOMENT)) from None


class TextsForm(Form):
    """What can be changed while a campaign runs."""

    title = StringField(_l("Title (English)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    title_zh = StringField(_l("Title (Chinese)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    text = TextAreaField(_l("What it is about (English)"), [Optional()], render_kw={"rows": 4})
    text_zh = TextAreaField(_l("What it is about (Chinese)"), [Optional()], render_kw={"rows": 4})
    ends_at = MomentField(_l("Ends (UTC)"), [NEEDED], format=FORMATS)
    base = HiddenField()  # what the form was filled with


class CampaignForm(TextsForm):
    """A whole campaign. The weights stand beside it, one field a metric: `weights_in`, `weight_errors`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.weight_errors: list[str] = []

    def take(self, error: DomainError) -> None:
        if error.field == "weights":
            self.weight_errors.append(said(error.message, error.params))
        else:
            super().take(error)

    orientation = RadioField(
        choices=[SelectChoice(each.value, each.value) for each in Orientation], validate_choice=False
    )
    slug = StringField(_l("Address"), [Optional()], render_kw={"maxlength": 70})
    starts_at = MomentField(_l("Starts (UTC)"), [NEEDED], format=FORMATS)
    tags = StringField(_l("Tags"), [Optional()])
    product = StringField(_l("Product"), [Optional()], render_kw={"maxlength": rules.PRODUCT_LONGEST})
    lang = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("All languages")),
            *(SelectChoice(slug, word) for slug, word in LANGUAGES.items()),
        ],
        validate_choice=False,
    )
    daily_cap = WholeField(_l("Most points a day"), [NEEDED])
    pair_cap = WholeField(_l("Most points from one person to another"), [NEEDED])
    ties = SelectField(
        _l("Equal scores"),
        choices=[
            SelectChoice(Ties.SHARED.value, _l("share a rank")),
            SelectChoice(Ties.EARLIER.value, _l("the earlier day comes first")),
        ],
        validate_choice=False,
    )
    budget = WholeField(_l("Budget"), [NEEDED])
    unit = StringField(_l("Counted in (English)"), [Optional()], render_kw={"maxlength": rules.UNIT_LONGEST})
    unit_zh = StringField(
        _l("Counted in (Chinese)"), [Optional()], render_kw={"maxlength": rules.UNIT_LONGEST}
    )
    rate = WholeField(_l("Reward for a point"), [NEEDED])
    band = WholeField(_l("Points at the full reward"), [NEEDED])


class CancelForm(Form):
    """Why a campaign is called off."""

    reason = TextAreaField(_l("Why is it called off?"), [NEEDED], render_kw={"rows": 3})


def weights_in(sent: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """The weights that were sent, and what was typed and is no whole number; empty fields are 0."""
    weights: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name, typed in sent.items():
        if not name.startswith(WEIGHT):
            continue
        metric = name.removeprefix(WEIGHT)
        try:
            weights[metric] = int(typed.strip() or 0)
        except ValueError:
            wrong[metric] = typed
    return weights, wrong


def plan_in(form: CampaignForm, weights: Mapping[str, int]) -> Plan:
    """The plan that a form holds whose fields could all be read."""
    names = set(Plan.__dataclass_fields__) - {"weights", "tags", "starts_at", "ends_at"}
    values: dict[str, Any] = {name: form[name].data for name in names}
    values = {name: "" if value is None else value for name, value in values.items()}
    return Plan(
        **values,
        weights=weights,
        tags=tuple(split(form.tags.data or "")),
        starts_at=utc(form.starts_at.data),
        ends_at=utc(form.ends_at.data),
    )


def utc(moment: datetime | None) -> datetime:
    """A moment that was typed as UTC."""
    if moment is None:
        message = "a validated form lacks a moment"
        raise ValueError(message)
    return moment.replace(tzinfo=UTC)
