"""What a browser may send about a tag."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from community.kernel.forms import Form

LONGEST_EXCERPT = 400
TOO_LONG = _l("This is too long.")


class TagForm(Form):
    """What a tag is about; `base` is what the editor saw."""

    base = HiddenField()
    excerpt = StringField(
        _l("In one sentence (English)"), [Optional(), Length(max=LONGEST_EXCERPT, message=TOO_LONG)]
    )
    excerpt_zh = StringField(
        _l("In one sentence (Chinese)"), [Optional(), Length(max=LONGEST_EXCERPT, message=TOO_LONG)]
    )
    label_zh = StringField(_l("Chinese name"), [Optional(), Length(max=60, message=TOO_LONG)])
    wiki_markdown = TextAreaField(_l("More about it"), [Optional()])
    synonym = StringField(
        _l("Another name that should lead here"), [Optional(), Length(max=60, message=TOO_LONG)]
    )
