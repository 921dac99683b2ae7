"""What a browser may send on the way in from elsewhere."""

from wtforms import BooleanField, Field, StringField

from community.accounts import rules
from community.accounts.forms import NEEDED, SHORT, judge
from community.kernel.forms import Form


class FinishForm(Form):
    """What a provider cannot know: the name here, and whether our words are agreed to."""

    name = StringField(
        validators=[NEEDED, SHORT], render_kw={"autocomplete": "username", "maxlength": rules.LONGEST_NAME}
    )
    consent = BooleanField()

    def validate_name(self, field: Field) -> None:
        judge(field, rules.checked_name)
