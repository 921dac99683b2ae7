"""What a browser may send to write or change a post."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from community.kernel.addresses import number_in
from community.kernel.forms import Form
from community.posts.once import fresh


class BodyForm(Form):
    """An answer or a comment."""

    body = TextAreaField(_l("Text"), [DataRequired(_l("Write something first."))])
    once = HiddenField(default=fresh)


class EditForm(BodyForm):
    """New words for an answer or a comment; `base` is the revision that the editor saw."""

    comment = StringField(_l("What you changed, in a few words"), [Optional()])
    base = HiddenField()


class QuestionForm(Form):
    """A question, new or edited."""

    title = StringField(_l("Title"), [DataRequired(_l("Say in one sentence what happens and where."))])
    body = TextAreaField(_l("Details"), [DataRequired(_l("Describe it, so that others can help."))])
    tags = StringField(_l("Tags"), [DataRequired(_l("Add at least one tag."))])
    product = StringField(_l("Product"), [Optional()])
    comment = StringField(_l("What you changed, in a few words"), [Optional()])
    base = HiddenField()
    once = HiddenField(default=fresh)


def base_of(form: EditForm | QuestionForm) -> int | None:
    """The revision that the editor saw, where the browser told it."""
    return number_in(form.base.data or "")
