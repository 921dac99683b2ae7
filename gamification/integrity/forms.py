"""What a browser may send about a finding."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from community.kernel.forms import Form
from gamification.integrity.rules import LONGEST_REASON, Decision


class DecisionForm(Form):
    """A decision with its reason; `everything` withdraws all other ratings of those in question, too."""

    decision = StringField(
        _l("Decision"),
        [AnyOf([each.value for each in Decision], message=_l("Choose what you decide."))],
    )
    reason = TextAreaField(
        _l("Why?"),
        [
            DataRequired(_l("Say why, in a sentence: the members concerned read it.")),
            Length(max=LONGEST_REASON, message=_l("A reason has at most %(max)d characters.")),
        ],
    )
    everything = BooleanField(_l("Also withdraw every other rating that these raters gave"))
