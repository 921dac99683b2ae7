"""What a browser may send about an address that is told what happens here."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from community.kernel.forms import Form, filled
from community.webhooks import rules
from community.webhooks.catalogue import TOPICS
from community.webhooks.models import Webhook
from community.webhooks.rules import Wanted


class WebhookForm(Form):
    """Where messages go, and of what."""

    url = StringField(
        _l("Address"),
        [DataRequired(_l("Give an address such as https://example.com/huzhu."))],
        render_kw={"inputmode": "url", "autocomplete": "off", "maxlength": rules.LONGEST_URL},
    )
    note = StringField(_l("Note for other admins"), [Optional()], render_kw={"maxlength": rules.LONGEST_NOTE})
    topics = SelectMultipleField(
        _l("Of what"),
        choices=[SelectChoice(topic.slug, topic.title) for topic in TOPICS],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    base = HiddenField()  # what the form was filled with

    def show(self, webhook: Webhook) -> None:
        """Fill the form with what is kept."""
        self.base.data = webhook.base
        self.url.data, self.note.data, self.topics.data = webhook.url, webhook.note, list(webhook.topics)

    def wanted(self) -> Wanted:
        """What the form says."""
        return Wanted(
            url=filled(self.url.data), topics=tuple(self.topics.data or ()), note=self.note.data or ""
        )
