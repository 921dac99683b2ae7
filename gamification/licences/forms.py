"""What a browser may send about licences."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from community.kernel.forms import Form
from gamification.licences import rules


class ApplicationForm(Form):
    """For what, and why; the choices are the topics for which the reader qualifies."""

    topic = SelectField(_l("Topic and language"), [InputRequired(_l("Choose a topic."))])
    words = TextAreaField(
        _l("Why you?"),
        [InputRequired(_l("Please fill this in."))],
        render_kw={"rows": 4, "minlength": rules.WORDS_SHORTEST, "maxlength": rules.WORDS_LONGEST},
    )


class DecisionForm(Form):
    """A decision with its reason, and the number of the move it rests on."""

    decision = StringField(
        _l("Decision"),
        [AnyOf([each.value for each in rules.DECISIONS], message=_l("Choose what you decide."))],
    )
    reason = TextAreaField(
        _l("Why?"),
        [InputRequired(_l("Say why, in a sentence: the member reads it."))],
        render_kw={"rows": 2, "minlength": rules.REASON_SHORTEST, "maxlength": rules.REASON_LONGEST},
    )
    number = IntegerField(_l("Move"), [InputRequired(_l("Load the page again, please."))])
