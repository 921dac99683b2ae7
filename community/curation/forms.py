"""What a browser may send about recommendations, announcements and known problems."""

from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets.core import DateTimeLocalInput

from community.curation import rules
from community.curation.models import Announcement, Incident
from community.curation.rules import Audience, Facts, IncidentState, News, Words
from community.kernel import clock
from community.kernel.addresses import LARGEST_ID
from community.kernel.forms import Form, filled
from community.kernel.languages import said
from community.kernel.words import N_
from community.tags.rules import split

NO_MOMENT = N_("Choose a moment.")
USUALLY = timedelta(days=7)
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
STATES = (
    SelectChoice(IncidentState.INVESTIGATING.value, _l("We are looking for the cause")),
    SelectChoice(IncidentState.IDENTIFIED.value, _l("We know the cause")),
    SelectChoice(IncidentState.WATCHING.value, _l("It is mended, and we watch it")),
    SelectChoice(IncidentState.RESOLVED.value, _l("It is resolved")),
)
AUDIENCES = (
    SelectChoice(Audience.EVERYBODY.value, _l("Everybody")),
    SelectChoice(Audience.MEMBERS.value, _l("Those who are signed in")),
    SelectChoice(Audience.LANGUAGE.value, _l("Readers of one language")),
    SelectChoice(Audience.TAG.value, _l("Readers of a tag's page")),
)


class MomentField(DateTimeLocalField):
    """A moment in UTC, to the minute."""

    widget = DateTimeLocalInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(said(NO_MOMENT)) from None


def utc(moment: datetime | None) -> datetime | None:
    """A moment that was typed as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None else None


class RecommendForm(Form):
    """Why a post is worth reading, where it stands, and until when."""

    why = TextAreaField(
        _l("Why is it worth reading?"),
        [InputRequired(_l("Say in one sentence why it is worth reading."))],
        render_kw={"rows": 2, "maxlength": rules.WHY_LONGEST},
    )
    place = IntegerField(_l("Place"), [NumberRange(1, 20, message=_l("A place from 1 to 20."))], default=1)
    until = MomentField(_l("Until (UTC)"), [Optional()], format=FORMATS)


class AnnouncementForm(Form):
    """An announcement in one language or both; `base` is what the editor saw."""

    base = HiddenField()
    title = StringField(_l("Title (English)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    title_zh = StringField(_l("Title (Chinese)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    text = TextAreaField(_l("Text (English)"), [Optional()], render_kw={"rows": 5})
    text_zh = TextAreaField(_l("Text (Chinese)"), [Optional()], render_kw={"rows": 5})
    audience = SelectField(_l("For whom"), choices=AUDIENCES)
    audience_of = StringField(_l("Language or tag"), [Optional(), Length(max=60)])
    starts_at = MomentField(_l("Begins (UTC)"), [InputRequired(_l("Choose a moment."))], format=FORMATS)
    ends_at = MomentField(_l("Ends (UTC)"), [InputRequired(_l("Choose a moment."))], format=FORMATS)

    def words(self) -> Words:
        """What was sent, once every field could be read."""
        return Words(
            title=self.title.data or "",
            title_zh=self.title_zh.data or "",
            text=self.text.data or "",
            text_zh=self.text_zh.data or "",
            audience=self.audience.data or "",
            audience_of=(self.audience_of.data or "").strip().lstrip("#"),
            starts_at=filled(utc(self.starts_at.data)),
            ends_at=filled(utc(self.ends_at.data)),
        )

    def show(self, found: Announcement | None) -> None:
        """Fill the fields with what is kept; a new one begins now and lasts a week."""
        if found is None:
            now = clock.now().replace(second=0, microsecond=0)
            self.starts_at.data, self.ends_at.data = now, now + USUALLY
            return
        for name in (
            "title",
            "title_zh",
            "text",
            "text_zh",
            "audience",
            "audience_of",
            "starts_at",
            "ends_at",
            "base",
        ):
            self[name].data = getattr(found, name)


class NewsForm(Form):
    """News of a known problem."""

    state = SelectField(_l("What is known"), choices=STATES)
    text = TextAreaField(_l("News (English)"), [Optional()], render_kw={"rows": 4})
    text_zh = TextAreaField(_l("News (Chinese)"), [Optional()], render_kw={"rows": 4})

    def news(self) -> News:
        """What was sent."""
        return News(state=self.state.data or "", text=self.text.data or "", text_zh=self.text_zh.data or "")


class FactsForm(Form):
    """What a problem is called and touches; `base` is what the editor saw."""

    base = HiddenField()
    title = StringField(_l("Title (English)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    title_zh = StringField(_l("Title (Chinese)"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    product = StringField(_l("Product"), [Optional()], render_kw={"maxlength": rules.TITLE_LONGEST})
    tags = StringField(_l("Tags"), [Optional(), Length(max=200)])
    question_id = IntegerField(
        _l("Number of the question about it"), [Optional(), NumberRange(1, LARGEST_ID)]
    )

    def facts(self) -> Facts:
        """What was sent."""
        return Facts(
            title=self.title.data or "",
            title_zh=self.title_zh.data or "",
            product=self.product.data or "",
            tags=split(self.tags.data or ""),
            question_id=self.question_id.data,
        )

    def show(self, found: Incident, tags: tuple[str, ...]) -> None:
        """Fill the fields with what is kept."""
        for name in ("title", "title_zh", "product", "question_id"):
            self[name].data = getattr(found, name)
        self.tags.data, self.base.data = " ".join(tags), found.base(tags)


class IncidentForm(FactsForm, NewsForm):
    """A problem with its first news."""
