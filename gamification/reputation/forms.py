"""What a browser may send about the ledger."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from community.kernel.forms import Form
from gamification.reputation.rules import LONGEST_REASON


class RulingForm(Form):
    """Why an admin undoes or restores the points of a cause."""

    reason = TextAreaField(
        _l("Why?"),
        [
            DataRequired(_l("Say why, in a sentence: the member reads it.")),
            Length(max=LONGEST_REASON, message=_l("A reason has at most %(max)d characters.")),
        ],
    )
