"""What a browser sends to make a badge: words as they were typed. The service judges them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length

from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES, said
from community.kernel.words import N_
from gamification.badges.glyphs.free import WORDS
from gamification.badges.windows import Span, parsed
from gamification.badges.words import ANY_LANGUAGE, FAMILY_WORDS, METRIC_WORDS, TIER_WORDS

ALL_TIME: Final = "always"
SHORT: Final = Length(max=1_000, message=_l("This is too long."))
SPANS: Final = {
    ALL_TIME: N_("all time"),
    Span.DAYS.value: N_("the last days: how many?"),
    Span.MONTH.value: N_("this month"),
    Span.YEAR.value: N_("this year"),
    Span.PERIOD.value: N_("a certain year or month: which?"),
}


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(slug), said(word)) for slug, word in words.items()]


class Needed:
    """Says in the page that a field must be filled in; whether it is, the service judges like all the rest."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Nothing is refused here."""


NEEDED: Final = Needed()


class BadgeForm(Form):
    """Everything that a badge is. Only lists are checked here; `typed.checked` says what is wrong with the rest."""

    slug = StringField(_l("Short name, for its address"), [NEEDED, SHORT])
    title = StringField(_l("Title in English"), [SHORT])
    title_zh = StringField(_l("Title in Chinese"), [SHORT])
    blurb = StringField(_l("What it is for, in English"), [SHORT])
    blurb_zh = StringField(_l("What it is for, in Chinese"), [SHORT])
    tier = SelectField(_l("Tier"), [NEEDED], validate_choice=False)
    family = SelectField(_l("Family"), [NEEDED], validate_choice=False)
    glyph = SelectField(_l("Sign"), [NEEDED], validate_choice=False)
    metric = SelectField(_l("What is counted"), [NEEDED], validate_choice=False)
    threshold = StringField(_l("How many are needed"), [NEEDED, SHORT])
    window = SelectField(_l("Within which time"), [NEEDED], validate_choice=False)
    window_value = StringField(_l("Days, or the year or month"), [SHORT])
    tag = StringField(_l("Only under this tag"), [SHORT])
    lang = SelectField(_l("Only in this language"), validate_choice=False)
    gate_mean = StringField(_l("Only with so many stars on average"), [SHORT])
    gate_ratings = StringField(_l("over at least so many ratings"), [SHORT])
    repeatable = BooleanField(_l("Can be earned again and again"))
    expires_after = StringField(_l("Lapses after so many days"), [SHORT])
    revocable = BooleanField(_l("Goes when it is no longer true"))
    secret = BooleanField(_l("Secret until somebody has it"))
    base = HiddenField()  # what the form was filled with

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier.choices = _choices(TIER_WORDS)
        self.family.choices = _choices(FAMILY_WORDS)
        self.glyph.choices = _choices(WORDS)
        self.metric.choices = _choices(METRIC_WORDS)
        self.window.choices = _choices(SPANS)
        self.lang.choices = [
            *_choices({"": ANY_LANGUAGE}),
            *(SelectChoice(*each) for each in LANGUAGES.items()),
        ]

    def given(self) -> dict[str, Any]:
        """What was typed, with the window as one word."""
        found = {
            name: field.data for name, field in self._fields.items() if name not in {"csrf_token", "base"}
        }
        value = (found.pop("window_value") or "").strip()
        span = found["window"] or ALL_TIME
        words = {ALL_TIME: "", Span.DAYS: f"{value}d", Span.PERIOD: value or "?"}
        found["window"] = words.get(span, span)
        return found


def filled_from(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows for the columns of a badge."""
    window = parsed(row["window"])
    value = ""
    if window is not None and window.span is Span.DAYS:
        value = str(window.days)
    elif window is not None and window.span is Span.PERIOD:
        value = str(window)
    shown = {name: "" if each is None else each for name, each in row.items()}
    return {**shown, "window": window.span.value if window else ALL_TIME, "window_value": value}
