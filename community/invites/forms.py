"""What a browser may send to invite, to join, and on the first visit."""

from typing import Final

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length, Optional

from community.invites import rules
from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Role

BY_LETTER: Final = "letter"
BY_LINK: Final = "link"
LONGEST_LIST: Final = 50_000


class InviteForm(Form):
    """Whom to invite, and with which words."""

    way = RadioField(
        choices=[
            SelectChoice(BY_LETTER, lazy_gettext("We write to them")),
            SelectChoice(BY_LINK, lazy_gettext("A link that you pass on")),
        ],
        default=BY_LETTER,
    )
    addresses = TextAreaField(
        validators=[
            Length(max=LONGEST_LIST, message=lazy_gettext("Please paste at most 200 addresses at once."))
        ],
        render_kw={"rows": 6, "inputmode": "email", "spellcheck": "false"},
    )
    uses = IntegerField(
        validators=[Optional()],
        default=1,
        render_kw={"inputmode": "numeric", "min": 1, "max": rules.MOST_USES},
    )
    words = TextAreaField(render_kw={"maxlength": rules.LONGEST_WORDS, "rows": 4})
    topics = StringField(
        validators=[
            Length(max=250, message=lazy_gettext("Name at most ten tags, with spaces between them."))
        ],
        render_kw={"maxlength": 250},
    )
    lang = SelectField(choices=[SelectChoice(slug, word) for slug, word in LANGUAGES.items()], default="en")
    days = SelectField(
        coerce=int,
        choices=[SelectChoice(each, str(each)) for each in rules.DAYS],
        default=14,
    )
    role = SelectField(choices=[SelectChoice(each.value, each.value) for each in Role], default=Role.MEMBER)
